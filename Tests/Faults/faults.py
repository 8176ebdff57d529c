"""What hurts a server: file calls that fail when ordered to, and a disk that fills up or loses its power."""
import fcntl, mmap, os, struct, subprocess, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
EVERYTHING = (1 << 31) - 1


class Interposer:
    """Orders to interposer.c, which a server loads: which file calls fail, how, and when. They hold at once."""

    WRITE, DATASYNC, SYNC, OPEN, MAKE, RENAME, LINK, UNLINK, CUT = (1 << bit for bit in range(9))
    COMMIT = (1 << 9) - 1
    NOTHING, KILL_BEFORE, KILL_AFTER, FAIL, SHORTEN, DELAY, PRETEND, LIE = range(8)

    def __init__(self, scratch, name="orders"):
        self.library, self.path = f"{scratch}/interposer.so", f"{scratch}/{name}"
        if not os.path.exists(self.library):
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, f"{HERE}/interposer.c"], check=True)
        with open(self.path, "wb") as file:
            file.write(bytes(256))
        self.file = open(self.path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 256)

    def order(self, action, calls=COMMIT, value=0, first=1, last=EVERYTHING, path="/data/"):
        # The action last: from it on the other fields are read.
        self.map[0:4] = struct.pack("i", 0)
        self.map[4:256] = struct.pack("iiiii232s", calls, value, first, last, 0, path.encode())
        self.map[0:4] = struct.pack("i", action)

    def relent(self):
        self.map[0:4] = struct.pack("i", 0)

    @property
    def seen(self):
        return struct.unpack("i", self.map[20:24])[0]


class LoopDisk:
    """A file with an ext4 file system, mounted: a disk that can be filled, made read-only, or lose its power."""

    # EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: from now on nothing reaches the disk, the journal neither.
    SHUTDOWN, WITHOUT_LOG = 0x8004587D, struct.pack("I", 2)

    def __init__(self, scratch, megabytes):
        self.image, self.path = f"{scratch}/disk.img", f"{scratch}/disk"
        with open(self.image, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", self.image], check=True)
        os.mkdir(self.path)
        self.mount()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], stderr=subprocess.DEVNULL)

    def mount(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.path], check=True)

    def unmount(self):
        subprocess.run(["umount", self.path], check=True)

    def remount(self, options):
        return subprocess.run(["mount", "-o", f"remount,{options}", self.path], capture_output=True).returncode == 0

    def free(self):
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize

    def cut_power(self):
        file = os.open(self.path, os.O_RDONLY)
        fcntl.ioctl(file, self.SHUTDOWN, self.WITHOUT_LOG)
        os.close(file)

    @staticmethod
    def is_available():
        """Whether this machine lets us mount: it takes root, loop devices and ext4."""
        with tempfile.TemporaryDirectory() as scratch:
            try:
                with LoopDisk(scratch, 8):
                    return True
            except (OSError, subprocess.CalledProcessError):
                return False
