"""Runs the shipped unit under a live systemd: a bare Debian 12, booted in a container.

usage: python3 Tests/Scripts/check-systemd.py LIAISON [ROOT]

LIAISON is a release build with the Swift runtime inside (--static-swift-stdlib). ROOT is a bootstrapped Debian 12 with
systemd, curl, libqrencode4 and libpng16-16; without it one is made and removed again. Needs root, debootstrap and Debian's
systemd-container. Prints a line for each thing that holds or fails; exits 1 when one fails.
"""
import os, re, shutil, subprocess, sys, tempfile, time

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
    """Program, units, user and data directory, as the units' comments say; a deputy's code."""
    root = machine.root
    shutil.copy(PROGRAM, f"{root}/usr/bin/liaison")
    for unit in ("liaison.service", "liaison.socket"):
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
        drains(machine, code)
    finally:
        machine.halt()
        if made:
            shutil.rmtree(made)
    sys.exit(1 if failures else 0)


main()
