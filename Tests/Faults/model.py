"""A model against three servers on one store: random acts by citizens, deputies, officers and the office, amid kills, stops,
clocks an hour apart, lost caches and backups. What was acknowledged is there exactly once, the same through each server;
what was refused is not, and its words are in the answer.

Ten short rounds; LIAISON_FAULT_ROUNDS=100 makes them a thousand. A round's seed decides what everybody does and when; it
is printed, and LIAISON_MODEL_SEED=SEED runs that round once more. How the servers' threads meet isn't in it: a
failure that hangs on an instant may take the same seed a few times.
"""
import json, os, random, re, shutil, signal, subprocess, time
from concurrent.futures import ThreadPoolExecutor

import clock
from harness import hold, Installation, Missed, request, Server, shown, wait_until
from people import Citizen, page_of, Person, Reader, Staff, World, skew
from reference import check_case, Event, Fold, KNOWN, Roster, tag_of
from registers import day, Office, Registrar

STATIONS, DEPUTIES, HOUR = 3, 6, 3600
TAG = r"[a-z]+-\d+-\d+x"


# What a server says of a file while the file system beneath it is in trouble, and what is to be done; it reads it again.
REFUSED = ("can't be read: the disk or file system reports an error", "Leave the file as it is and run")


class Machine:
    """One of the servers on the store, with a clock of its own; it can be killed and stopped while others use it.

    On a cluster that is in trouble itself a read may fail for a moment, and who says so is right.
    """

    def __init__(self, installation, scratch, offset, is_on_cluster):
        os.mkdir(scratch)
        self.installation, self.clock, self.is_on_cluster = installation, clock.Clock(scratch), is_on_cluster
        self.clock.turn(offset)
        self.server = None
        self.start()

    def start(self):
        self.server = Server(self.installation, environment=self.clock.environment)

    def logs(self):
        """What the server says on standard error: if anything is damaged, or seems to be, it says so."""
        told = [line for line in self.server.talk().splitlines() if line and not line.startswith("admin port ")]
        if self.is_on_cluster:
            told = [line for line in told if not any(words in line for words in REFUSED)]
        hold(not told, f"a server complains: {told[:5]}")

    def stop(self):
        """Asks the server to end."""
        self.server.process.terminate()
        status = self.server.process.wait(60)
        # libfaketime gives its semaphore back at the end, while a thread may still ask a file for its times.
        hold(status in (0, -signal.SIGSEGV), f"a server, asked to end, ends with {status}: {self.server.talk()}")

    def signal(self, which):
        os.kill(self.server.process.pid, which)


def back_up(world, path):
    result = world.installation.run("backup", path, check=False)
    hold(result.returncode == 0, f"backup: {result.returncode}: {result.stderr}")


class Trouble(Person):
    """What happens to the machines meanwhile."""

    def __init__(self, world, machines, pause):
        self.machines, self.pause = machines, pause
        self.counts = dict.fromkeys(("kills", "stops", "clocks", "caches", "backups"), 0)
        self.backups = []
        super().__init__(world, "trouble")

    def act(self):
        if self.world.stopping.wait(self.rng.uniform(0.05, 0.5) * self.pause):
            return
        self.rng.choice([self.kill, self.kill, self.stop, self.stop, self.turn, self.forget, self.back_up])()

    def kill(self):
        self.counts["kills"] += 1
        index = self.rng.randrange(len(self.machines))
        machine = self.machines[index]
        machine.logs()
        if self.rng.random() < 0.3:
            # As asked, it leaves a cache for the next start behind.
            machine.stop()
        else:
            machine.server.kill()
        time.sleep(self.rng.uniform(0, 0.3))
        machine.start()
        self.world.ports[index] = machine.server.port

    def stop(self):
        self.counts["stops"] += 1
        machine = self.rng.choice(self.machines)
        machine.signal(signal.SIGSTOP)
        # Now and then longer than anybody waits for an answer.
        self.world.stopping.wait(self.rng.uniform(0.1, 5) if self.rng.random() < 0.25 else self.rng.uniform(0.1, 0.8))
        machine.signal(signal.SIGCONT)
        # It wakes with the roster of before.
        self.roster.changed = time.monotonic()

    def turn(self):
        self.counts["clocks"] += 1
        self.rng.choice(self.machines).clock.turn(skew(self.rng.choice([-HOUR, 0, HOUR])))

    def forget(self):
        self.counts["caches"] += 1
        shutil.rmtree(f"{self.world.installation.path}/cache", ignore_errors=True)

    def back_up(self):
        """Everything acknowledged before it began is in it."""
        before = [(case, event) for case in list(self.world.cases) for event in list(case.events) if event.tag]
        path = f"{self.world.scratch}/backup-{self.rng.choice('ab')}"
        back_up(self.world, path)
        self.counts["backups"] += 1
        self.backups = [known for known in self.backups if known[0] != path] + [(path, before)]


def one_round(program, scratch, seed, seconds, mounts=None, trouble=Trouble):
    """One round; returns what was counted. Each machine has the store on the mount of its own, if `mounts` are given."""
    rng = random.Random(f"{seed}")
    views = [f"{mount}/data-{seed}" for mount in mounts] if mounts else [f"{scratch}/data"] * 3
    installation = Installation(program, views[0], stations=STATIONS)
    with open(f"{scratch}/deputies.csv", "w") as file:
        file.write("id,name,station,level,group,title\n")
        for number in range(DEPUTIES):
            file.write(f"D{number:03},代表{number},S{number % STATIONS:03},县,,\n")
    installation.run("roster", "import", f"{scratch}/deputies.csv")
    world = World(installation, Roster(installation.json("roster", "list")), seed)
    world.rng, world.scratch, world.deputies = rng, scratch, list(world.roster.deputies)
    world.is_on_cluster = mounts is not None
    for scope in ["office", *world.roster.stations, *world.deputies]:
        world.issue(scope)
    machines = []
    try:
        for index, path in enumerate(views):
            machines.append(
                Machine(installation.seen_at(path), f"{scratch}/machine-{index}", skew((index - 1) * HOUR), world.is_on_cluster))
        world.ports = [machine.server.port for machine in machines]
        registrar, trouble = Registrar(world), trouble(world, machines, seconds / 4)
        reader = Reader(world, ["office", "S000", "S001", *world.deputies[:2]])
        people = [*(Citizen(world, f"citizen-{n}") for n in range(3)), *(Staff(world, f"staff-{n}") for n in range(3)),
                  registrar, Office(world, seconds / 4), reader, trouble]
        world.stopping.wait(seconds)
        world.stopping.set()
        failures = []
        for person in people:
            person.thread.join()
            failures += [person.failure] if person.failure else []
        if failures:
            raise failures[0]
        for machine in machines:
            machine.logs()
            machine.clock.turn(0)
        check(world, machines, registrar, reader, trouble)
    except Exception as error:
        told = [f"{index} ({machine.clock.offset:+} s): {line}" for index, machine in enumerate(machines) for line in machine.server.talk().splitlines()[-20:]]
        raise type(error)(f"{error}; the servers say:\n" + "\n".join(told)) from error
    finally:
        world.stopping.set()
        for machine in machines:
            machine.server.kill()
    return {**world.counts, **trouble.counts, "cases": len(world.cases), "entries": len(registrar.entries)}


def everywhere(world, path):
    """What each server answers, byte for byte the same."""
    answers = [world.read(path, port=port) for port in world.ports]
    for status, headers, text in answers:
        hold(status == 200, f"{path} is answered {status}: {text[:300]}")
        hold("Liaison-Incomplete" not in headers, f"{path} is said to be incomplete: {headers['Liaison-Incomplete']}")
    texts = [text for _, _, text in answers]
    hold(len(set(texts)) == 1, f"{path} differs from server to server:\n" + "\n".join(differing(texts)))
    return json.loads(texts[0])


def differing(texts):
    """The first places where texts differ."""
    if len(set(texts)) == 1:
        return []
    at = min(next((i for i, (a, b) in enumerate(zip(text, other)) if a != b), min(len(text), len(other)))
             for text in texts for other in texts if text != other)
    return [text[max(0, at - 300):at + 200] for text in texts]


def check(world, machines, registrar, reader, trouble):
    """Everything that must stand once all is quiet."""
    installation, roster = world.installation, world.roster
    installation.verify()
    roster.check(installation.json("roster", "list"))
    listed = everywhere(world, "cases?limit=1000")
    later = later_numbers(world, {case["case"] for case in listed})
    for case in world.cases:
        case.number = later.get(case.number, case.number)
    known = {case.number: case for case in world.cases}
    hold(len(known) == len(world.cases), "two messages have one number")
    hold(len({case["case"] for case in listed}) == len(listed), "a case is listed twice")
    missing = set(known) - {case["case"] for case in listed}
    hold(not missing, f"acknowledged cases are not listed: {missing}")
    shown_cases = {}
    with ThreadPoolExecutor(3) as pool:
        details = pool.map(lambda case: everywhere(world, f"cases/{case['case']}"), listed)
        for case, detail in zip(listed, details):
            shown_cases[case["case"]] = detail
            hold(all(detail[name] == value for name, value in case.items()), f"list and case differ: {case} {detail}")
    for number, detail in shown_cases.items():
        detail["first"] = known[number].first if number in known else None
        if number in known:
            check_case(known[number], detail, roster)
            if not detail["erased"] and known[number].is_known:
                check_photos(world, known[number], detail)
        else:
            tags = {tag_of(event["text"]) for event in detail["events"] if event["text"]}
            may_be = world.may_be | ({case.events[0].tag for case in world.cases if case.moved} if "moved" in KNOWN else set())
            hold(tags <= may_be and detail["events"][0]["kind"] == "received", f"nobody wrote {number}: {detail}")
    check_scopes(world, shown_cases)
    check_words(world, registrar, shown_cases, known)
    check_receipts(world, shown_cases, known)
    for path in (f"report?from={day(-30)}&to={day(1)}", "report/norms", f"points?from={day(-30)}&to={day(1)}", "claimable?limit=1000",
                 f"archive/{roster.code(world.deputies[0])}"):
        everywhere(world, path)
    entries, notices, days = (everywhere(world, path) for path in (
        "log?limit=1000", "notices?all=true&limit=1000", f"reception?from={day(1)}&to={day(12)}&limit=1000"))
    registrar.check(entries, notices, days)
    check_commands(world, listed, entries, notices, shown_cases)
    check_pulls(world, reader, shown_cases, later)
    check_restarts(world, machines, listed)
    check_backups(world, trouble, listed, shown_cases)


def later_numbers(world, listed):
    """The present numbers of cases that got a second one, by their first.

    Two servers that take one form at once while their clocks show two days give it a number each. The case has the later
    line's; the other still leads to it, from receipt, API and command alike.
    """
    later = {}
    for number in {case.number for case in world.cases} - listed:
        now = everywhere(world, f"cases/{number}")["case"]
        first, second = (one.rsplit("-", 2) for one in (number, now))
        hold(now in listed and first[1] != second[1] and (first[0], first[2][:4]) == (second[0], second[2][:4]),
             f"{number}, acknowledged, is not listed, and leads to {now}")
        later[number] = now
    return later


def check_photos(world, case, detail):
    hold(len(detail["photos"]) == case.photos, f"{case.number} has {len(detail['photos'])} photos, not {case.photos}")
    for index in range(case.photos):
        for port in world.ports:
            status = world.read(f"cases/{case.number}/photos/{index + 1}", port=port)[0]
            hold(status == 200, f"photo {index + 1} of {case.number} is answered {status}")


def check_scopes(world, shown_cases):
    """Each token has what is its holder's, and nothing of anybody else's."""
    for scope in world.tokens:
        if not world.roster.opens(scope):
            hold(world.read("cases", scope)[0] == 401, f"{scope} has left office, and the token opens the list")
            continue
        status, _, text = world.read("cases?limit=1000", scope, world.port(world.rng))
        hold(status == 200, f"the list of {scope} is answered {status}")
        listed = {case["case"]: case["handed_over"] for case in json.loads(text)}
        for number, detail in shown_cases.items():
            sees = world.roster.sees(scope, Holding(detail))
            hold(not sees or listed.get(number) is False, f"{scope} has {number} and doesn't find it in the list")
            hold(sees or listed.get(number) is not False, f"{scope} finds {number} of {detail['to']} at {detail['station']} in the list")
        for number in [number for number in shown_cases if number not in listed and shown_cases[number]["first"]][:10]:
            status, _, text = world.read(f"cases/{number}", scope, world.port(world.rng))
            told = set(re.findall(TAG, text)) if status == 200 else set()
            may = seen_by(world.roster, scope, shown_cases[number])
            hold(told <= may, f"{scope} reads {told - may} of the foreign {number}")


def seen_by(roster, scope, detail):
    """The words of a case that a holder of before has seen: all up to the last moment of having it, and what took it away."""
    fold, seen, so_far = Fold(detail["first"].to, detail["first"].station), set(), set()
    held = roster.sees(scope, fold)
    for event in detail["events"]:
        if event["kind"] in ("transferred", "claimed"):
            fold.apply(Event(event["kind"], None, (("to", event["to"]), ("station", event["station"]))), False)
        so_far.add(tag_of(event["text"]))
        holds = roster.sees(scope, fold)
        if held or holds:
            seen |= so_far
        held = holds
    return seen


class Holding:
    """With whom a case is, as it is shown."""

    def __init__(self, detail):
        self.to, self.station = detail["to"], detail["station"]


def check_words(world, registrar, shown_cases, known):
    """Of a case that was erased, and of what was refused, no word is in the store."""
    words = {event.tag for number, detail in shown_cases.items() if detail["erased"] and number in known
             for event in known[number].events + known[number].may if event.tag}
    gone = words | {tag for case in world.cases for tag in case.refused} | world.never | registrar.refused | registrar.erased

    def found():
        stored = set()
        for folder, _, names in os.walk(f"{world.installation.path}/stations"):
            for name in names:
                if name.endswith(".jsonl"):
                    with open(f"{folder}/{name}", encoding="utf-8") as file:
                        stored.update(re.findall(TAG, file.read()))
        return stored & gone
    # Words that one server added while another erased go when somebody finds them.
    wait_until(lambda: not found(), f"words of erased cases, and refused ones, are gone from the store: {sorted(found())[:5]}")


def check_receipts(world, shown_cases, known):
    """Each receipt opens through each server and tells every word once."""
    for number, case in list(known.items()):
        detail = shown_cases[number]
        if detail["erased"] or len(detail["events"]) > 8:
            continue
        port = world.ports[hash(number) % 3]
        status, _, page = request(port, "GET", case.location)
        hold(status == 200, f"the receipt of {number} is answered {status}")
        text = shown(page)
        for event in detail["events"]:
            tag = tag_of(event["text"])
            if tag:
                count = len(re.findall(rf"(?<!三){re.escape(tag)}", text))
                hold(count == 1, f"the receipt of {number} shows “{tag}” {count} times")


def check_commands(world, listed, entries, notices, shown_cases):
    """The commands on the server's machine say what the servers say."""
    run = world.installation.json
    hold(run("inbox", "list") == listed, "`inbox list` differs from what the servers list")
    hold(run("log", "list") == entries, "`log list` differs from what the servers list")
    hold(run("notice", "list", "--all") == notices, "`notice list` differs from what the servers list")
    period = ("--from", day(-30), "--to", day(1))
    told = world.read(f"report?from={day(-30)}&to={day(1)}")[2]
    hold(run("report", *period) == json.loads(told), "`report` differs from what the servers report")
    for number in list(shown_cases)[:3]:
        hold({**run("inbox", "show", number), "first": shown_cases[number]["first"]} == shown_cases[number],
             f"`inbox show {number}` differs from what the servers show")


def check_restarts(world, machines, listed):
    """A server that starts from the caches, one that has none, and one that saw it all say the same."""
    for index in (0, 1):
        machines[index].logs()
        machines[index].stop()
        if index == 1:
            shutil.rmtree(f"{world.installation.path}/cache", ignore_errors=True)
        machines[index].start()
        world.ports[index] = machines[index].server.port
    for path in ("log?limit=1000", "notices?all=true&limit=1000", f"reception?from={day(1)}&to={day(12)}&limit=1000",
                 f"report?from={day(-30)}&to={day(1)}", "cases?limit=1000", *[f"cases/{case['case']}" for case in listed[::5]]):
        everywhere(world, path)


def check_pulls(world, reader, shown_cases, later):
    """Each chain of pages has every event once; so has each that branches off at some cursor of before."""
    for scope, chain in reader.chains.items():
        if not world.roster.opens(scope):
            continue
        rest = to_the_end(world, reader, scope, chain[-1][2] if chain else "")
        pages = [page[1] for page in chain]
        whole = [event for page in pages + [rest] for event in page]
        check_chain(world, scope, whole, shown_cases, later)
        for _ in range(2):
            start = reader.rng.randrange(len(chain)) if chain else 0
            before = [event for page in pages[:start] for event in page]
            rest = to_the_end(world, reader, scope, chain[start][0] if chain else "")
            check_chain(world, scope, before + rest, shown_cases, later)


def to_the_end(world, reader, scope, cursor):
    events = []
    while True:
        limit = reader.rng.choice([1, 7, 50]) if len(events) < 25 else 500
        page = page_of(world, scope, cursor, limit, reader.rng.choice(world.ports), 30)
        hold(page, f"a pull of {scope} is not answered")
        news, cursor, more = page
        events += news
        if not more and not news:
            return events


def check_chain(world, scope, events, shown_cases, later):
    # A message comes once more to whoever has read it under the number that its case had before.
    told = [(event["case"] if event["kind"] == "received" else later.get(event["case"], event["case"]), tag_of(event["text"]))
            for event in events if event["text"]]
    twice = {one for one in told if told.count(one) > 1}
    # What was pulled before a case got its later number was of the same case.
    events = [{**event, "case": later.get(event["case"], event["case"])} for event in events]
    seen = [(event["case"], tag_of(event["text"])) for event in events if event["text"]]
    hold(not twice, f"{scope} pulls twice: {twice}")
    erasures = [event["case"] for event in events if event["kind"] == "erased"]
    hold(len(set(erasures)) == len(erasures), f"{scope} pulls an erasure twice")
    seen = set(seen)
    for number, detail in shown_cases.items():
        if not world.roster.sees(scope, Holding(detail)):
            continue
        if detail["erased"]:
            hold(number in erasures, f"{scope} never pulls that {number} is erased")
            continue
        for event in detail["events"]:
            tag = tag_of(event["text"])
            hold(not tag or (number, tag) in seen, f"{scope} never pulls “{tag}” of {number}")


def check_backups(world, trouble, listed, shown_cases):
    """A backup that was made amid it all, and one of now, restore whole; what was acknowledged before is in them.

    The one of now, made on top of an earlier one, lists what the servers list.
    """
    def run(*words):
        return subprocess.run([world.installation.program, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})

    path = f"{world.scratch}/backup-a"
    back_up(world, path)
    before = [(case, event) for case in world.cases for event in case.events if event.tag]
    trouble.backups = [known for known in trouble.backups if known[0] != path] + [(path, before)]
    for path, before in trouble.backups:
        target = f"{path}-restored"
        for words in (["restore", path, "--data", target], ["verify", "--data", target]):
            result = run(*words)
            hold(result.returncode == 0, f"{words[0]} of {path}: {result.returncode}: {result.stdout}{result.stderr}")
        told = subprocess.run(["grep", "-rhoE", "[a-z]+-[0-9]+-[0-9]+x", f"{target}/stations"], capture_output=True, text=True)
        stored = set(told.stdout.split())
        for case, event in before:
            if not shown_cases[case.number]["erased"]:
                hold(event.tag in stored, f"{path}: “{event.tag}” of {case.number}, acknowledged before, is not in the backup")
    told = json.loads(run("inbox", "list", "--json", "--data", f"{world.scratch}/backup-a-restored").stdout)
    hold(told == listed, "the restored backup lists something else than the servers")


def a_model(program, scratch, rounds):
    """Random acts through three servers amid every trouble: what was acknowledged stands once, the same everywhere."""
    chosen = os.environ.get("LIAISON_MODEL_SEED")
    seeds = [int(chosen)] if chosen else [int(time.time()) % 1_000_000 * 1000 + n for n in range(10 * rounds)]
    sums, started = {}, time.monotonic()
    for count, seed in enumerate(seeds):
        # On a slow machine fewer than ten rounds have to do.
        if rounds == 1 and time.monotonic() > started + 72:
            seeds = seeds[:count]
            break
        os.mkdir(f"{scratch}/{seed}")
        try:
            seconds = 2.5 if rounds == 1 else random.Random(seed).uniform(2, 12)
            counts = one_round(program, f"{scratch}/{seed}", seed, seconds)
        except Exception as error:
            raise Missed(f"seed {seed} (LIAISON_MODEL_SEED={seed} repeats it): {error}") from error
        shutil.rmtree(f"{scratch}/{seed}")
        sums = {name: sums.get(name, 0) + count for name, count in counts.items()}
    told = ", ".join(f"{count} {name}" for name, count in sums.items())
    return f"{len(seeds)} rounds, seeds {seeds[0]} to {seeds[-1]}: {told}; all there once"


a_model.missing = lambda: None if clock.LIBRARY else "libfaketime (Debian: libfaketime)"
CHECKS = [a_model]
