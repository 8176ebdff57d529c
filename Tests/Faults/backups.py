"""Backups of every kind, as a table: with what `backup`, `restore --check`, `restore` and `verify` end, and whether every receipt
given before is in the copy and opens from it.

Full, again into the same place, as an archive, under load, killed, over a target that is slow or full, of damaged stores, carried to
another machine and user, and altered on the way. LIAISON_BACKUP_TABLE=FILE writes the table down.
"""
import copy, errno, glob, json, os, shutil, socket, subprocess, threading, time
from concurrent.futures import ThreadPoolExecutor

import harness
from faults import Interposer
from harness import hold, Installation, Journal, Message, request, Server, wait_until

BEGUN = "interrupted"
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


class Scene:
    """A store that is in use, and what its citizens were promised by now."""

    def __init__(self, program, scratch):
        self.scratch = scratch
        self.installation = Installation(program, f"{scratch}/data", stations=3)
        self.journal = Journal(f"{scratch}/journal")
        self.token = self.installation.run("token", "issue", "--office").stdout.strip()
        self.installation.run("contact", "set", "--deputy", self.installation.codes[0], "--channel", "sms", "--address", "13912345678")
        self.faults, self.rows, self.count = Interposer(scratch), [], 0
        self.server = Server(self.installation)
        self.write(40)

    def write(self, count):
        codes = self.installation.codes
        for _ in range(count):
            self.count += 1
            message = Message(self.server.port, codes[self.count % len(codes)], f"message-{self.count} 路灯坏了")
            hold(self.journal.deliver(message, self.server.port) == 303, "a message is taken")

    def erase(self):
        """One case with its photo; returns its first word."""
        nonce = next(nonce for nonce, message in self.journal.sent.items() if message.has_photo and nonce in self.journal.receipts)
        location, tag = self.journal.receipts.pop(nonce), self.journal.sent[nonce].text.split()[0]
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": tag}
        path = f"/api/v1/cases/{location.split('/')[2]}/events"
        status, _, text = request(self.server.port, "POST", path, json.dumps({"kind": "erased"}).encode(), headers)
        hold(status == 201, f"an erasure is answered {status}: {text}")
        return tag

    def promised(self):
        """The receipts given by now."""
        journal = copy.copy(self.journal)
        journal.receipts = dict(self.journal.receipts)
        return journal

    def backup(self, target, path=None, faults=False, into=None):
        return self.run("backup", target, "--data", path or self.installation.path, faults=faults, into=into)

    def run(self, *words, faults=False, into=None, source=None, prefix=()):
        extra = {"LD_PRELOAD": self.faults.library, "LIAISON_FAULTS": self.faults.path} if faults else {}
        return subprocess.run(
            [*prefix, "env", *(f"{k}={v}" for k, v in extra.items()), self.installation.program, *words], stdout=into or subprocess.PIPE,
            stderr=subprocess.PIPE, stdin=source or subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def row(self, name, made, source, promised, ends=(0, 0, 0), prefix=(), place="restored"):
        """Proves a copy where it lies, restores it, and opens every receipt from there; `ends` is what making, checking and
        restoring it have to end with, BEGUN where a later backup into the same place was interrupted."""
        target = f"{self.scratch}/{place}"
        before = contents(source)
        check = self.run("restore", source, "--check", prefix=prefix)
        hold(contents(source) == before and not os.path.exists(target), f"{name}: the check has written something")
        restore = self.run("restore", source, "--data", target, prefix=prefix)
        told = (made, check.returncode, restore.returncode)
        said = (check.stdout + check.stderr + restore.stdout + restore.stderr).decode("utf-8", "replace")
        if ends == BEGUN:
            # The lines of before and more; a photo that one of those behind them names may still have been to come.
            hold(told[1] == told[2] and told[1] in (0, 3), f"{name}: check and restore end with {told[1:]}:\n{said}")
        else:
            hold(told == ends, f"{name}: backup, check and restore end with {told}, not {ends}:\n{said}")
        verified, opened = "", ""
        if os.path.exists(f"{target}/liaison.conf"):
            verified = self.run("verify", "--data", target, prefix=prefix).returncode
            if restore.returncode == 0:
                hold(verified == 0, f"{name}: `verify` of what was restored ends with {verified}")
        if restore.returncode == 0 or ends == BEGUN:
            view = self.installation.seen_at(target)
            with Server(view, prefix=prefix) as server:
                lost = harness.compare(view, promised, server.port, everything=restore.returncode == 0)
                hold(lost == 0, f"{name}: {lost} of {len(promised.receipts)} receipts aren't in what was restored")
            opened = len(promised.receipts)
        self.rows.append((name, *told, verified, opened))
        shutil.rmtree(target, ignore_errors=True)
        return said


def contents(path):
    """Every file below a path, or the file, with its status: what a check must leave as it is."""
    if os.path.isfile(path):
        return os.stat(path).st_mtime_ns, os.stat(path).st_size
    return {f"{folder}/{name}": (os.stat(f"{folder}/{name}").st_mtime_ns, os.stat(f"{folder}/{name}").st_size)
            for folder, _, names in os.walk(path) for name in names}


def flip(path):
    with open(path, "r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(size // 2)
        byte = file.read(1)[0]
        file.seek(size // 2)
        file.write(bytes([byte ^ 1]))


def misspell(path):
    """Another letter in somebody's message."""
    with open(path, "r+b") as file:
        file.seek(file.read().index(b'"message-') + 1)
        file.write(b"M")


def cut(path, share=0.6):
    os.truncate(path, int(os.path.getsize(path) * share))


# The rows


def quiet(scene):
    """Full, into the same place again after an erasure, and as an archive."""
    target, archive = f"{scene.scratch}/copy", f"{scene.scratch}/copy.tar"
    scene.row("full", scene.backup(target).returncode, target, scene.promised())
    tag = scene.erase()
    scene.write(10)
    scene.row("into the same place again", scene.backup(target).returncode, target, scene.promised())
    told = subprocess.run(["grep", "-rl", f"{tag} ", target], capture_output=True, text=True).stdout
    hold(not told, f"words of the erased “{tag}” are still in {told}")
    with open(archive, "wb") as file:
        scene.row("an archive", scene.backup("-", into=file).returncode, archive, scene.promised())


def under_load(scene):
    """While citizens write: what they were promised before it began is in it."""
    stopping = threading.Event()

    def trickle():
        while not stopping.wait(0.03):
            scene.write(1)

    load = threading.Thread(target=trickle)
    load.start()
    archive = f"{scene.scratch}/load.tar"
    try:
        for name, target in (("under load", f"{scene.scratch}/load"), ("under load, again", f"{scene.scratch}/load")):
            promised = scene.promised()
            scene.row(name, scene.backup(target).returncode, target, promised)
        promised = scene.promised()
        with open(archive, "wb") as file:
            scene.row("under load, an archive", scene.backup("-", into=file).returncode, archive, promised)
        # As over a line of a few hundred kilobytes a second with a delay of its own.
        target, promised = f"{scene.scratch}/slow", scene.promised()
        scene.faults.order(Interposer.DELAY, Interposer.COMMIT, 5_000, path="/slow/")
        begun = time.monotonic()
        made = scene.backup(target, faults=True).returncode
        seconds = time.monotonic() - begun
        scene.faults.relent()
        scene.row(f"under load, to a slow target ({seconds:.1f} s)", made, target, promised)
    finally:
        stopping.set()
        load.join()


def interrupted(scene, tries):
    """Killed at file calls all over it; the next one finishes it, and until then the last finished one holds."""
    target = f"{scene.scratch}/killed"
    for number in tries:
        scene.faults.order(Interposer.KILL_BEFORE, Interposer.COMMIT, first=number, path="/killed/")
        made = scene.backup(target, faults=True)
        scene.faults.relent()
        hold(made.returncode == -9, f"a backup that was to be killed ends with {made.returncode}")
    check = scene.run("restore", target, "--check")
    hold(check.returncode in (1, 3), f"a backup that was never finished is said to be whole: {check.stdout}")
    promised = scene.promised()
    scene.row("killed several times, then finished", scene.backup(target).returncode, target, promised)
    scene.write(10)
    scene.erase()
    # What was erased since is in no promise any more; the copy of before may still have it, and may not.
    promised.receipts = {nonce: location for nonce, location in promised.receipts.items() if nonce in scene.journal.receipts}
    for number in tries:
        scene.faults.order(Interposer.KILL_BEFORE, Interposer.COMMIT, first=number, path="/killed/")
        made = scene.backup(target, faults=True).returncode
        scene.faults.relent()
        if made == 0:
            break
        scene.row(f"again, killed at call {number}", made, target, promised, BEGUN)
    scene.row("again, finished", scene.backup(target).returncode, target, scene.promised())
    # A restore that is killed is begun anew by the same command.
    place = f"{scene.scratch}/restored"
    for number in tries:
        scene.faults.order(Interposer.KILL_BEFORE, Interposer.COMMIT, first=number, path="/restored/")
        hold(scene.run("restore", target, "--data", place, faults=True).returncode == -9, "a restore is killed")
        scene.faults.relent()
        hold(not os.path.exists(f"{place}/liaison.conf"), "what a killed restore leaves is no data directory")
    again = scene.run("restore", target, "--data", place)
    hold(again.returncode == 0, f"a restore that was killed is begun anew: {again.stderr}")
    shutil.rmtree(place)


def full_target(scene):
    """No room where the copy goes: it says so, and the last finished one holds."""
    target, promised = f"{scene.scratch}/tight", scene.promised()
    hold(scene.backup(target).returncode == 0, "a first backup")
    scene.write(10)
    for number in (1, 3):
        scene.faults.order(Interposer.FAIL, Interposer.WRITE, errno.ENOSPC, first=number, path="/tight/")
        made = scene.backup(target, faults=True)
        scene.faults.relent()
        hold(made.returncode not in (0, 3) and b"no space" in made.stderr, f"a full target: {made.returncode} {made.stderr}")
        scene.row(f"again, no room from write {number} on", made.returncode, target, promised, BEGUN)
    scene.row("again, with room", scene.backup(target).returncode, target, scene.promised())


DAMAGE = {
    "the secret is gone": lambda path: os.remove(f"{path}/secret"),
    "a segment is cut short": lambda path: cut(max(glob.glob(f"{path}/stations/*/inbox/*"), key=os.path.getsize)),
    "a segment is gone": lambda path: os.remove(max(glob.glob(f"{path}/stations/*/inbox/*"), key=os.path.getsize)),
    "a photo is gone": lambda path: os.remove(sorted(glob.glob(f"{path}/stations/*/photos/*/*"))[0]),
    "a photo is altered": lambda path: flip(sorted(glob.glob(f"{path}/stations/*/photos/*/*"))[0]),
    "half a roster": lambda path: cut(f"{path}/roster/roster.jsonl"),
    "half a list of tokens": lambda path: cut(f"{path}/tokens.jsonl"),
    "the contacts are gone": lambda path: os.remove(f"{path}/contacts.csv"),
}
# A first copy of a store so damaged shows what is wrong by itself; of the others nobody can tell from the copy alone.
SHOWS = {"a photo is gone": (3, 3, 3), "a photo is altered": (3, 3, 3), "the secret is gone": (3, 3, 3), "half a roster": (3, 3, 3),
         "half a list of tokens": (3, 3, 3)}


def damaged(scene):
    """A copy never follows a damaged store; a first copy of one says what is wrong."""
    sound, promised = f"{scene.scratch}/sound", scene.promised()
    hold(scene.backup(sound).returncode == 0, "a sound store's backup")
    for name, damage in DAMAGE.items():
        store, target = f"{scene.scratch}/damaged", f"{scene.scratch}/again"
        shutil.copytree(scene.installation.path, store)
        shutil.copytree(sound, target)
        damage(store)
        scene.row(f"again, {name}", scene.backup(target, store).returncode, target, promised, (3, 0, 0))
        if name in SHOWS:
            shutil.rmtree(target)
            scene.row(f"first, {name}", scene.backup(target, store).returncode, target, promised, SHOWS[name])
        shutil.rmtree(store)
        shutil.rmtree(target)


def altered(scene):
    """What becomes of a copy where it lies: a check names it, as a restore would."""
    sound, target = f"{scene.scratch}/sound", f"{scene.scratch}/altered"
    data = f"{target}/data"
    changes = {
        "a segment's byte": lambda: flip(glob.glob(f"{data}/stations/*/inbox/*")[0]),
        "a segment cut": lambda: cut(glob.glob(f"{data}/stations/*/inbox/*")[0]),
        "a segment gone": lambda: os.remove(glob.glob(f"{data}/stations/*/inbox/*")[0]),
        "a photo's byte": lambda: flip(glob.glob(f"{data}/stations/*/photos/*/*")[0]),
        "a photo gone": lambda: os.remove(glob.glob(f"{data}/stations/*/photos/*/*")[0]),
        "the secret's digit": lambda: flip(f"{data}/secret"),
        "the settings gone": lambda: os.remove(f"{data}/liaison.conf"),
    }
    for name, change in changes.items():
        shutil.copytree(sound, target)
        change()
        scene.row(f"altered: {name}", 0, target, None, (0, 3, 3))
        shutil.rmtree(target)
    archive = f"{scene.scratch}/altered.tar"
    for name, change, ends in (("an archive's word", misspell, (0, 3, 3)), ("an archive cut", cut, (0, 1, 1))):
        with open(archive, "wb") as file:
            hold(scene.backup("-", into=file).returncode == 0, "an archive")
        change(archive)
        scene.row(f"altered: {name}", 0, archive, None, ends)


def elsewhere(scene):
    """Carried as an archive to another machine, where another user restores it and serves: nothing of the old one is there."""
    place = f"{scene.scratch}/elsewhere"
    os.mkdir(place)
    os.chown(place, 65534, 65534)
    for folder in (scene.scratch, os.path.dirname(scene.scratch)):
        os.chmod(folder, os.stat(folder).st_mode | 0o011)
    promised, archive = scene.promised(), f"{place}/copy.tar"
    with open(archive, "wb") as file:
        made = scene.backup("-", into=file).returncode
    os.chown(archive, 65534, 65534)
    # Not even readable for them: what is needed is in the copy.
    os.chmod(scene.installation.path, 0o700)
    scene.row("on another machine, by another user", made, archive, promised, prefix=NOBODY, place="elsewhere/there")
    # A copy on a disk that can only be read, and a check by somebody who may write nowhere.
    copy = f"{scene.scratch}/sound"
    subprocess.run(["chown", "-R", "65534:65534", copy], check=True)
    check = scene.run("restore", copy, "--check", prefix=["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$0" && mount -o '
                      'remount,bind,ro "$0" && exec "$@"', copy, *NOBODY])
    hold(check.returncode == 0, f"a check on a disk that can only be read: {check.stdout}{check.stderr}")


class Line:
    """A directory that is reached over sshfs and a line with a delay; no ssh is in between."""

    SERVER, DELAY = "/usr/lib/openssh/sftp-server", 0.002

    def __init__(self, there, here):
        self.there, self.here = there, here
        for path in (there, here):
            os.makedirs(path, exist_ok=True)

    def __enter__(self):
        (near, far), (begin, end) = socket.socketpair(), socket.socketpair()
        self.ends = [far, begin]
        self.far = subprocess.Popen([self.SERVER], stdin=end, stdout=end)
        self.near = subprocess.Popen(["sshfs", f":{self.there}", self.here, "-f", "-o", "passive"], stdin=near, stdout=near, stderr=subprocess.DEVNULL)
        near.close()
        end.close()
        for one, other in ((far, begin), (begin, far)):
            threading.Thread(target=self.carry, args=(one, other), daemon=True).start()
        wait_until(lambda: os.path.ismount(self.here), "sshfs is mounted")
        return self

    def carry(self, one, other):
        try:
            while content := one.recv(1 << 16):
                time.sleep(self.DELAY)
                other.sendall(content)
        except OSError:
            pass
        self.cut()

    def cut(self):
        for end in self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                # It is cut already.
                pass

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.here], stderr=subprocess.DEVNULL)
        self.cut()
        for process in (self.near, self.far):
            process.wait(20)
        for end in self.ends:
            end.close()


def backups_over_sshfs(program, scratch, rounds):
    """A copy on another machine's disk over sshfs: whole, again, and with the line cut in the midst of it."""
    scene = Scene(program, scratch)
    there, here = f"{scratch}/there", f"{scratch}/here"
    target = f"{here}/copy"
    try:
        with Line(there, here):
            scene.row("over sshfs", scene.backup(target).returncode, target, scene.promised())
            scene.write(10)
            scene.erase()
            promised = scene.promised()
            scene.row("over sshfs, again", scene.backup(target).returncode, target, promised)
        for number in range(2 * rounds):
            scene.write(10)
            with Line(there, here) as line:
                scene.faults.order(Interposer.DELAY, Interposer.COMMIT, 20_000, path="/copy/")
                with ThreadPoolExecutor(1) as pool:
                    backup = pool.submit(scene.backup, target, faults=True)
                    wait_until(lambda: scene.faults.seen > 2 + 20 * number, "the backup is under way")
                    line.cut()
                made = backup.result()
                scene.faults.relent()
                hold(made.returncode not in (0, 3) and made.stderr, f"the line is cut: {made.returncode} {made.stdout} {made.stderr}")
            with Line(there, here):
                scene.row("over sshfs, again, the line cut", made.returncode, target, promised, BEGUN)
        with Line(there, here):
            scene.row("over sshfs, finished", scene.backup(target).returncode, target, scene.promised())
    finally:
        scene.server.kill()
    return f"{len(scene.rows)} kinds, {len(scene.journal.receipts)} acknowledged\n{written(scene.rows)}"


def backups(program, scratch, rounds):
    """Every kind of backup and what becomes of it; every receipt given before opens from what is restored."""
    scene = Scene(program, scratch)
    try:
        quiet(scene)
        under_load(scene)
        interrupted(scene, [1, 2, 3, 9, 30] if rounds == 1 else range(1, 30 * rounds))
        full_target(scene)
        damaged(scene)
        altered(scene)
        elsewhere(scene)
    finally:
        scene.server.kill()
    table = written(scene.rows)
    if "LIAISON_BACKUP_TABLE" in os.environ:
        with open(os.environ["LIAISON_BACKUP_TABLE"], "w") as file:
            file.write(table)
    return f"{len(scene.rows)} kinds, {len(scene.journal.receipts)} acknowledged\n{table}"


def written(rows):
    """The table in Markdown: with what each command ends, and how many receipts open."""
    lines = ["| backup | `backup` | `restore --check` | `restore` | `verify` | receipts that open |", "|---|---|---|---|---|---|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


backups.missing = lambda: None if os.geteuid() == 0 and shutil.which("setpriv") else "root and setpriv"
backups_over_sshfs.missing = lambda: None if os.geteuid() == 0 and shutil.which("sshfs") and os.path.exists(Line.SERVER) else (
    "root and sshfs (Debian: sshfs openssh-sftp-server)")
CHECKS = [backups, backups_over_sshfs]
