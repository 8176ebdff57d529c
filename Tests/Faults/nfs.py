"""Several servers on NFSv4, each on a client of its own, whose server loses its power amid their writes.

Three ways to run it. LIAISON_NFS=/mnt/a:/mnt/b:/mnt/c names three mounts of one export, each by a client of its own if it
can be; LIAISON_NFS_RESTART is a command that restarts their server. Else LIAISON_NFS_KERNEL=DIR names an unpacked kernel
package (`dpkg -x linux-image-6.1.0-*-amd64_*.deb DIR; depmod -b DIR VERSION`): two guests of guests.py, emulated, are the NFS server and
the machine with the clients. Emulation is slow: minutes for what takes seconds.
"""
import json, os, shutil, subprocess, sys, threading, time

import harness
from guests import Guests
from harness import hold, Installation, Journal, nothing_lost, resend, shown, wait_until
from servers import mixed_load, seen_through_others

EXPORT, SERVER, LEASE = "/disk/export", "10.98.0.1", 20
# As DEPLOYMENT.md has it.
OPTIONS = "vers=4.2,hard,actimeo=1,proto=tcp"


def serve():
    """What the guest with the disk does: exports it, and keeps on disk whose files it had open."""
    for path in ("/disk", "/var/lib/nfs/rpc_pipefs", "/var/lib/nfs/nfsdcld"):
        os.makedirs(path, exist_ok=True)
    if subprocess.run(["mount", "-t", "ext4", "/dev/vda", "/disk"]).returncode:
        run("mkfs.ext4", "-q", "/dev/vda")
        run("mount", "-t", "ext4", "/dev/vda", "/disk")
    for path in (EXPORT, "/disk/clients"):
        os.makedirs(path, exist_ok=True)
    run("mount", "-t", "rpc_pipefs", "rpc_pipefs", "/var/lib/nfs/rpc_pipefs")
    run("mount", "-t", "nfsd", "nfsd", "/proc/fs/nfsd")
    run("nfsdcld", "-s", "/disk/clients")
    for name in ("nfsv4leasetime", "nfsv4gracetime"):
        with open(f"/proc/fs/nfsd/{name}", "w") as file:
            file.write(str(LEASE))
    # Nobody is known by name here, and nothing on the host's list is exported.
    with open("/etc/exports", "w") as file:
        file.write(f"{EXPORT} 10.98.0.0/24(rw,sync,no_root_squash,no_subtree_check,fsid=0)\n")
    for name in ("etab", "rmtab"):
        open(f"/var/lib/nfs/{name}", "w").close()
    run("exportfs", "-a")
    run("rpc.mountd", "-N", "3")
    run("rpc.nfsd", "-N", "3", "8")
    print("serving", flush=True)
    threading.Event().wait()


def attach():
    """Three clients in the other guest: each in a network of its own and with a name of its own, so none knows what another caches."""
    run("ip", "link", "add", "bridge", "type", "bridge")
    run("ip", "address", "flush", "dev", "eth0")
    run("ip", "link", "set", "eth0", "master", "bridge")
    for name in ("lo", "eth0", "bridge"):
        run("ip", "link", "set", name, "up")
    mounts = []
    for number in range(1, 4):
        namespace, path = f"client{number}", f"/mnt/{number}"
        os.makedirs(path)
        run("ip", "netns", "add", namespace)
        run("ip", "link", "add", f"veth{number}", "type", "veth", "peer", "name", "eth0", "netns", namespace)
        run("ip", "link", "set", f"veth{number}", "master", "bridge", "up")
        run("ip", "-n", namespace, "address", "add", f"10.98.0.{10 + number}/24", "dev", "eth0")
        run("ip", "-n", namespace, "link", "set", "eth0", "up")
        # The mount is made for the client of this network; it is seen from all of them.
        inside = ["nsenter", f"--net=/run/netns/{namespace}", "unshare", "--uts", "sh", "-c", 'hostname "$1"; shift; "$@"', "sh", namespace]
        wait_until(lambda: subprocess.run([*inside, "mount", "-t", "nfs4", "-o", OPTIONS, f"{SERVER}:/", path]).returncode == 0,
                   f"{path} is mounted", 120)
        mounts.append(path)
        print(f"attached {path}", flush=True)
    return mounts


def run(*words):
    result = subprocess.run(words, capture_output=True, text=True)
    hold(result.returncode == 0, f"{' '.join(words)}: {result.stdout}{result.stderr}")


def on_mounts(program, scratch, mounts, seconds, restart, patience):
    """Three servers on three mounts under load, while `restart()` has their NFS server begin anew."""
    name = f"liaison-{os.getpid()}-{int(time.time())}"
    installation = Installation(program, f"{mounts[0]}/{name}")
    views = [installation, *(installation.seen_at(f"{mount}/{name}") for mount in mounts[1:])]
    for view in views[1:]:
        wait_until(lambda: os.path.exists(f"{view.path}/secret"), f"{view.path} shows what stands on the first mount", 60)
    print("installed", flush=True)
    journal, restarted = Journal(f"{scratch}/journal"), 0

    def disturb(servers, ports):
        nonlocal restarted
        begun = time.monotonic()
        restart()
        known = len(journal.receipts)
        wait_until(lambda: len(journal.receipts) > known + 5, "messages are taken again", patience)
        restarted = time.monotonic() - begun
        print(f"taken again after {restarted:.0f} s", flush=True)

    servers, twice = mixed_load(views, installation.codes, journal, seconds, disturb)
    refused = sum(journal.refusals.values())
    for server in servers:
        wait_until(lambda: server.readiness()[0] == 200, "ready again without a restart", patience)
    resend(journal, servers[0].port)
    # Names of files that the others made are known after `actimeo`.
    for view, server in zip(views, servers):
        wait_until(lambda: harness.compare(view, journal, server.port) == 0, "every receipt opens everywhere", 30)
        count = nothing_lost(view, journal, server)
    longest = seen_through_others(servers, journal, 30)
    for server in servers:
        told = [line for line in server.talk().splitlines() if line and not line.startswith("admin port ")]
        hold(not any(".jsonl" in line for line in told), f"a server takes something for damaged: {told[:5]}")
        server.stop()
    for view in views:
        view.verify()
    shutil.rmtree(installation.path)
    return {"count": count, "twice": twice, "refused": refused, "longest": longest, "restarted": restarted}


def guest(role, *words):
    """What runs in a guest: told to the host on its console."""
    if role == "server":
        return serve()
    program, scratch = words
    os.makedirs(scratch)

    def restart():
        print("cut the server's power", flush=True)
        # By then the host has done it.
        time.sleep(3)

    print("found " + json.dumps(on_mounts(program, scratch, attach(), 60, restart, 900)), flush=True)


def in_guests(program, scratch, rounds):
    hold(not program.startswith(("/tmp/", "/run/", "/mnt/")), f"{program} has to stand elsewhere: there the guests have files of their own")
    me = [sys.executable, os.path.abspath(__file__)]
    server = ("server", "client", f"{SERVER}/24", [*me, "server"])
    with Guests(scratch, os.environ["LIAISON_NFS_KERNEL"]) as guests:
        guests.start(*server, disk=f"{scratch}/disk.img")
        guests.read("server", "serving", 300)
        guests.start("client", "server", "10.98.0.2/24", [*me, "client", program, "/tmp/scratch"], cores=2, megabytes=3072)
        guests.read("client", "cut the server's power", 900)
        guests.cut("server")
        time.sleep(5)
        guests.start(*server, disk=f"{scratch}/disk.img")
        return json.loads(guests.read("client", "found ", 2400).removeprefix("found "))


def nfs(program, scratch, rounds):
    """Three servers on three NFSv4 clients; the NFS server loses its power amid the writes."""
    if os.environ.get("LIAISON_NFS"):
        command = os.environ.get("LIAISON_NFS_RESTART", "true")
        restart = lambda: subprocess.run(command, shell=True, check=True)
        found = on_mounts(program, scratch, os.environ["LIAISON_NFS"].split(":"), 10 * rounds, restart, 300)
    else:
        found = in_guests(program, scratch, rounds)
    return ("{count} acknowledged, {twice} of them sent twice at once, {refused} refused meanwhile, all there once; seen elsewhere "
            "within {longest:.2f} s; taken again {restarted:.0f} s after the server went").format(**found)


def missing():
    if not os.environ.get("LIAISON_NFS") and not os.environ.get("LIAISON_NFS_KERNEL"):
        return "LIAISON_NFS=/mnt/a:/mnt/b:/mnt/c, or LIAISON_NFS_KERNEL=DIR for two emulated guests"


nfs.missing = missing
CHECKS = [nfs]

if __name__ == "__main__":
    guest(*sys.argv[1:])
