"""A file system that was recorded (recorder.c), and what may be left of it when the power goes.

A recording is a list of changes, syncs and marks in the order in which they came about. After each of them the power may go, and
then the disk holds what was synced, and of the rest whatever it likes within the rules that it keeps. Two sets of rules:

posix    A file's bytes and length are safe by fsync, fdatasync or O_DSYNC of that file, a name by fsync of the directory that it
         stands in, everything by syncfs. Nothing else is promised: of what isn't safe each change may be there or not, by itself;
         of bytes any sectors, with zeros where the others belong. A rename never loses a file: the old name may stay, though.
journal  What ext4 and XFS do beyond that: changes of names reach the disk in their order, and any sync brings along all
         those before it, a new file's own name among them. Bytes may be missing by blocks, as before.

What is legal under `journal` is legal under `posix`.
"""
import bisect, collections, json, os, random, stat, struct

MADE, WRITTEN, CUT, RENAMED, LINKED, REMOVED, SYNC, SYNCED, SYNC_ALL, SYNCED_ALL, EXCHANGED, MODE, MARK = range(1, 14)
HEAD = struct.Struct("<IIQQQ")
NEVER = 1 << 60


class Recorder:
    """Has everything recorded that programs do below a directory, while it is entered; marks are put in between."""

    def __init__(self, library, path, root):
        self.path, self.root = path, root
        open(path, "wb").close()
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self.environment = {"LD_PRELOAD": library, "LIAISON_RECORD": path, "LIAISON_RECORD_ROOT": root}

    def __enter__(self):
        os.environ.update(self.environment)
        return self

    def __exit__(self, *_):
        for name in self.environment:
            del os.environ[name]

    def mark(self, **told):
        payload = json.dumps(told).encode()
        os.write(self.file, HEAD.pack(len(payload), MARK, 0, 0, 0) + payload)


class Effect:
    """One change of one file or directory: `set` or `clear` of a name, `data`, `cut`. `safe` says from which position on it
    can't be lost any more, for each set of rules."""
    __slots__ = ("at", "kind", "where", "name", "value", "posix", "journal", "needs")

    def __init__(self, at, kind, where, name, value=None, needs=None):
        self.at, self.kind, self.where, self.name, self.value, self.needs = at, kind, where, name, value, needs
        self.posix = self.journal = NEVER

    @property
    def is_name(self):
        return self.kind in ("set", "clear")


class Recording:
    """What a recorder has written, made of effects on things: a thing is a file or directory, whatever it is called. The first
    is the root, which was empty.

    `ignores` gets a path, and says whether syncs are to do nothing for what stands there.
    """

    def __init__(self, path, root_number, ignores=lambda path: False):
        self.effects, self.marks = [], []
        self.is_directory, self.modes = [True], [0o755]
        self.now = Image()
        # Where each thing was named last: directory and name.
        self.names = [None]
        # What each record says, for people.
        self.lines = ["nothing yet"]
        # Where in the recording's file each begins.
        self.offsets = [0]
        alive, open_syncs, unsafe = {root_number: 0}, {}, []
        position = 0
        with open(path, "rb") as file:
            content = file.read()
        offset = 0
        while offset < len(content):
            length, kind, a, b, c = HEAD.unpack_from(content, offset)
            payload = content[offset + HEAD.size:offset + HEAD.size + length]
            self.offsets.append(offset)
            offset += HEAD.size + length
            position += 1
            before = len(self.effects)
            self.lines.append(self.line(kind, alive.get(a), b, payload))
            if kind == MARK:
                self.marks.append((position, json.loads(payload)))
            elif kind == MADE and a in alive:
                alive[b] = self._new(c)
                self._name(position, alive[a], payload.decode(), alive[b])
            elif kind == WRITTEN and a in alive:
                self._do(Effect(position, "data", alive[a], b, payload))
                self.effects[-1].posix = self.effects[-1].journal = position if c else NEVER
            elif kind == CUT and a in alive:
                self._do(Effect(position, "cut", alive[a], b))
            elif kind == MODE and a in alive:
                self.modes[alive[a]] = b
            elif kind in (RENAMED, LINKED, EXCHANGED) and a in alive and b in alive:
                first, second = (name.decode() for name in payload.split(b"\0"))
                source, target = alive[a], alive[b]
                moved, other = self.now.entries[source].get(first), self.now.entries[target].get(second)
                if moved is not None and moved != other:
                    needs = self._name(position, target, second, moved)
                    if kind == EXCHANGED:
                        self._name(position, source, first, other).needs = needs
                    elif kind == RENAMED:
                        self._do(Effect(position, "clear", source, first, needs=needs))
            elif kind == REMOVED and a in alive:
                self._do(Effect(position, "clear", alive[a], payload.decode()))
            elif kind in (SYNC, SYNC_ALL):
                open_syncs[b] = position
            elif kind in (SYNCED, SYNCED_ALL):
                begin, thing = open_syncs.pop(b), alive.get(a)
                unsafe = self._sync(unsafe, begin, position, thing, kind == SYNCED_ALL, ignores)
            unsafe += [effect for effect in self.effects[before:] if effect.posix == NEVER]
        self.length = position
        self.shared = self.lines.count("synced all")

    def _new(self, mode):
        self.is_directory.append(stat.S_ISDIR(mode))
        self.modes.append(stat.S_IMODE(mode))
        self.names.append(None)
        return len(self.modes) - 1

    def path(self, thing):
        """Where it stands, or stood last."""
        return f"{self.path(self.names[thing][0])}/{self.names[thing][1]}" if self.names[thing] else ""

    def _do(self, effect):
        self.effects.append(effect)
        self.now.apply(effect)
        return effect

    def _name(self, position, directory, name, thing):
        self.names[thing] = directory, name
        return self._do(Effect(position, "set", directory, name, thing))

    def _sync(self, unsafe, begin, position, thing, is_all, ignores):
        for effect in unsafe:
            if effect.at >= begin or ignores(self.path(effect.where)):
                continue
            if is_all or effect.where == thing:
                effect.posix = min(effect.posix, position)
                # That the old name is gone can't be safe before the new one is.
                if effect.kind == "clear" and effect.needs:
                    effect.needs.posix = min(effect.needs.posix, position)
            if is_all or effect.where == thing or effect.is_name:
                effect.journal = min(effect.journal, position)
        return [effect for effect in unsafe if effect.posix == NEVER]

    def line(self, kind, thing, number, payload):
        path = "(elsewhere)" if thing is None else self.path(thing)
        name = payload.replace(b"\0", b" to ").decode("utf-8", "replace") if kind not in (WRITTEN, MARK) else ""
        return {
            MADE: f"make {path}/{name}", WRITTEN: f"write {len(payload)} bytes at {number} of {path}", CUT: f"cut {path} to {number}",
            RENAMED: f"rename {path}/{name}", LINKED: f"link {path}/{name}", REMOVED: f"remove {path}/{name}",
            EXCHANGED: f"exchange {path}/{name}", SYNC: f"begin to sync {path}", SYNCED: f"synced {path}", SYNC_ALL: "begin to sync all",
            SYNCED_ALL: "synced all", MODE: f"mode of {path}", MARK: payload.decode("utf-8", "replace") if kind == MARK else ""}[kind]

    def safe_lines(self, position):
        """How many lines of each file are safe by either rules."""
        image = Image()
        for effect in self.effects:
            if effect.at <= position and effect.posix <= position or effect.is_name and effect.at <= position:
                image.apply(effect)
        return {path: content.count(b"\n") for path, _, content in image.state(self) if content}

    def position_at(self, size):
        """The last record of a recording that had so many bytes."""
        return bisect.bisect_left(self.offsets, size) - 1


class Image:
    """Files and directories at a moment. What isn't there is empty."""

    def __init__(self, other=None):
        self.content = dict(other.content) if other else {}
        self.entries = collections.defaultdict(dict, other.entries if other else {})
        self.own = set()

    def apply(self, effect, pieces=None):
        """Applies an effect; of bytes only those ranges of the file, with zeros between them, if `pieces` are given."""
        where = effect.where
        if effect.is_name:
            if where not in self.own:
                self.entries[where] = dict(self.entries[where])
                self.own.add(where)
            if effect.kind == "set":
                self.entries[where][effect.name] = effect.value
            else:
                self.entries[where].pop(effect.name, None)
            return
        content = self.content.get(where, b"")
        if effect.kind == "cut":
            self.content[where] = content[:effect.name].ljust(effect.name, b"\0")
            return
        start, data = effect.name, effect.value
        for begin, end in [(start, start + len(data))] if pieces is None else pieces:
            piece = data[begin - start:end - start]
            content = content[:begin].ljust(begin, b"\0") + piece + content[end:]
        self.content[where] = content

    def grow(self, effect):
        """Makes room for an effect's bytes without them, as where a length reaches the disk first."""
        end = effect.name + len(effect.value)
        self.content[effect.where] = self.content.get(effect.where, b"").ljust(end, b"\0")

    def tree(self, recording, thing=0, path=""):
        """Each path below the root with what is there: bytes of a file, nothing of a directory."""
        found = []
        for name, inner in self.entries.get(thing, {}).items():
            inner_path = f"{path}/{name}"
            if recording.is_directory[inner]:
                found.append((inner_path, recording.modes[inner], None))
                found += self.tree(recording, inner, inner_path)
            else:
                found.append((inner_path, recording.modes[inner], self.content.get(inner, b"")))
        return found

    def state(self, recording):
        return tuple(sorted(self.tree(recording), key=lambda entry: entry[0]))


def write_out(state, root):
    """Makes a state below an empty directory."""
    for path, mode, content in state:
        if content is None:
            os.mkdir(root + path)
        else:
            with open(root + path, "wb") as file:
                file.write(content)
            os.chmod(root + path, mode)


def read_in(root, path=""):
    """What really stands below a directory, as a state."""
    found = []
    with os.scandir(root + path) as entries:
        for entry in entries:
            inner, status = f"{path}/{entry.name}", entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                found += [(inner, stat.S_IMODE(status.st_mode), None), *read_in(root, inner)]
            else:
                with open(root + inner, "rb") as file:
                    found.append((inner, stat.S_IMODE(status.st_mode), file.read()))
    return sorted(found, key=lambda entry: entry[0]) if not path else found


class Outages:
    """The states in which outages may leave a recorded disk: `each` gives (rules, position, state, whether it is the barest)."""

    def __init__(self, recording, seed, samples):
        self.recording, self.seed, self.samples = recording, seed, samples

    def each(self, positions=None):
        """After each change, sync and mark, or after those named: without what isn't safe, with all of it, and samples."""
        recording = self.recording
        effects = collections.deque(recording.effects)
        safe = {rules: Image() for rules in ("posix", "journal")}
        pending = {rules: [] for rules in safe}
        everything = Image()
        for position in range(1, recording.length + 1):
            while effects and effects[0].at <= position:
                effect = effects.popleft()
                everything.apply(effect)
                for rules in pending:
                    pending[rules].append(effect)
            for rules, image in safe.items():
                left = []
                for effect in pending[rules]:
                    if getattr(effect, rules) <= position:
                        image.apply(effect)
                    else:
                        left.append(effect)
                pending[rules] = left
            if positions is not None and position not in positions:
                continue
            rng = random.Random(f"{self.seed}-{position}")
            yield "posix", position, safe["posix"].state(recording), True
            yield "journal", position, safe["journal"].state(recording), False
            yield "journal", position, everything.state(recording), False
            for number in range(self.samples):
                rules = ("journal", "posix")[number % 2]
                if pending[rules]:
                    choose = self.some_in_order if rules == "journal" else self.any
                    yield rules, position, choose(rng, safe[rules], pending[rules]).state(recording), False

    def some_in_order(self, rng, safe, pending):
        """Names up to one of the changes; bytes as the disk likes."""
        image = Image(safe)
        names = [effect.at for effect in pending if effect.is_name]
        last = rng.choice([0, *names]) if names else 0
        for effect in pending:
            if effect.is_name:
                if effect.at <= last:
                    image.apply(effect)
            else:
                self.part(rng, image, effect, zeros=False)
        return image

    def any(self, rng, safe, pending):
        """Each by itself."""
        image, missing = Image(safe), set()
        share = rng.choice((0.2, 0.5, 0.8))
        for effect in pending:
            if not effect.is_name:
                self.part(rng, image, effect, zeros=True)
                continue
            # Of an exchange both names or none; of a rename the old one goes only where the new one is there.
            is_there = effect.needs not in missing
            chance = rng.random() < share
            if effect.needs is None and chance or effect.needs and is_there and (chance or effect.kind == "set"):
                image.apply(effect)
            else:
                missing.add(effect)
        return image

    @staticmethod
    def part(rng, image, effect, zeros):
        """Some of what was written: all, nothing, any sectors or pages of it, or its length alone."""
        choice = rng.choice(("all", "none", "pieces", "pieces", "beginning", *(["zeros"] if zeros else [])))
        if effect.kind == "cut":
            if choice != "none":
                image.apply(effect)
            return
        if choice == "none":
            return
        if choice == "all":
            return image.apply(effect)
        if choice == "zeros":
            return image.grow(effect)
        pieces = list(borders(effect.name, len(effect.value), rng.choice((512, 4096))))
        if choice == "beginning":
            pieces = pieces[:rng.randrange(len(pieces) + 1)]
        else:
            pieces = [piece for piece in pieces if rng.random() < 0.5]
        if pieces:
            image.apply(effect, pieces)


def borders(start, length, unit):
    """The parts of a range of a file that stand in one sector each."""
    end = start + length
    while start < end:
        following = min(end, (start // unit + 1) * unit)
        yield start, following
        start = following
