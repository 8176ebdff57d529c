"""Outages anywhere: a short day is recorded, change by change (recorder.c); then the power goes after each of them, and the states
are opened in which a disk may be then that keeps the rules (recording.py): without whatever wasn't synced, with all of it, and
seeded samples of what lies between, torn writes and other orders among them. In each of them everything is there that was
acknowledged before, `verify` finds nothing wrong, and a server starts and takes another message.

After each change and sync what is left without the unsynced is opened always. Of all else, where it is more than there is time
for, a seeded choice: LIAISON_OUTAGE_STATES=N says how many (0: all), LIAISON_OUTAGE_SEED=SEED repeats it, on another recording.
"""
import collections, functools, glob, json, os, random, re, shutil, subprocess, tempfile, time
from concurrent.futures import ThreadPoolExecutor

from harness import hold, Missed, request, Server
from recording import Outages, read_in, Recording, write_out
from story import memory, Story

STATES = 400
# What nobody has written to for ten minutes is settled: half of the states are opened that late.
LATE = 3600


class Seen:
    """A store as somebody finds it after an outage; looked at as claims ask for it."""

    def __init__(self, story, state, place, handed, safe_lines):
        self.story, self.place, self.handed, self.safe_lines = story, place, handed, safe_lines
        self.contents = {path: content for path, _, content in state}
        self.paths = list(self.contents)
        self.data = f"{place}/disk/data"
        self.installation = story.installation.seen_at(self.data)
        self.server = None
        # Whether a line is torn that nobody was answered for.
        self.is_torn = False

    def run(self, *words, good=(0,)):
        result = subprocess.run(
            [self.story.program, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HANDED": f"{self.place}/handed"})
        hold(result.returncode in good,
             f"liaison {' '.join(words)}: {result.returncode}: {result.stdout[-900:]}{result.stderr[-900:]}")
        return result

    def list(self, *words):
        """What a command prints; a torn line is left out and told of."""
        good = (0, 3) if self.is_torn else (0,)
        return json.loads(self.run(*words, "--data", self.data, good=good).stdout)

    # By commands

    @functools.cached_property
    def cases(self):
        told = self.list("inbox", "export", "--format", "json", "--output", "-")
        cases = {case["case"]: case for case in told}
        hold(len(cases) == len(told), "a case is there twice")
        tags = collections.Counter(
            event["text"].split()[0] for case in told for event in case["events"] if event["text"])
        hold(all(count == 1 for count in tags.values()), f"something is told twice: {tags}")
        return cases

    def case(self, number):
        hold(number in self.cases, f"{number} isn't there")
        return self.cases[number]

    def event(self, number, tag):
        told = [event["text"] for event in self.case(number)["events"] if event["text"]]
        hold(sum(text.split()[0] == tag for text in told) == 1, f"{number} doesn't tell of {tag}")

    @functools.cached_property
    def roster(self):
        return self.list("roster", "list", "--json")

    def verify(self, *more):
        """Nothing is wrong, but for lines behind those that are safe: of those nobody can tell whether they were once whole."""
        result = self.run("verify", *more, "--json", "--data", self.data, good=(0, 1))
        if result.returncode == 0:
            return
        found = json.loads(result.stdout)["findings"] if result.stdout else []
        others = [finding for finding in found if not self.is_beyond(finding)]
        hold(found and not others and not result.stderr, f"verify: {others or found} {result.stderr}")
        self.is_torn = True

    def is_beyond(self, finding):
        path = finding["path"].removeprefix(f"{self.place}/disk")
        return path.endswith(".jsonl") and "/inbox/" in path and finding["line"] > self.safe_lines.get(path, 0)

    def holds_seal(self, path):
        self.verify("--against", path)

    def restores(self, path):
        self.run("restore", f"{self.place}/disk{path}", "--check")

    def file(self, path):
        hold(path in self.contents, f"{path} isn't there")
        return self.contents[path]

    def has_not(self, words):
        """That words are nowhere but in backups."""
        for path, content in self.contents.items():
            if content and path.startswith("/data/"):
                for word in words:
                    hold(f"{word} ".encode() not in content, f"{word}, erased, stands in {path}")

    def is_news(self, number):
        """Handed to the operator's program before, or now."""
        if number in self.handed:
            return
        # Nobody waits half a minute here until the lease of one who is dead has run out.
        for lease in glob.glob(f"{self.data}/notify/.lease-*"):
            os.unlink(lease)
        self.run("notify", "--once", "--data", self.data)
        told = open(f"{self.place}/handed").read() if os.path.exists(f"{self.place}/handed") else ""
        hold(number in told, f"nobody is told of {number}")

    # Through a server

    def read(self, path, token=None):
        headers = {"Authorization": f"Bearer {token or self.story.world.tokens['office']}"}
        status, headers, text = request(self.server.port, "GET", f"/api/v1/{path}", None, headers)
        hold(status == 200 and (self.is_torn or "Liaison-Incomplete" not in headers), f"{path} is answered {status}: {text[:500]}")
        return json.loads(text)

    def opens(self, token):
        return request(self.server.port, "GET", "/api/v1/whoami", None, {"Authorization": f"Bearer {token}"})[0] == 200

    def is_signed_in(self, cookie):
        return request(self.server.port, "GET", "/desk/cases", None, {"Cookie": cookie})[0] == 200

    def slip_status(self, code):
        return request(self.server.port, "GET", f"/desk/in/{code.replace('-', '')}")[0]

    def receipt(self, location, tag):
        if self.server:
            status, _, page = self.server.get(location)
            hold(status == 200 and f"{tag} " in page, f"the receipt {location} is answered {status}")

    def photo(self, number, index):
        if self.server:
            headers = {"Authorization": f"Bearer {self.story.world.tokens['office']}"}
            status = request(self.server.port, "GET", f"/api/v1/cases/{number}/photos/{index}", None, headers)[0]
            hold(status == 200, f"photo {index} of {number} is answered {status}")

    def takes_another(self):
        code = self.story.world.roster.stations["S000"]
        nonce = self.story.world.nonce(code)
        form = self.story.world.form(f"/{code}", {"nonce": nonce, "text": "another 路灯坏了"})
        status, headers, page = form(self.server.port, 20)
        hold(status == 303, f"another message is answered {status}: {page[-900:]}")
        self.receipt(headers["Location"], "another")
        hold(self.server.readiness()[0] == 200, f"the server isn't ready: {self.server.readiness()[2]}")


class Place:
    """One state, and all that may be claimed of it: of places in the recording that leave the disk the same, all claims."""
    __slots__ = ("state", "rules", "positions", "is_bare")

    def __init__(self, state, rules):
        self.state, self.rules, self.positions = state, rules, set()
        # Nothing is left but what is safe.
        self.is_bare = False


class Opening:
    """Opens states of a story's recording and holds them against its claims."""

    def __init__(self, story, recording):
        self.story, self.recording = story, recording
        self.base = tempfile.mkdtemp(prefix="liaison-outages-", dir=memory() or story.scratch)
        # From here on there is somebody to write to, and whoever asks has a token.
        self.in_use = next(position for position, mark in recording.marks if mark.get("name") == "message new-1x")
        self.torn = 0
        self.handed = []
        if os.path.exists(story.handed):
            for line in open(story.handed):
                size, piece = line.split(" ", 1)
                self.handed.append((recording.position_at(int(size)), piece))

    def claims(self, positions):
        """The acts that must stand at one of the positions or another."""
        standing, found = {}, {}
        marks = iter([*self.recording.marks, (1 << 60, None)])
        at, mark = next(marks)
        for position in sorted(positions):
            while at <= position:
                if "done" in mark:
                    act = self.story.acts[mark["done"]]
                    standing[mark["done"]] = act
                elif mark["ends"]:
                    standing = {key: act for key, act in standing.items() if act.about != mark["ends"]}
                at, mark = next(marks)
            found.update(standing)
        return [found[key] for key in sorted(found)]

    def open(self, number, place, is_thorough=False):
        """What is wrong with a state; nothing when all holds. What takes long is looked at in some states, unless `is_thorough`."""
        root = f"{self.base}/{number}"
        os.makedirs(f"{root}/disk")
        write_out(place.state, f"{root}/disk")
        last = max(place.positions)
        if number % 2:
            moment = time.time() - LATE
            for path, _, _ in place.state:
                os.utime(f"{root}/disk{path}", (moment, moment))
        handed = "".join(piece for position, piece in self.handed if position <= last)
        seen = Seen(self.story, place.state, root, handed, self.recording.safe_lines(last))
        acts = self.claims(place.positions)
        problem = None
        try:
            self.judge(seen, acts, last < self.in_use, 0 if is_thorough else number)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        finally:
            if seen.server:
                seen.server.kill()
        if problem is None:
            shutil.rmtree(root)
        return problem

    def judge(self, seen, acts, is_early, number):
        if "/data/liaison.conf" not in seen.contents:
            return hold(not acts, "the installation is gone")
        seen.verify()
        self.torn += seen.is_torn
        if is_early:
            return
        for act in acts:
            if act.needs is None or act.needs == "news" and number % 5 == 0:
                act.claim(seen)
        if number % 3 == 0:
            with Server(seen.installation) as seen.server:
                for act in acts:
                    if act.needs == "server" or act.name.startswith("message "):
                        act.claim(seen)
                seen.takes_another()

    def all(self, places):
        """Opens them side by side; what is wrong, with the place."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [(place, problem) for place, problem in zip(places, pool.map(self.open, range(len(places)), places)) if problem]

    def tell(self, place, problem):
        """Where in the recording something is wrong, in words."""
        last = max(place.positions)
        lines = self.recording.lines
        return (f"{problem}\n    by the rules of {place.rules}, power gone after {last} of {self.recording.length}:\n"
                + "\n".join(f"      {line}" for line in lines[max(1, last - 12):last + 1]))


def places(recording, seed, samples, positions=None):
    """The states of all outages, those that are the same once, in the order of the recording."""
    found = {}
    for rules, position, state, is_bare in Outages(recording, seed, samples).each(positions):
        key = hash(state)
        if key not in found:
            found[key] = Place(state, rules)
        place = found[key]
        place.positions.add(position)
        place.is_bare |= is_bare
        # What may be by both rules is told of as by the narrower.
        if rules == "journal":
            place.rules = rules
    return list(found.values())


def outages_anywhere(program, scratch, rounds):
    """Every state is whole in which the power may leave the disk, as far as there is time to look."""
    seed = os.environ.get("LIAISON_OUTAGE_SEED") or os.urandom(4).hex()
    limit = int(os.environ.get("LIAISON_OUTAGE_STATES") or STATES * rounds)
    with Story(program, scratch).tell() as story:
        recording = Recording(f"{scratch}/record", story.root)
        missed = differences(recording.now.state(recording), read_in(story.disk))
        hold(not missed, f"the recorder has missed something: {missed[:5]}")
    found = places(recording, seed, samples=4 * rounds)
    chosen = [place for place in found if place.is_bare]
    others = [place for place in found if not place.is_bare]
    chosen += random.Random(seed).sample(others, limit) if 0 < limit < len(others) else others
    opening = Opening(story, recording)
    problems = opening.all(chosen)
    hold(not problems, f"{len(problems)} of {len(chosen)} states (seed {seed}) aren't whole; they are in {opening.base}:\n"
         + "\n".join(opening.tell(place, problem) for place, problem in problems[:8]))
    shutil.rmtree(opening.base)
    return (f"{len(story.acts)} acts in {recording.length} records, {recording.shared} syncs for many; "
            f"{len(chosen)} of {len(found)} states opened, seed {seed}, in {opening.torn} of them a torn line behind what is safe: "
            "all acknowledged is there once")


def differences(first, second):
    """Where two states differ, but for modes."""
    first, second = ({path: content for path, _, content in state} for state in (first, second))
    return sorted(path for path in {*first, *second} if first.get(path, 0) != second.get(path, 0))


# What must be noticed: syncs of these do nothing.
SWALLOWED = {
    "segments": r".*/inbox/[^/]+\.jsonl",
    "inboxes": r".*/inbox",
    "stations": r"/data/stations",
    "photos": r".*/photo-[^/]+",
    "folders of photos": r".*/photos(/[^/]+)?",
    "roster": r"/data/roster/.+",
    "the roster's directory": r"/data/roster",
    "tokens": r"/data/tokens.+",
    "the data directory": r"/data",
    "the desk": r"/data/desk/.+",
    # With the cursor gone as well all would be found anew.
    "news that waits": r"/data/notify/queue.*",
    "backups": r"/backup.*",
    "settings": r"/data/liaison\.conf.+",
}


def outages_without_syncs(program, scratch, rounds):
    """The check has teeth: whatever isn't synced any more, of what is, something is missing then."""
    with Story(program, scratch).tell() as story:
        whole = Recording(f"{scratch}/record", story.root)
    # After each act, and all the time while news is handed on.
    ends = {position for position, mark in whole.marks if "done" in mark}
    begun, done = (position for position, mark in whole.marks if mark["name"] == "notify")
    ends |= set(range(begun, done))
    sound = {hash(place.state) for place in places(whole, "", 0, ends)}
    for name, pattern in SWALLOWED.items():
        recording = Recording(f"{scratch}/record", story.root, ignores=re.compile(pattern).fullmatch)
        opening = Opening(story, recording)
        damaged = [place for place in places(recording, "", 0, ends) if hash(place.state) not in sound]
        hold(damaged, f"nothing syncs {name}")
        problem = next(filter(None, (opening.open(number, place, True) for number, place in enumerate(damaged))), None)
        shutil.rmtree(opening.base)
        hold(problem, f"without syncs of {name} nothing is missing in {len(damaged)} states: the check is blunt")
        if os.environ.get("LIAISON_FAULT_TRACE"):
            print(f"without syncs of {name}: {problem[:200]}", flush=True)
    return f"without syncs of any of these something is missing: {', '.join(SWALLOWED)}"


CHECKS = [outages_anywhere, outages_without_syncs]
