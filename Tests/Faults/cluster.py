"""Several servers on GlusterFS, three replicas, one of which is killed during the load and comes back.

The whole cluster lives in namespaces of its own: this file starts itself there and nothing outside sees it.
"""
import json, os, re, shutil, signal, subprocess, sys, time

from harness import Installation, Journal, Missed, Server, hold, nothing_lost, resend, wait_until
from servers import mixed_load, seen_through_others

# A shell is the first process in there, because it takes leave of the dead: to glusterd a killed brick that nobody
# has waited for still runs.
# They give way to what runs beside them, and let go of its disks: a file system whose power was cut comes back as dead as it was
# while it is mounted anywhere, and a namespace begins with all mounts.
NAMESPACES = [
    "nice", "-n", "3", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
    'findmnt -rno TARGET -t ext4 | grep /liaison-faults- | xargs -r umount -l; "$@"; exit $?', "sh"]
ADDRESS = "10.99.0.1"


def gluster(*words):
    result = subprocess.run(["gluster", "--mode=script", "--xml", *words], capture_output=True, text=True)
    hold(result.returncode == 0 and "<opRet>0</opRet>" in result.stdout, f"gluster {' '.join(words)}: {result.stdout}")
    return result.stdout


def start_cluster(scratch):
    """A volume `store` of three bricks, mounted once for each server."""
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    # The gluster command finds its glusterd there: nobody else's.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{ADDRESS}/32", "dev", "lo"], check=True)
    for path in ("/var/lib/glusterd", "/var/log/glusterfs", "/run/gluster"):
        os.makedirs(path, exist_ok=True)
        os.makedirs(f"{scratch}/state{path}")
        if path == "/var/lib/glusterd":
            shutil.copytree(f"{path}/groups", f"{scratch}/state{path}/groups")
        subprocess.run(["mount", "--bind", f"{scratch}/state{path}", path], check=True)
    subprocess.run(["glusterd"], check=True)
    wait_until(lambda: subprocess.run(["gluster", "volume", "list"], capture_output=True).returncode == 0, "glusterd")
    bricks = [f"{scratch}/brick{number}" for number in range(3)]
    for brick in bricks:
        os.mkdir(brick)
    gluster("volume", "create", "store", "replica", "3", *(f"{ADDRESS}:{brick}" for brick in bricks), "force")
    # As DEPLOYMENT.md has it: nobody keeps what another may have changed.
    gluster("volume", "set", "store", "group", "db-workload")
    gluster("volume", "start", "store")
    mounts = [f"{scratch}/mount{number}" for number in range(3)]
    for path in mounts:
        os.mkdir(path)
        subprocess.run(["mount", "-t", "glusterfs", "-o", "attribute-timeout=0", f"{ADDRESS}:/store", path], check=True)
    return mounts


def brick_process(number):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with open(f"/proc/{pid}/cmdline") as file:
            words = file.read().split("\0")
        if words[0].endswith("glusterfsd") and any(word.endswith(f"/brick{number}") for word in words):
            return int(pid)
    raise Missed(f"brick {number} doesn't run")


def inside(program, scratch, rounds):
    mounts = start_cluster(scratch)
    installation = Installation(program, f"{mounts[0]}/data")
    views = [installation, *(installation.seen_at(f"{path}/data") for path in mounts[1:])]
    journal = Journal(f"{scratch}/journal")

    def disturb(servers, ports):
        os.kill(brick_process(0), signal.SIGKILL)
        time.sleep(2)
        servers[1].kill()
        servers[1] = Server(views[1])
        ports[1] = servers[1].port

    servers, twice = mixed_load(views, views[0].codes, journal, 10 * rounds, disturb)
    refused = sum(journal.refusals.values())
    for server in servers:
        server.becomes_ready()
    resend(journal, servers[0].port)
    for view, server in zip(views, servers):
        count = nothing_lost(view, journal, server)
    longest = seen_through_others(servers, journal)
    gluster("volume", "start", "store", "force")
    begun = time.monotonic()
    removed = heal(scratch)
    healed = time.monotonic() - begun
    for server in servers:
        server.stop()
    first, *others = (contents(f"{scratch}/brick{number}/data/stations") for number in range(3))
    hold(first and all(other == first for other in others), "the bricks hold the same after the heal")
    return {"count": count, "twice": twice, "refused": refused, "longest": longest, "healed": healed, "removed": removed}


def heal(scratch):
    """Waits until the bricks hold the same, with the help that DEPLOYMENT.md asks of an administrator.

    Returns how many files it had to take off the brick that was killed.
    """
    try:
        wait_until(is_healed, "nothing waits to be healed", 90)
        return 0
    except Missed as missed:
        stuck = half_made(scratch)
        hold(stuck, f"{missed}, and nothing is half made: {gluster('volume', 'heal', 'store', 'info')}")
    for path in stuck:
        os.remove(path)
    hold(subprocess.run(["gluster", "volume", "heal", "store"]).returncode == 0, "the heal begins")
    wait_until(is_healed, f"nothing waits to be healed without {stuck}", 90)
    return len(stuck)


def is_healed():
    """Whether every brick is there and nothing waits to be healed from it."""
    return set(re.findall(r"<numberOfEntries>([^<]*)<", gluster("volume", "heal", "store", "info"))) == {"0"}


def half_made(scratch):
    """Empty files of which the killed brick had just the name, and which are gone from the others.

    A brick makes a file and then gives it its gfid. GlusterFS 10 doesn't get rid of one that a kill left in
    between: they look for what they remove by its gfid.
    """
    bricks = [f"{scratch}/brick{number}" for number in range(3)]
    return [
        f"{bricks[0]}/data/{name}" for name, bytes in contents(f"{bricks[0]}/data").items()
        if not bytes and "trusted.gfid" not in os.listxattr(f"{bricks[0]}/data/{name}")
        and not any(os.path.exists(f"{brick}/data/{name}") for brick in bricks[1:])]


def contents(path):
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            with open(f"{folder}/{name}", "rb") as file:
                found[os.path.relpath(f"{folder}/{name}", path)] = file.read()
    return found


def glusterfs(program, scratch, rounds):
    """Three servers on three mounts of a volume with three replicas; one brick and one server are killed."""
    result = subprocess.run(
        [*NAMESPACES, sys.executable, os.path.abspath(__file__), program, scratch, str(rounds)],
        capture_output=True, text=True, timeout=600)
    hold(result.returncode == 0, f"{result.stdout}{result.stderr}")
    found = json.loads(result.stdout.splitlines()[-1])
    return ("{count} acknowledged, {twice} of them sent twice at once, {refused} refused meanwhile, all there once; seen "
            "elsewhere within {longest:.2f} s, healed in {healed:.0f} s, {removed} half-made files removed by hand").format(**found)


def missing():
    if os.geteuid() != 0 or not os.path.exists("/dev/fuse"):
        return "root and /dev/fuse"
    return None if shutil.which("glusterd") else "glusterd (Debian: glusterfs-server)"


glusterfs.missing = missing
CHECKS = [glusterfs]

if __name__ == "__main__":
    print(json.dumps(inside(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
