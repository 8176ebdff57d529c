"""Several servers on CephFS, each on a mount of its own, amid a model's random acts: a disk's daemon is killed, the whole
cluster stands still for a while, and a mount vanishes and then its server.

The cluster (a monitor, a manager, three OSDs, two MDS, three ceph-fuse) lives in namespaces of its own, as the one of
cluster.py does: this file starts itself there and nothing outside sees it.
"""
import functools, json, os, shutil, signal, subprocess, sys, time, uuid

import clock
from cluster import NAMESPACES
from harness import hold, Installation, Journal, nothing_lost, resend, wait_until
from model import one_round, Trouble
from servers import mixed_load, seen_through_others

ADDRESS, OSDS, MOUNTS = "10.99.0.2", 3, 3
# What the others wait for files that a vanished client had open: CephFS lets nobody set less.
SESSION_TIMEOUT = 30
# How long the cluster may take for what takes it seconds, seconds: others are at work too.
PATIENCE = 180
# Two replicas of three are enough to go on; all three may stand on one machine, this one.
CONFIGURATION = """
[global]
fsid = {fsid}
mon host = {address}
public addr = {address}
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
osd pool default size = 3
osd pool default min size = 2
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd memory target = 939524096
bluestore block size = 2147483648
mon data = {path}/mon
mgr data = {path}/mgr
mds data = {path}/mds-$id
osd data = {path}/osd-$id
run dir = {path}/run
admin socket = {path}/run/$name.$pid.asok
log file = {path}/log/$name.$pid.log
keyring = {path}/keyring
mon data avail warn = 1
mon data avail crit = 1
"""


class Cluster:
    """A file system `store`, and the processes that it is made of."""

    def __init__(self, scratch):
        self.path, self.daemons, self.clients = f"{scratch}/ceph", {}, {}
        self.mounts = [f"{scratch}/mount{number}" for number in range(MOUNTS)]
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["ip", "address", "add", f"{ADDRESS}/32", "dev", "lo"], check=True)
        for name in ("", "/run", "/log", "/mon", "/mgr"):
            os.mkdir(f"{self.path}{name}")
        os.environ["CEPH_CONF"] = f"{self.path}/ceph.conf"
        with open(os.environ["CEPH_CONF"], "w") as file:
            file.write(CONFIGURATION.format(fsid=uuid.uuid4(), address=ADDRESS, path=self.path))
        self.make_monitor()
        self.start("ceph-mgr", "x")
        for number in range(OSDS):
            self.make_disk(number)
        for name in ("a", "b"):
            os.mkdir(f"{self.path}/mds-{name}")
            self.start("ceph-mds", name)
        ceph("osd", "pool", "create", "data", "16")
        ceph("osd", "pool", "create", "metadata", "16")
        ceph("fs", "new", "store", "metadata", "data")
        ceph("fs", "set", "store", "session_timeout", str(SESSION_TIMEOUT))
        wait_until(lambda: "=up:active}" in ceph("mds", "stat"), "a metadata server", PATIENCE)
        for number, path in enumerate(self.mounts):
            os.mkdir(path)
            self.mount(number)

    def make_monitor(self):
        run("ceph-authtool", "--create-keyring", f"{self.path}/keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        run("ceph-mon", "--mkfs", "-i", "a", "--keyring", f"{self.path}/keyring")
        self.start("ceph-mon", "a")

    def make_disk(self, number):
        os.mkdir(f"{self.path}/osd-{number}")
        name = str(uuid.uuid4())
        hold(ceph("osd", "new", name).strip() == str(number), f"OSD {number} is registered")
        run("ceph-osd", "--mkfs", "-i", str(number), "--osd-uuid", name, "--no-mon-config")
        self.start("ceph-osd", str(number))

    def start(self, program, name):
        with open(f"{self.path}/log/{program}.{name}.out", "a") as file:
            self.daemons[program, name] = subprocess.Popen(
                [program, "-f", "-i", name], stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def mount(self, number):
        path = self.mounts[number]
        with open(f"{self.path}/log/ceph-fuse.{number}.out", "a") as file:
            self.clients[number] = subprocess.Popen(
                ["ceph-fuse", "-f", "--id", "admin", path], stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        # The manager says how much room there is; until it does, a server takes the disk for full.
        wait_until(lambda: os.path.ismount(path) and os.statvfs(path).f_bavail, f"the mount {path}", PATIENCE)

    # What happens to it

    def kill_disk(self):
        self.daemons["ceph-osd", "0"].kill()
        self.daemons["ceph-osd", "0"].wait()

    def start_disk(self):
        self.start("ceph-osd", "0")

    def pause(self, seconds):
        """All daemons stand still, as when their switch does."""
        for which in (signal.SIGSTOP, signal.SIGCONT):
            for process in self.daemons.values():
                process.send_signal(which)
            if which == signal.SIGSTOP:
                time.sleep(seconds)

    def kill_client(self, number):
        """Whoever asks for a file there is told that nobody is connected."""
        self.clients[number].kill()
        self.clients[number].wait()

    def mount_again(self, number):
        subprocess.run(["umount", "-l", self.mounts[number]], check=True)
        self.mount(number)


def run(*words):
    result = subprocess.run(words, capture_output=True, text=True)
    hold(result.returncode == 0, f"{' '.join(words)}: {result.stdout}{result.stderr}")
    return result.stdout


def ceph(*words):
    return run("ceph", "--connect-timeout", "30", *words)


class ClusterTrouble(Trouble):
    """What happens to machines, and in the midst of it, once, to what they stand on."""

    def __init__(self, blow, *words):
        self.blow = blow
        super().__init__(*words)

    def act(self):
        blow, self.blow = self.blow, None
        if blow:
            self.world.stopping.wait(self.pause)
            return blow(self)
        super().act()


def lose_disk(cluster, trouble):
    """One of three disks is gone, and soon after all daemons stand still for longer than anybody waits for an answer."""
    cluster.kill_disk()
    trouble.world.stopping.wait(1)
    cluster.pause(4)


def lose_machine(cluster, trouble):
    """A mount is gone, then its server; another machine takes the place, while the others wait for the vanished one's session."""
    world, machine = trouble.world, trouble.machines[1]
    cluster.kill_client(1)
    # A server without its files takes nothing.
    world.stopping.wait(1)
    machine.server.kill()
    cluster.mount_again(1)
    machine.start()
    world.ports[1] = machine.server.port
    wait_until(lambda: all(world.attempt(lambda port, timeout: world.read("cases", "office", port, timeout), port, 5).status == 200
                           for port in world.ports), "every server answers again", SESSION_TIMEOUT + PATIENCE)


BLOWS = [lose_disk, lose_machine]


def inside(program, scratch, rounds):
    begun = time.monotonic()
    cluster = Cluster(scratch)
    started = time.monotonic() - begun
    installation = Installation(program, f"{cluster.mounts[0]}/data")
    views = [installation, *(installation.seen_at(f"{path}/data") for path in cluster.mounts[1:])]
    journal = Journal(f"{scratch}/journal")

    def disturb(servers, ports):
        cluster.pause(2)

    servers, twice = mixed_load(views, installation.codes, journal, 6 * rounds, disturb)
    for server in servers:
        server.becomes_ready()
    resend(journal, servers[0].port)
    for view, server in zip(views, servers):
        count = nothing_lost(view, journal, server)
    longest = seen_through_others(servers, journal, 5)
    for server in servers:
        server.stop()
    installation.verify()
    print(f"{started:.1f} s: the cluster is up; {time.monotonic() - begun:.1f} s: {count} messages", flush=True)
    acts, seeds = 0, []
    for number in range(len(BLOWS) * rounds):
        seed, blow = int(time.time()) % 1_000_000 * 1000 + number, BLOWS[number % len(BLOWS)]
        os.mkdir(f"{scratch}/{seed}")
        trouble = functools.partial(ClusterTrouble, functools.partial(blow, cluster))
        try:
            counts = one_round(program, f"{scratch}/{seed}", seed, 12 * min(rounds, 3), cluster.mounts, trouble)
        except Exception as error:
            raise type(error)(f"seed {seed}, {blow.__name__}: {error}") from error
        if blow is lose_disk:
            cluster.start_disk()
        print(f"{time.monotonic() - begun:.1f} s: {blow.__name__}: {counts}", flush=True)
        acts += counts["done"]
        seeds.append(seed)
    hold(acts > 0, "in no round anybody got anything done")
    return {"count": count, "twice": twice, "longest": longest, "started": started, "rounds": len(seeds), "acts": acts}


def cephfs(program, scratch, rounds):
    """Three servers on three mounts of CephFS; a disk is lost, the cluster stands still, a mount and its machine vanish."""
    result = subprocess.run(
        [*NAMESPACES, sys.executable, os.path.abspath(__file__), program, scratch, str(rounds)],
        capture_output=True, text=True, timeout=900 * rounds)
    hold(result.returncode == 0, f"{result.stdout[-4000:]}{result.stderr[-4000:]}")
    found = json.loads(result.stdout.splitlines()[-1])
    return ("{count} acknowledged, {twice} of them sent twice at once, seen elsewhere within {longest:.2f} s; {acts} acts in "
            "{rounds} rounds of the model, all there once; the cluster took {started:.0f} s").format(**found)


def missing():
    if os.geteuid() != 0 or not os.path.exists("/dev/fuse"):
        return "root and /dev/fuse"
    if not all(shutil.which(name) for name in ("ceph", "ceph-mon", "ceph-mgr", "ceph-osd", "ceph-mds", "ceph-fuse")):
        return "Ceph (Debian: ceph-mon ceph-mgr ceph-osd ceph-mds ceph-fuse ceph-common)"
    return None if clock.LIBRARY else "libfaketime (Debian: libfaketime)"


cephfs.missing = missing
CHECKS = [cephfs]

if __name__ == "__main__":
    print(json.dumps(inside(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
