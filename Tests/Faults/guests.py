"""Two emulated machines on one wire, with a kernel of Debian's and this machine's files, read-only, under a layer in memory.

For what the kernel here can't do (NFS). Each runs one program, and what that prints comes over its serial line.
"""
import glob, os, queue, shlex, shutil, subprocess, threading, time

from harness import hold, Missed

MODULES = [
    "virtio_pci", "virtio_net", "virtio_blk", "9pnet_virtio", "9p", "overlay", "ext4", "nfsd", "nfsv4", "veth", "bridge"]
INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "$module"; done < /modules
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro host /lower
mount -t tmpfs tmpfs /upper
mkdir /upper/upper /upper/work
mount -t overlay -o lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work overlay /root
for name in proc sys dev; do mount --move /$name /root/$name; done
for name in run tmp mnt var/lib/nfs; do mkdir -p /root/$name; mount -t tmpfs tmpfs /root/$name; done
cp /command /root/run/command
ip link set lo up
ip address add "$(cat /address)" dev eth0
ip link set eth0 up
exec switch_root /root /bin/sh /run/command
"""


class Guests:
    """The machines by name; all gone at the end."""

    def __init__(self, scratch, kernel):
        self.scratch, self.kernel, self.processes, self.lines, self.said = scratch, kernel, {}, {}, {}
        images = glob.glob(f"{kernel}/boot/vmlinuz-*")
        hold(len(images) == 1, f"{kernel}/boot has a kernel")
        self.image, self.version = images[0], os.path.basename(images[0]).removeprefix("vmlinuz-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.cut(name)

    def start(self, name, peer, address, command, cores=1, megabytes=512, disk=None):
        """Boots a machine that runs the command and nothing else. `peer` is the one at the wire's other end."""
        wire = [f"{self.scratch}/{end}.wire" for end in (name, peer)]
        if os.path.exists(wire[0]):
            os.remove(wire[0])
        words = [
            "qemu-system-x86_64", "-machine", "pc,accel=tcg", "-cpu", "max", "-smp", str(cores), "-m", str(megabytes), "-nodefaults",
            "-display", "none", "-serial", "stdio", "-no-reboot", "-kernel", self.image, "-initrd", self.initramfs(name, address, command),
            "-append", "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check", "-device", "virtio-rng-pci",
            "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
            "-netdev", f"dgram,id=wire,local.type=unix,local.path={wire[0]},remote.type=unix,remote.path={wire[1]}",
            "-device", f"virtio-net-pci,netdev=wire,romfile=,mac=52:54:00:00:00:{sum(name.encode()) % 256:02x}"]
        if disk:
            if not os.path.exists(disk):
                with open(disk, "wb") as file:
                    file.truncate(1 << 30)
            words += ["-drive", f"file={disk},if=virtio,format=raw,cache=writeback"]
        self.processes[name] = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.lines[name] = queue.Queue()
        self.said.setdefault(name, [])
        threading.Thread(target=self.listen, args=(name, self.processes[name].stdout, self.lines[name]), daemon=True).start()

    def listen(self, name, console, lines):
        with open(f"{self.scratch}/{name}.console", "a") as log:
            for line in console:
                log.write(f"{time.strftime('%T')} {line}")
                log.flush()
                self.said[name].append(line)
                lines.put(line)
        lines.put(None)

    def read(self, name, begin, seconds):
        """Waits for a line that begins like that, and returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self.lines[name].get(timeout=1)
            except queue.Empty:
                continue
            if line is None:
                raise Missed(f"the guest “{name}” ends: {''.join(self.said[name][-30:])}")
            if line.startswith(begin):
                return line.strip()
        raise Missed(f"after {seconds} s the guest “{name}” doesn't say “{begin}”: {''.join(self.said[name][-30:])}")

    def cut(self, name):
        """No machine any more: what it had not yet written to its disk is gone."""
        self.processes[name].kill()
        self.processes[name].wait()

    def initramfs(self, name, address, command):
        root = f"{self.scratch}/{name}.root"
        shutil.rmtree(root, ignore_errors=True)
        for folder in ("bin", "proc", "sys", "dev", "lower", "upper", "root", "m"):
            os.makedirs(f"{root}/{folder}")
        shutil.copy("/bin/busybox", f"{root}/bin/busybox")
        for tool in ("sh", "mount", "mkdir", "insmod", "cp", "cat", "ip", "switch_root"):
            os.symlink("busybox", f"{root}/bin/{tool}")
        files = dict.fromkeys(path for module in MODULES for path in self.needed(module))
        for path in files:
            shutil.copy(path, f"{root}/m/")
        self.write(f"{root}/modules", "".join(f"/m/{os.path.basename(path)}\n" for path in files))
        self.write(f"{root}/address", address)
        self.write(f"{root}/command", f"export PATH={os.environ['PATH']}\n{shlex.join(command)} 2>&1\necho o > /proc/sysrq-trigger\nsleep 60\n")
        self.write(f"{root}/init", INIT)
        os.chmod(f"{root}/init", 0o755)
        image = f"{self.scratch}/{name}.cpio"
        subprocess.run(f"find . | cpio --quiet -o -H newc > {shlex.quote(image)}", shell=True, cwd=root, check=True)
        return image

    def needed(self, module):
        """The files of a module and of what it needs, in the order in which they are loaded."""
        result = subprocess.run(["modprobe", "-d", self.kernel, "-S", self.version, "--show-depends", module], capture_output=True, text=True)
        hold(result.returncode == 0, f"modprobe {module}: {result.stderr}")
        return [line.split()[1] for line in result.stdout.splitlines() if line.startswith("insmod ")]

    @staticmethod
    def write(path, text):
        with open(path, "w") as file:
            file.write(text)
