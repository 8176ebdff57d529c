#!/usr/bin/env python3
"""Upgrades a machine on which the release before ran for a while, and looks whether everything is still there.

    python3 Tests/Scripts/check-upgrade.py PACKAGE [ROOT]

PACKAGE is liaison_VERSION_ARCH.deb. The store is that of Tests/Samples/versions/*.tar.gz, made by the release before itself (make_release.py);
its package isn't kept, so this one is installed first under that version's number, without a store, and then upgraded to. ROOT is a
Debian 12 with systemd and curl; without it one is made and removed again. The program's clock stands a night after the store was made, whenever
this runs. Needs root, debootstrap, systemd-container and libfaketime. Prints a line for each thing that holds or fails; exits 1 when one fails.
"""

import glob
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
DATA, BACKUP, URL = "/var/lib/liaison", "/mnt/backup", "http://127.0.0.1:8080"
CLOCK = "/usr/lib/liaison-clock.so"
LIBRARY = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1") or [None])[0]
failures = []


def load(name):
    specification = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def check(text, holds, details=""):
    print(f"{'holds' if holds else 'FAILS'}  {text}", flush=True)
    if not holds:
        failures.append(text)
        print(str(details)[-4000:])
    return holds


def lacks(now, before, place=""):
    """Where `now` doesn't say what `before` said; a later release may say more."""
    if isinstance(before, dict) and isinstance(now, dict):
        return [found for name, value in before.items()
                for found in ([f"{place}.{name} is gone"] if name not in now else lacks(now[name], value, f"{place}.{name}"))]
    if isinstance(before, list) and isinstance(now, list):
        if len(before) != len(now):
            return [f"{place} has {len(now)}, not {len(before)}"]
        return [found for index, pair in enumerate(zip(now, before)) for found in lacks(*pair, f"{place}[{index}]")]
    return [] if now == before else [f"{place} is {now!r}, was {before!r}"]


class Installed:
    """The program on the machine, as its operator runs it."""

    def __init__(self, machine, moment):
        self.machine = machine
        # A night after the store was made, however long ago that is: phones are asked for their PIN, news is still new.
        self.clock = f"FAKETIME={moment + 20 * 3600 - int(time.time()):+d} FAKETIME_DONT_FAKE_MONOTONIC=1"

    def shell(self, text):
        return self.machine.shell(text)

    def run(self, words, prefix=""):
        """A command line as the service's user: exit status, and what it printed."""
        return self.shell(f"{prefix} setpriv --reuid=liaison --regid=liaison --init-groups env LC_ALL=zh_CN.UTF-8 LIAISON_DATA={DATA} "
                          f"LD_PRELOAD={CLOCK} {self.clock} liaison {words}")

    def json(self, words):
        status, output = self.run(f"{words} --json 2>/tmp/errors")
        if not output.strip():
            sys.exit(f"liaison {words}: {status} {self.shell('cat /tmp/errors')[1]}")
        return json.loads(output)

    def curl(self, path, *more):
        return self.shell(f"curl -s {' '.join(more)} '{URL}{path}'")[1]


def older(package, version, scratch):
    """The package under the number of the release before."""
    folder, result = f"{scratch}/older", f"{scratch}/older.deb"
    subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
    control = pathlib.Path(folder, "DEBIAN/control")
    control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}+git20261129000000.0", control.read_text()))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", folder, result], check=True, stdout=subprocess.DEVNULL)
    return result


def prepare(root, package, scratch, version, sample):
    """The machine with the package under the older number; the store, the backup and the newer package lie ready."""
    evening = load("check-evening")
    shutil.copy(older(package, version, scratch), f"{root}/root/older.deb")
    shutil.copy(package, f"{root}/root/newer.deb")
    shutil.copy(LIBRARY, f"{root}{CLOCK}")
    with tarfile.open(sample) as archive:
        archive.extractall(f"{root}/root/store", filter="fully_trusted")
    evening.run("mount", "-t", "proc", "proc", f"{root}/proc")
    try:
        install = "apt-get update -qq; apt-get install -y -qq --no-install-recommends /root/older.deb"
        evening.run("chroot", root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "bash", "-ec", install)
    finally:
        evening.run("umount", f"{root}/proc")


def arrives(installed):
    """The store of the release before, as its own service left it; its program is no more than a number here."""
    done = installed.shell(f"""
        set -e
        rm -rf {DATA} {BACKUP}
        cp -a /root/store/data {DATA} && cp -a /root/store/backup {BACKUP}
        chown -R liaison:liaison {DATA} {BACKUP} && chmod 750 {DATA}
        mkdir -p /etc/systemd/system/liaison.service.d
        printf '[Service]\\nEnvironment=LD_PRELOAD={CLOCK} {installed.clock}\\n' >/etc/systemd/system/liaison.service.d/clock.conf
        systemctl daemon-reload""")
    check("the store of the release before is in place", done[0] == 0, done[1])


def is_told(installed):
    """What doctor says before this release has served the store: what it lacks, and nothing else."""
    findings = installed.json("doctor")
    said = {(finding["check"], finding["level"]): finding for finding in findings if finding["level"] != "ok"}
    expected = {("secret", "warning"), ("tokens", "warning")}
    # The sample has no filing number, a date in a year without a calendar, and nobody who hands news on; this machine no NTP, and
    # nobody has enabled its timers for the backup.
    known = {("filing", "warning"), ("calendar", "problem"), ("news", "warning"), ("backup", "warning"), ("clock", "warning"),
             ("sync", "warning")}
    check("doctor says what the store lacks, and nothing else", expected <= set(said) and set(said) <= expected | known,
          json.dumps(findings, ensure_ascii=False, indent=1))
    check("each with its remedy", all(finding["remedy"] for finding in said.values()))


def upgrades(installed):
    done = installed.shell("DEBIAN_FRONTEND=noninteractive apt-get install -y -qq /root/newer.deb </dev/null")
    check("apt upgrades", done[0] == 0, done[1])
    active = installed.shell("for i in $(seq 100); do systemctl is-active -q liaison.service && break; sleep 0.1; done; "
                             "systemctl is-active liaison.socket liaison.service; systemctl is-enabled liaison.socket liaison.service")[1].split()
    check("the service runs and will after the next start of the machine", active == ["active", "active", "enabled", "enabled"],
          active + [installed.shell("journalctl --no-pager -u liaison | tail -30")[1]])
    check("the admin port says ready", installed.shell("curl -s http://127.0.0.1:8081/readyz")[1].strip() == "ok")
    check("the secret's check is there", installed.shell(f"cd {DATA} && sha256sum -c secret.sha256")[0] == 0)


def says_the_same(installed, said):
    for name, words in said["words"].items():
        now = installed.json(" ".join(words))
        before = said["lists"][name]
        if name == "seal":
            # When it was made.
            before.pop("sealed")
        found = lacks(now, before, name)
        check(f"{' '.join(words)}: what it said", not found, "\n".join(found[:20]))
    for kind, word in (("cases", "inbox show"), ("log", "log show")):
        number = "case" if kind == "cases" else "entry"
        found = [place for before in said[kind] for place in lacks(installed.json(f"{word} {before[number]}"), before, before[number])]
        check(f"{word}: all {len(said[kind])}", said[kind] and not found, "\n".join(found[:20]))
    status, output = installed.run("verify")
    check("verify finds the store sound", status == 0, output)
    errors = installed.run("inbox list 2>&1 >/dev/null")[1]
    check("no command complains of anything", errors == "", errors)


def opens(installed, said):
    """Receipts, tokens, the phone, the slip: what people hold in their hands."""
    wrong = [path for path, words in said["receipts"].items() if words not in installed.curl(path)]
    check(f"{len(said['receipts'])} receipts open by their links, with the words", said["receipts"] and not wrong, wrong)
    check("an erased one says nothing of what it was", all("请不要公开" not in installed.curl(path) for path in said["erased"]))
    statuses = {name: installed.curl("/api/v1/cases", "-o /dev/null -w '%{http_code}'", f"-H 'Authorization: Bearer {token}'")
                for name, token in said["tokens"].items()}
    check("tokens open what they opened, and the revoked one nothing",
          statuses == {"deputy": "200", "station": "200", "office": "200", "revoked": "401"}, statuses)
    desk = installed.curl("/desk", f"-H 'Cookie: {said['cookie']}'")
    # After a night it asks for the PIN and knows whose phone it is.
    hidden = " ".join(f"-d {name}={value}" for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', desk))
    entered = installed.curl("/desk", f"-H 'Cookie: {said['cookie']}' -d pin={said['pin']} {hidden} -L")
    check("the phone is known, and its PIN opens the desk", 'name="pin"' in desk and "韶山市代表联络站" in entered, desk[-1500:] + entered[-1500:])
    slip = installed.curl(f"/desk/in/{said['slip']}")
    check("a slip that nobody has used yet is good", "李秀英" in slip, slip[-1500:])


def goes_on(installed, said):
    """New messages, the news, the backup: from where the release before stopped."""
    code = said["people"]["王建国"]
    form = installed.curl(f"/{code}")
    nonce = re.search(r'name="nonce" value="([^"]+)"', form)[1]
    receipt = installed.curl(f"/{code}", "-o /dev/null -w '%{redirect_url}'", f"--data-urlencode nonce={nonce}", "--data-urlencode text=升级以后的一条")
    check("a new message gets its receipt", "升级以后的一条" in installed.curl(receipt.removeprefix(URL)), receipt)
    installed.shell(f"printf '#!/bin/sh\\ncat >>{DATA}/told\\n' >/usr/local/bin/tell && chmod 755 /usr/local/bin/tell")
    status, output = installed.run(f"init --data {DATA} --set notify_command=/usr/local/bin/tell")
    check("a setting is changed in the file as it was", status == 0, output)
    status, output = installed.run("notify --once")
    told = {json.loads(line)["case"] for line in installed.shell(f"cat {DATA}/told")[1].splitlines() if '"kind":"new"' in line}
    number = receipt.split("/")[-2]
    check("news is told of what came since, and of nothing twice", told == {*said["untold"], number}, (status, output, told, said["untold"], number))
    before = installed.shell(f"cd {BACKUP} && find . -type f | sort")[1].split()
    status, output = installed.run(f"backup {BACKUP}")
    after = installed.shell(f"cd {BACKUP} && find . -type f | sort")[1].split()
    check("the backup goes on from the copy that was there", status == 0 and set(before) <= set(after), (output, set(before) - set(after)))
    status, output = installed.run(f"restore {BACKUP} --check")
    check("and is whole", status == 0, output)
    status, output = installed.run(f"restore {BACKUP} --data {DATA}.drill", "install -d -o liaison -g liaison {DATA}.drill;".format(DATA=DATA))
    cases = installed.shell(f"LD_PRELOAD={CLOCK} {installed.clock} liaison inbox list --data {DATA}.drill --json")[1]
    check("restored it has the messages of both releases", status == 0 and
          len(json.loads(cases)) == len(said["lists"]["inbox"]) + 1, output)
    installed.run("token issue --office")
    findings = [finding for finding in installed.json("doctor") if finding["check"] in ("secret", "tokens") and finding["level"] != "ok"]
    check("doctor misses nothing any more", not findings, findings)
    main = installed.shell("systemctl show --value -p MainPID liaison.service")[1]
    done = installed.shell("DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --reinstall /root/newer.deb </dev/null >/root/log 2>&1 & "
                           f"failed=0; while kill -0 $! 2>/dev/null; do curl -sf -o /dev/null {URL}/ || failed=$((failed+1)); done; wait $!; echo $? $failed")[1]
    again = installed.shell("systemctl show --value -p MainPID liaison.service")[1]
    check("an upgrade while it serves turns nobody away, and another process serves", done.split() == ["0", "0"] and main != again, (done, main, again))


def main():
    package = os.path.abspath(sys.argv[1])
    if not LIBRARY:
        sys.exit("needs libfaketime (Debian: libfaketime)")
    sample = max(HERE.parent.glob("Samples/versions/*.tar.gz"), key=lambda path: [int(part) for part in path.name[:-7].split(".")])
    with tarfile.open(sample) as archive:
        said = json.load(archive.extractfile("said.json"))
    scratch, machine = tempfile.mkdtemp(prefix="liaison-upgrade-"), None
    root = sys.argv[2] if len(sys.argv) > 2 else f"{scratch}/root"
    evening = load("check-evening")
    try:
        if len(sys.argv) <= 2:
            evening.bootstrap(root)
        prepare(root, package, scratch, said["version"], sample)
        machine = evening.Machine(root)
        installed = Installed(machine, said["moment"])
        print(f"from {said['version']} to {installed.shell('dpkg-deb -f /root/newer.deb Version')[1].strip()}", flush=True)
        arrives(installed)
        is_told(installed)
        upgrades(installed)
        says_the_same(installed, said)
        opens(installed, said)
        goes_on(installed, said)
    finally:
        if machine:
            machine.halt()
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
