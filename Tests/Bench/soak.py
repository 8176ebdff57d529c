#!/usr/bin/env python3
"""An installation in full use for a long time: what it holds of memory, descriptors, threads and files mustn't grow.

usage: soak.py LIAISON [--minutes 60] [--rate 100] [--directory DIR]

So many messages a second, with photos, additions and ratings among them, while deputies and officers read and answer by API and
at the desk, the office pulls and takes reports, a program takes the news, cases are erased, and a backup runs every tenth of the time.
Prints the figures of each tenth. At the end everything acknowledged is in the store, `verify` is clean, the backup is whole, and
a fresh server that has read the same store and been asked the same things says how much memory that takes. Exits 1 when the
old one has more, or descriptors, threads or cache files have grown since the first tenth. The waiting times are printed, no more.
DIR (a fresh directory under the current one unless given) has to be on a real disk. Needs Python alone.
"""
import argparse, collections, datetime, http.client, itertools, json, os, random, re, shutil, subprocess, sys, tempfile
import threading, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../Faults")
from harness import hold, Installation, Missed, Server, wait_until
from people import BEIJING, picture, World
from reference import Roster

STATIONS, DEPUTIES, WRITERS, TENTHS = 20, 100, 16, 10
TEXT = "村口的路灯坏了三天，晚上老人出门看不清路，请帮忙反映。"
# What an old server may have more than a fresh one that has read the same: what the allocator keeps of its busiest moments.
SHARE, MEGABYTES = 1.25, 32


class Figures:
    """What a server holds at a moment."""

    def __init__(self, server, data):
        status = open(f"/proc/{server.process.pid}/status").read()
        self.memory = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        self.threads = int(re.search(r"Threads:\s+(\d+)", status)[1])
        self.descriptors = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        self.caches = len(os.listdir(f"{data}/cache"))
        self.spooled = len(os.listdir(f"{data}/spool"))
        self.waiting = len(os.listdir(f"{data}/notify/queue")) if os.path.isdir(f"{data}/notify/queue") else 0


class Connection:
    """Requests one after the other on one connection."""

    def __init__(self, port):
        self.port, self.connection = port, None

    def ask(self, method, path, body=None, headers={}, good=(200, 303)):
        source = ".".join(str(b) for b in (100, 64 + random.randrange(64), random.randrange(256), random.randrange(256)))
        for attempt in (1, 2):
            fresh = self.connection is None
            try:
                self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request(method, path, body, {"X-Forwarded-For": source, **headers})
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (OSError, http.client.HTTPException):
                # An idle connection is closed by the server one day.
                self.connection = None
                if fresh:
                    raise
        hold(answer.status in good, f"{method} {path} is answered {answer.status}: {text[:400].decode('utf-8', 'replace')}")
        return answer.status, answer.headers, text.decode("utf-8", "replace")


class Soak:
    def __init__(self, world, server, rate, seconds):
        self.world, self.server, self.rate, self.seconds = world, server, rate, seconds
        self.started = time.monotonic()
        self.stopping = threading.Event()
        self.slots = itertools.count()
        self.lock = threading.Lock()
        self.latencies = [[] for _ in range(TENTHS)]
        self.receipts = collections.deque(maxlen=2000)
        self.acknowledged, self.erased, self.failures = 0, set(), []
        self.counts = collections.Counter()
        self.threads = []

    def begin(self, do, every=None):
        def run():
            connection = Connection(self.server.port)
            try:
                while not self.stopping.is_set():
                    do(connection)
                    if every and self.stopping.wait(every):
                        return
            except Exception as error:
                self.failures.append(error)
                self.stopping.set()
        thread = threading.Thread(target=run)
        thread.start()
        self.threads.append(thread)

    def run(self):
        for _ in range(WRITERS):
            self.begin(self.write)
        for do, every in ((self.read_receipt, 0.05), (self.add, 0.5), (self.answer, 0.5), (self.read_desk, 1), (self.answer_at_desk, 2),
                          (self.pull, 5), (self.report, 20), (self.search, 10), (self.erase, 1), (self.enter, 2)):
            self.begin(do, every)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    # Citizens

    def write(self, connection):
        """One message in its time; the wait counts from then, so that who comes late because others wait waits too."""
        slot = next(self.slots)
        due = self.started + slot / self.rate
        if self.stopping.wait(max(0, due - time.monotonic())):
            return
        code = self.world.installation.codes[slot % DEPUTIES]
        fields = {"nonce": self.world.nonces.issue(code, time.time() - 60), "text": f"soak-{slot}x {TEXT}"}
        body, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        if slot % 50 == 0:
            parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
            head = '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
            body, kind = (parts + head).encode() + picture(str(slot)) + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
        headers = connection.ask("POST", f"/{code}", body, {"Content-Type": kind}, good=(303,))[1]
        now = time.monotonic()
        tenth = min(TENTHS - 1, int((now - self.started) / self.seconds * TENTHS))
        with self.lock:
            self.latencies[tenth].append((now - due) * 1000)
            self.acknowledged += 1
            self.receipts.append(headers["Location"])

    def some(self):
        """A receipt of late, and its case; nothing yet at the beginning."""
        with self.lock:
            location = random.choice(self.receipts) if self.receipts else None
        return (location, location.split("/")[2]) if location else (None, None)

    def read_receipt(self, connection):
        location, _ = self.some()
        if location:
            connection.ask("GET", location)
            self.counts["receipts"] += 1

    def add(self, connection):
        location, number = self.some()
        if location:
            fields = {"kind": "append", "nonce": self.world.nonce(number), "text": "还没有人来修。"}
            # Erased meanwhile, it takes nothing more.
            connection.ask("POST", location, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"},
                           good=(303, 409, 422))
            self.counts["additions"] += 1

    # Staff

    def api(self, connection, path, body=None, scope="office", good=(200, 201)):
        headers = {"Authorization": f"Bearer {self.world.tokens[scope]}"}
        if body is None:
            return connection.ask("GET", f"/api/v1/{path}", None, headers, good)[2]
        headers |= {"Content-Type": "application/json", "Idempotency-Key": os.urandom(8).hex()}
        return connection.ask("POST", f"/api/v1/{path}", json.dumps(body), headers, good)[2]

    def answer(self, connection):
        _, number = self.some()
        if number:
            for body in ({"kind": "acknowledged", "grade": "simple"}, {"kind": "replied", "text": "已经派人去修。"},
                         {"kind": "closed", "outcome": "resolved", "text": "修好了。"}):
                self.api(connection, f"cases/{number}/events", body, good=(201, 409))
            self.counts["answers"] += 1

    def read_desk(self, connection):
        cookie = {"Cookie": self.world.session("S001", self.server.port)}
        for path in ("/desk", "/desk/cases", f"/desk/cases?q={urllib.parse.quote('路灯')}", "/desk/log"):
            connection.ask("GET", path, None, cookie)
        self.counts["desk pages"] += 4

    def answer_at_desk(self, connection):
        with self.lock:
            own = [location for location in self.receipts if location.split("/")[2].startswith("S001-")]
        if own:
            number = own[-1].split("/")[2]
            cookie = {"Cookie": self.world.session("S001", self.server.port)}
            page = connection.ask("GET", "/desk/out", None, cookie)[2]
            fields = {"kind": "replied", "text": "您好，已经报给供电所。", "nonce": self.world.nonce(f"desk {number}"),
                      "csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}
            headers = {**cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.ask("POST", f"/desk/cases/{number}", urllib.parse.urlencode(fields), headers, good=(303, 409, 422))
            self.counts["desk answers"] += 1

    def pull(self, connection):
        cursor, more = getattr(self, "cursor", ""), True
        while more and not self.stopping.is_set():
            text = self.api(connection, f"events?limit=1000&after={urllib.parse.quote(cursor)}")
            end = json.loads(text.splitlines()[-1])
            cursor, more = end["cursor"], end["more"]
        self.cursor = cursor
        self.counts["pulls"] += 1

    def report(self, connection):
        today = datetime.datetime.now(BEIJING).date()
        span = f"from={today - datetime.timedelta(days=30)}&to={today}"
        for path in (f"report?{span}", f"points?{span}", "report/norms"):
            self.api(connection, path)
        self.counts["reports"] += 3

    def search(self, connection):
        self.api(connection, f"cases?limit=50&q={urllib.parse.quote('路灯')}")
        self.api(connection, "cases?limit=200&state=received")
        self.counts["searches"] += 2

    def erase(self, connection):
        with self.lock:
            location = self.receipts[0] if len(self.receipts) > 1000 else None
        if location and location not in self.erased:
            self.api(connection, f"cases/{location.split('/')[2]}/events", {"kind": "erased"})
            self.erased.add(location)
            self.counts["erasures"] += 1

    def enter(self, connection):
        body = {"station": "S001", "duty": "visit", "on": "2026-01-05", "people": 3, "title": "走访", "text": "走访了几户",
                "deputies": [self.world.installation.codes[1]]}
        self.api(connection, "log", body)
        self.counts["entries"] += 1


def prepare(program, directory):
    news = f"{directory}/news"
    with open(news, "w") as file:
        file.write("#!/bin/sh\nexec cat >/dev/null\n")
    os.chmod(news, 0o755)
    installation = Installation(program, f"{directory}/data", stations=STATIONS, settings=[f"notify_command={news}"])
    with open(f"{directory}/deputies.csv", "w") as file:
        file.write("id,name,station,level,group,title\n")
        file.writelines(f"D{n:03},代表{n},S{n % STATIONS:03},县,,\n" for n in range(DEPUTIES))
    installation.run("roster", "import", f"{directory}/deputies.csv", "--prune", "--yes")
    rows = installation.json("roster", "list")
    installation.codes = [row["code"] for row in rows if row["kind"] == "deputy"]
    world = World(installation, Roster(rows), 1)
    for scope in ("office", "S001"):
        world.issue(scope)
    return world


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else 0


def soak(program, directory, seconds, rate):
    """The figures of each tenth, and what is said of the store at the end."""
    world = prepare(program, directory)
    installation, figures = world.installation, []
    with Server(installation) as server:
        use = Soak(world, server, rate, seconds)
        use.run()
        print(f"{'minute':>7} {'messages':>9} {'p50 ms':>7} {'p99 ms':>7} {'MB':>6} {'open':>5} {'threads':>7} {'caches':>6} {'spooled':>7} {'news':>6}",
              flush=True)
        for tenth in range(TENTHS):
            begun = use.started + tenth * seconds / TENTHS
            while not use.stopping.wait(min(1, seconds / TENTHS / 4)) and time.monotonic() < begun + seconds / TENTHS / 2:
                pass
            # In the middle of each.
            if not use.stopping.is_set():
                installation.run("backup", f"{directory}/backup")
            use.stopping.wait(max(0, begun + seconds / TENTHS - time.monotonic()))
            if use.stopping.is_set():
                break
            figures.append(Figures(server, installation.path))
            times, now = use.latencies[tenth], figures[-1]
            print(f"{(tenth + 1) * seconds / TENTHS / 60:7.1f} {len(times):9} {percentile(times, 50):7.1f} {percentile(times, 99):7.1f} "
                  f"{now.memory:6.0f} {now.descriptors:5} {now.threads:7} {now.caches:6} {now.spooled:7} {now.waiting:6}", flush=True)
        use.stop()
        quiet = settled(server, installation)
        server.stop()
    print(", ".join(f"{count} {what}" for what, count in use.counts.items()))
    fresh = memory_of_a_fresh_one(world, use)
    check_store(installation, use, directory)
    return figures, quiet, fresh


def settled(server, installation):
    """What the server holds when nobody asks anything any more."""
    time.sleep(5)
    return Figures(server, installation.path)


def memory_of_a_fresh_one(world, use):
    """A server that has read the same store, and been asked once for each thing that takes memory."""
    with Server(world.installation) as server:
        again = Soak(world, server, 1, 60)
        again.receipts = use.receipts
        connection = Connection(server.port)
        for ask in (again.read_receipt, again.add, again.answer, again.read_desk, again.answer_at_desk, again.pull, again.report,
                    again.search, again.enter):
            ask(connection)
        figures = settled(server, world.installation)
        server.stop()
    return figures


def check_store(installation, use, directory):
    installation.verify()
    check = subprocess.run([installation.program, "restore", f"{directory}/backup", "--check"], capture_output=True, text=True)
    hold(check.returncode == 0, f"the backup isn't whole: {check.stdout}{check.stderr}")
    told = installation.run("verify").stdout
    cases = int(re.search(r"(\d+) cases", told)[1])
    hold(cases == use.acknowledged, f"{use.acknowledged} messages were acknowledged, and {cases} are stored")


def grown(figures, quiet, fresh):
    """What isn't flat, in words."""
    first, last = figures[0], figures[-1]
    found = []
    for name, slack in (("descriptors", 16), ("threads", 4), ("caches", STATIONS + 4), ("spooled", 16)):
        if getattr(last, name) > getattr(first, name) + slack:
            found.append(f"{name} went from {getattr(first, name)} to {getattr(last, name)}")
    if last.caches > STATIONS * 2:
        found.append(f"{last.caches} cache files for {STATIONS} stations")
    if quiet.memory > fresh.memory * SHARE + MEGABYTES:
        found.append(f"memory: {quiet.memory:.0f} MB where a fresh server has {fresh.memory:.0f} MB")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--directory")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="soak-", dir=options.directory or os.getcwd())
    try:
        figures, quiet, fresh = soak(os.path.abspath(options.liaison), directory, options.minutes * 60, options.rate)
    finally:
        shutil.rmtree(directory)
    print(f"at rest {quiet.memory:.0f} MB, {quiet.descriptors} open, {quiet.threads} threads; a fresh server on the same store "
          f"{fresh.memory:.0f} MB, {fresh.descriptors} open, {fresh.threads} threads")
    found = grown(figures, quiet, fresh)
    if found:
        print("not flat: " + "; ".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
