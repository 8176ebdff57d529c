"""Runs the shipped units under a live systemd: a bare Debian 12, booted in a container.

usage: python3 Tests/Scripts/check-systemd.py LIAISON [ROOT]

LIAISON is a release build with the Swift runtime inside (--static-swift-stdlib). ROOT is a bootstrapped Debian 12 with
systemd, curl, libqrencode4 and libpng16-16; without it one is made and removed again. Needs root, debootstrap and Debian's
systemd-container. Prints a line for each thing that holds or fails; exits 1 when one fails.
"""
import os, pty, re, select, shutil, subprocess, sys, tempfile, time

PROGRAM = os.path.abspath(sys.argv[1])
PACKAGES = "systemd,systemd-sysv,dbus,curl,libqrencode4,libpng16-16"
DATA = "/var/lib/liaison"
URL = "http://127.0.0.1:8080"
failures = []


def check(text, holds, details=""):
    print(f"{'holds' if holds else 'FAILS'}  {text}", flush=True)
    if not holds:
        failures.append(text)
        print(details)


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (result := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return result


class Machine:
    """A booted container; its network is its own loopback and nothing else."""

    def __init__(self, root):
        self.root = root
        self.log = open(f"{root}/boot.log", "w")
        self.container = subprocess.Popen(
            ["systemd-nspawn", "-q", "-b", "-D", root, "--register=no", "--keep-unit", "--private-network", "-M", "liaison-check"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        children = f"/proc/{self.container.pid}/task/{self.container.pid}/children"
        self.init = wait_until(lambda: open(children).read().split()[:1])[0]
        if not wait_until(lambda: "running" in self.run("systemctl is-system-running"), 60):
            sys.exit(open(f"{root}/boot.log").read())

    def run(self, command, *prefix):
        """What a shell command in the container prints."""
        result = subprocess.run(["nsenter", "-t", self.init, "-m", "-u", "-i", "-n", "-p", "-C", *prefix, "sh", "-c", command],
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.stdout.strip()

    def type(self, command, lines):
        """Runs a command at a terminal, at which somebody types a line whenever it has asked; its exit status and the screen."""
        typed, shown = pty.openpty()
        child = subprocess.Popen(["nsenter", "-t", self.init, "-m", "-u", "-i", "-n", "-p", "-C", "sh", "-c", command],
                                 stdin=shown, stdout=shown, stderr=shown, start_new_session=True)
        os.close(shown)
        lines, screen, quiet = list(lines), b"", 0
        while True:
            if select.select([typed], [], [], 0.5)[0]:
                try:
                    screen, quiet = screen + os.read(typed, 4096), 0
                except OSError:  # The other end is closed: the command is over.
                    break
            elif lines:
                os.write(typed, lines.pop(0).encode() + b"\n")
            elif (quiet := quiet + 1) > 60:
                child.kill()
                break
        os.close(typed)
        return child.wait(), screen.decode().replace("\r\n", "\n")

    def show(self, name):
        return self.run(f"systemctl show --value -p {name} liaison.service")

    def main(self):
        return self.show("MainPID")

    def status(self, path="/"):
        return self.run(f"curl -s -o /dev/null -w '%{{http_code}}' {URL}{path}")

    def halt(self):
        self.run("systemctl poweroff")
        self.container.wait(60)
        self.log.close()


def prepare(machine):
    """Program, units, user and data directory, as the unit's comments say; a deputy's code."""
    root = machine.root
    shutil.copy(PROGRAM, f"{root}/usr/bin/liaison")
    for unit in ("liaison.service", "liaison.socket", "liaison-backup.service", "liaison-backup.timer", "liaison-alarm.service"):
        shutil.copy(f"assets/deploy/{unit}", f"{root}/etc/systemd/system/{unit}")
    # So that the test of the watchdog needn't wait for half a minute.
    os.makedirs(f"{root}/etc/systemd/system/liaison.service.d", exist_ok=True)
    open(f"{root}/etc/systemd/system/liaison.service.d/watchdog.conf", "w").write("[Service]\nWatchdogSec=4\n")
    shutil.rmtree(root + DATA, ignore_errors=True)
    for name in ("stations", "deputies"):
        shutil.copy(f"Tests/Samples/small/{name}.csv", f"{root}/root/{name}.csv")
    machine.run(f"""
        id liaison >/dev/null 2>&1 || useradd --system --home-dir {DATA} --shell /usr/sbin/nologin liaison
        install -d -o liaison -g liaison -m 750 {DATA}
        setpriv --reuid=liaison --regid=liaison --init-groups liaison init --data {DATA} \\
            --base-url https://llz.example.gov.cn --name 站 --set handler=a --set contact=12345 --set retention=c
        liaison roster import /root/stations.csv /root/deputies.csv --data {DATA}""")
    listing = machine.run(f"liaison roster list --json --data {DATA}")
    return re.search(r'"code"\s*:\s*"(\w{7})"\s*,\s*"kind"\s*:\s*"deputy"', listing)[1]


def send(machine, code, text):
    """Sends a message as a browser does; the status and the place of the receipt."""
    form = machine.run(f"curl -s {URL}/{code}")
    nonce = re.search(r'name="nonce" value="([^"]+)"', form)[1]
    return machine.run(f"curl -s -o /dev/null -w '%{{http_code}} %{{redirect_url}}' --data-urlencode nonce={nonce} "
                       f"--data-urlencode text={text} {URL}/{code}").split(" ")


def starts(machine):
    machine.run("systemctl daemon-reload; systemctl start liaison.socket")
    check("the socket is there before the service", machine.run("systemctl is-active liaison.socket liaison.service").split() ==
          ["active", "inactive"])
    check("the first connection starts the service and is served", machine.status() == "200", machine.run("journalctl -u liaison"))
    check("systemd has been told that it is ready",
          machine.show("ActiveState") == "active" and machine.show("Type") == "notify")
    check("the admin listener is ready too", machine.run("curl -s http://127.0.0.1:8081/readyz") == "ok")


def is_confined(machine):
    main = machine.main()
    status = machine.run(f"cat /proc/{main}/status")
    check("it runs as its own user, with no capability, a system call filter and no new privileges", all(
        re.search(pattern, status, re.M) for pattern in
        (r"^Uid:\s+([1-9]\d*)", r"^CapEff:\s+0+$", r"^CapBnd:\s+0+$", r"^Seccomp:\s+2$", r"^NoNewPrivs:\s+1$")), status)
    inside = lambda command: machine.run(f"nsenter -t {main} -m sh -c '{command}' 2>&1")
    check("it sees a read-only system", "Read-only file system" in inside("touch /etc/x"), inside("touch /etc/x"))
    check("and no other user's home", inside("ls /root /home") in ("", "/home:\n\n/root:"), inside("ls /root /home"))
    level = re.search(r"exposure level for \S+ ([\d.]+)", machine.run("systemd-analyze security --no-pager liaison.service"))
    check(f"systemd rates it {level and level[1]}, at most 2.0", level and float(level[1]) <= 2)


def serves(machine, code):
    status, receipt = send(machine, code, "confined")
    check("a message is stored all the same, and its receipt opens",
          status == "303" and machine.status(receipt.removeprefix(URL)) == "200", status)
    owners = machine.run(f"find {DATA}/stations -printf '%u %m\\n' | sort -u")
    check("what it stores is its own and nobody else's to read", set(owners.split("\n")) <= {"liaison 750", "liaison 640"}, owners)
    machine.run(f"sed -i 's/^contact = .*/contact = 99990000/' {DATA}/liaison.conf; systemctl reload liaison")
    check("reload takes a new setting over in the same process", wait_until(
        lambda: "99990000" in machine.run(f"curl -s {URL}/{code}")) and machine.show("NRestarts") == "0",
        machine.run(f"ls -l {DATA}; grep contact {DATA}/liaison.conf; journalctl --no-pager -u liaison; curl -si {URL}/{code}"))


def is_watched(machine):
    first = machine.show("WatchdogTimestampMonotonic")
    check("it keeps feeding the watchdog", wait_until(lambda: machine.show("WatchdogTimestampMonotonic") != first))
    main = machine.main()
    machine.run(f"kill -STOP {main}")
    check("one that hangs is replaced", wait_until(lambda: machine.main() not in (main, "0"), 30) and
          machine.show("NRestarts") == "1", machine.run("journalctl -u liaison | tail"))


def survives(machine, code):
    wait_until(lambda: machine.show("ActiveState") == "active")
    status, receipt = send(machine, code, "before")
    main = machine.main()
    machine.run(f"kill -KILL {main}")
    # The socket is systemd's: whoever connects now waits for the next process.
    check("killed, it is back for whoever connects meanwhile, with the message",
          machine.status(receipt.removeprefix(URL)) == "200" and machine.main() != main)
    verdict = machine.run(f"liaison verify --data {DATA}; echo $?")
    check("the store is whole", verdict.endswith("\n0"), verdict)


def drains(machine, code):
    nonce = re.search(r'name="nonce" value="([^"]+)"', machine.run(f"curl -s {URL}/{code}"))[1]
    body = f"nonce={nonce}&text=draining"
    head = (f"POST /{code} HTTP/1.1\\r\\nHost: a\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n"
            f"Content-Length: {len(body)}\\r\\n\\r\\n")
    slow = subprocess.Popen(
        ["nsenter", "-t", machine.init, "-m", "-n", "-p", "bash", "-c",
         f"exec 3<>/dev/tcp/127.0.0.1/8080; printf '{head}{body[:30]}' >&3; sleep 4; printf '%s' '{body[30:]}' >&3; head -1 <&3"],
        text=True, stdout=subprocess.PIPE)
    time.sleep(1)
    machine.run("systemctl stop liaison.socket liaison.service")
    answer = slow.communicate(timeout=30)[0]
    check("stop waits for a message that is on its way", answer.startswith("HTTP/1.1 303"), answer)
    check("and ends well", machine.show("Result") == "success" and machine.show("ExecMainStatus") == "0")
    check("then nobody listens any more", machine.status() == "000")


def backs_up(machine, code):
    """The units of the backup: a night, a disk that isn't mounted, a store that has lost something."""
    root, target = machine.root, "/mnt/backup/liaison"
    alarms = f"{root}/root/alarms"
    for path in (f"{root}/mnt/backup", f"{root}/usr/local/bin"):
        os.makedirs(path, exist_ok=True)
    with open(f"{root}/usr/local/bin/liaison-alarm", "w") as script:
        script.write("#!/bin/sh\necho alarm >>/root/alarms\n")
    os.chmod(f"{root}/usr/local/bin/liaison-alarm", 0o755)

    def night():
        """What a night's run ends with: its result, what it wrote down, and whether the alarm rang."""
        if os.path.exists(alarms):
            os.remove(alarms)
        since = machine.run("date +%s.%N")
        machine.run("systemctl start liaison-backup.service")
        rang = wait_until(lambda: os.path.exists(alarms), 2)
        result = machine.run("systemctl show --value -p Result liaison-backup.service")
        return result, machine.run(f"journalctl --no-pager -o cat -u liaison-backup --since=@{since}"), bool(rang)

    result, said, rang = night()
    check("a backup that nobody has said where to put fails, and tells", result != "success" and rang, (result, said))
    machine.run(f"echo BACKUP_DIRECTORY={target} >/etc/default/liaison-backup")
    result, said, rang = night()
    check("one whose disk isn't mounted fails, tells, and makes nothing there", result == "exit-code" and rang and
          "mounted" in said and not os.path.exists(root + target), (result, said))
    first = machine.run(f"liaison backup {target} --data {DATA}; echo $?")
    send(machine, code, "tonight")
    stored = lambda: machine.run(f"cd {target}/data/stations && find . -name '*.jsonl' -exec cat {{}} +")
    result, said, rang = night()
    check("then a night backs up what came, looks at it, and rings nobody", first.endswith("\n0") and result == "success" and
          not rang and stored() == machine.run(f"cd {DATA}/stations && find . -name '*.jsonl' -exec cat {{}} +"), (first, result, said))
    owners = machine.run(f"find {DATA}/stations -printf '%u %m\n' | sort -u; find {target} -printf '%u %m\n' | sort -u")
    check("what it leaves in the store is the service's, the backup is root's alone", set(owners.split("\n")) <=
          {"liaison 750", "liaison 640", "root 700", "root 600", "root 750", "root 640"} and
          machine.run(f"stat -c '%U %a' {target}") == "root 700", owners)
    machine.run(f"mv {DATA}/secret {DATA}/secret.away")
    result, said, rang = night()
    status = machine.run("systemctl show --value -p ExecMainStatus liaison-backup.service")
    kept = machine.run(f"cmp {target}/data/secret {DATA}/secret.away && echo kept")
    check("exit status 3 is a failure: it tells, and the good copy is kept", (result, status, kept) == ("exit-code", "3", "kept")
          and rang, (result, status, kept, said))
    machine.run(f"mv {DATA}/secret.away {DATA}/secret")
    confined = machine.run("systemd-analyze security --no-pager liaison-backup.service")
    level = re.search(r"exposure level for \S+ ([\d.]+)", confined)
    check(f"systemd rates it {level and level[1]}, at most 2.0", level and float(level[1]) <= 2, confined)
    machine.run("systemctl daemon-reload; systemctl enable --now liaison-backup.timer")
    timers = machine.run("systemctl list-timers --no-pager liaison-backup.timer")
    check("the timer waits for the night", "02:30:00" in timers, timers)
    machine.run("systemctl disable --now liaison-backup.timer")


ANSWERS = ["https://llz.example.gov.cn", "云峰镇代表联络站", "云峰镇人大主席团", "0731-55550100", "办结后三年", "湘ICP备00000000号-1"]


def facts(machine):
    """What an installation is: every file with its content and owner, and the process that serves it."""
    files = machine.run(f"cd {DATA} && find . -type f ! -path './cache/*' ! -path './spool/*' -exec sha256sum {{}} + | sort; stat -c '%n %U %a' * | sort")
    return files, machine.main(), machine.show("NRestarts")


def sets_up(machine):
    """`liaison setup` on the same machine without an installation: as a person types, then again, piped."""
    machine.run(f"systemctl disable --now liaison.socket liaison.service; rm -rf {DATA}")
    active = lambda: machine.run("systemctl is-active liaison.socket liaison.service").split()
    setup = lambda answers, prefix="": machine.run(f"printf '%s\\n' {answers} | {prefix} liaison setup 2>&1; echo $?")
    half = setup(" ".join(f"'{answer}'" for answer in ANSWERS[:5]))
    check("half the answers make nothing and start nothing", half.endswith("\n1") and "nothing was written" in half and
          machine.run(f"ls -A {DATA}") in ("", f"ls: cannot access '{DATA}': No such file or directory") and
          active() == ["inactive", "inactive"], half)

    wrong = ["llz.example.gov.cn", "", "https://llz.example.gov.cn/?x", ANSWERS[0], "", ANSWERS[1], " ", *ANSWERS[2:5], "备案中", ANSWERS[5]]
    status, screen = machine.type("LC_ALL=C.UTF-8 liaison setup", wrong)
    asked = [screen.count(f"{number}/6 ") for number in range(1, 7)]
    check("a wrong answer is asked for again, with the reason", status == 0 and asked == [4, 2, 2, 1, 1, 2], (status, screen))
    check("afterwards socket and service run", active() == ["active", "active"], screen + machine.run("journalctl --no-pager -u liaison"))
    check("and will after the next start of the machine",
          machine.run("systemctl is-enabled liaison.socket liaison.service").split() == ["enabled", "enabled"])
    page = machine.run(f"curl -s {URL}/")
    check("the page answers, with name and filing number", ANSWERS[1] in page and ANSWERS[5] in page, page)
    owners = machine.run(f"find {DATA} -printf '%u\n' | sort -u")
    check("all that root made belongs to the service", owners == "liaison", machine.run(f"find {DATA} -ls"))
    check("the secret is its own alone", machine.run(f"stat -c %a {DATA}/secret") == "600")

    before = facts(machine)
    again = setup("'' '' '' '' '' ''")
    check("Enter at each question changes nothing, says so, and leaves the process alone",
          again.endswith("\n0") and f"Nothing was changed in {DATA}." in again and "Changed" not in again and facts(machine) == before, again)
    slash = machine.run(f"printf '\\n\\n\\n\\n\\n\\n' | liaison setup --data {DATA}/ 2>&1; echo $?")
    check("nor does it with the slash of a completed name", "The service runs" in slash and facts(machine) == before, slash)
    stranger = setup("'' '' '' 1 '' ''", "setpriv --reuid=65534 --regid=65534 --clear-groups")
    check("another user is refused, and nothing is changed", stranger.endswith("\n1") and facts(machine) == before, stranger)

    changed = setup("'' '' '' 0731-55550199 '' ''")
    check("a changed answer is on the page at once, from the same process", changed.endswith("\n0") and wait_until(
        lambda: "0731-55550199" in machine.run(f"curl -s {URL}/")) and machine.main() == before[1], changed)
    machine.run("systemctl stop liaison.socket liaison.service")
    stopped = setup("'' '' '' '' '' ''")
    check("a service that was stopped runs again", stopped.endswith("\n0") and active() == ["active", "active"], stopped)
    # Something else has the port.
    machine.run("systemctl stop liaison.socket liaison.service")
    machine.run("systemd-run -q --unit=squatter --service-type=exec sh -c 'exec /usr/bin/liaison demo --listen 127.0.0.1:8080'")
    wait_until(lambda: machine.status() != "000")
    squat = setup("'' '' '' '' '' ''")
    check("where systemd can't start it, that is said, with where to look",
          squat.endswith("\n1") and "systemd didn't start the service" in squat and "journalctl" in squat, squat)
    # As the machine was before, for the next time.
    machine.run(f"systemctl stop squatter; systemctl disable --now liaison.socket liaison.service; rm -rf {DATA}")


def main():
    made = None
    if len(sys.argv) > 2:
        root = sys.argv[2]
    else:
        made = tempfile.mkdtemp(prefix="liaison-systemd-")
        root = f"{made}/root"
        sources = "/etc/apt/sources.list.d/debian.sources"
        mirror = re.search(r"(?m)^URIs: *(\S+/debian)/*$", open(sources).read()) if os.path.exists(sources) else None
        with open(f"{made}/log", "w") as log:
            if subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root,
                               mirror[1] if mirror else "http://deb.debian.org/debian"], stdout=log, stderr=log).returncode:
                sys.exit(open(f"{made}/log").read())
    machine = Machine(root)
    try:
        code = prepare(machine)
        starts(machine)
        is_confined(machine)
        serves(machine, code)
        is_watched(machine)
        survives(machine, code)
        backs_up(machine, code)
        drains(machine, code)
        sets_up(machine)
    finally:
        machine.halt()
        if made:
            shutil.rmtree(made)
    sys.exit(1 if failures else 0)


main()
