"""What happens on the disk whose outages are looked into: a short day of an installation, every kind of act once or twice, and
of each what must be there once it was acknowledged."""
import json, os, re, shutil, subprocess, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor

from faults import HERE, Interposer
from harness import hold, Installation, request, Server
from people import picture, World
from recording import Recorder
from reference import Roster

# The first three have deputies; of the last two each is made by a server that is killed.
STATIONS, DEPUTIES, PIN = 14, 6, "135790"


def memory():
    """A file system in memory, where there is one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Act:
    """Something that was done; `claim(seen)` holds for every store in which it has been, unless an act was begun since that
    ends it. `needs` says what a claim looks at: `server`, `news`."""

    def __init__(self, name, about):
        self.name, self.about, self.claim, self.needs = name, about, None, None


class Story:
    """The acts in the order in which they began; the recording has a mark at the beginning and the end of each."""

    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        library = f"{scratch}/recorder.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, f"{HERE}/recorder.c"], check=True)
        # What is promised of a disk is in the recording, not in this one: memory does, which also has syncfs(2).
        self.disk = tempfile.mkdtemp(prefix="liaison-disk-", dir=memory() or scratch)
        self.root = os.stat(self.disk).st_ino
        self.recorder = Recorder(library, f"{scratch}/record", self.disk)
        self.faults = Interposer(scratch)
        self.acts, self.lock = [], threading.Lock()
        self.tags = 0
        # Each case's words, by its number.
        self.words = {}
        self.handed = f"{scratch}/handed"
        self.program_of_news = f"{scratch}/news"
        with open(self.program_of_news, "w") as file:
            file.write(f'#!/bin/sh\nread -r piece\necho "$(stat -c %s "${{LIAISON_RECORD:-/dev/null}}") $piece" >>"$HANDED"\n')
        os.chmod(self.program_of_news, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.disk)

    # Telling

    def begin(self, name, about=None, ends=None):
        with self.lock:
            act = Act(name, about)
            self.acts.append(act)
            self.recorder.mark(begun=len(self.acts) - 1, name=name, ends=ends)
            return act

    def done(self, act, claim, needs=None):
        act.claim, act.needs = claim, needs
        self.recorder.mark(done=self.acts.index(act), name=act.name)

    def tag(self, kind):
        with self.lock:
            self.tags += 1
            return f"{kind}-{self.tags}x"

    def run(self, *words):
        return self.installation.run(*words)

    def tell(self):
        """Does everything."""
        os.environ["HANDED"] = self.handed
        with self.recorder:
            self.install()
            with self.serve() as server:
                self.citizens(server)
                self.staff(server)
                self.office(server)
                self.registers(server)
                self.news()
                self.desk(server)
                self.erasures(server)
                server.stop()
            self.crowd_of_stations()
            self.copies()
            self.two_servers()
            self.killed_midway()
        del os.environ["HANDED"]
        return self

    def serve(self, faults=None):
        if not faults:
            return Server(self.installation)
        # In front of the recorder: what doesn't come about isn't recorded.
        library = self.recorder.environment["LD_PRELOAD"]
        return Server(self.installation, environment={
            "LD_PRELOAD": f"{faults.library}:{library}", "LIAISON_FAULTS": faults.path})

    # Acts

    def install(self):
        act = self.begin("init")
        self.installation = object.__new__(Installation)
        self.installation.program, self.installation.path = self.program, f"{self.disk}/data"
        self.run("init", "--base-url", "https://llz.example.gov.cn", "--name", "outages", "--set=handler=x", "--set=contact=x",
                 "--set=retention=x")
        self.done(act, lambda seen: seen.file("/data/liaison.conf"))
        with open(f"{self.scratch}/stations.csv", "w") as file:
            file.write("id,name,parent,address,phone,reception\n" + "".join(f"S{n:03},Station {n},,,,\n" for n in range(STATIONS)))
        self.deputies = {f"D{n:03}": f"S{n % 3:03}" for n in range(DEPUTIES)}
        self.import_roster(f"{self.scratch}/stations.csv")
        self.installation.codes = [row["code"] for row in self.rows if row["kind"] == "deputy"]
        self.world = World(self.installation, Roster(self.rows), 1)
        for scope in ("office", "D000"):
            self.issue(scope)

    def import_roster(self, *more):
        act = self.begin("roster import", about="roster", ends="roster")
        with open(f"{self.scratch}/deputies.csv", "w") as file:
            file.write("id,name,station,level,group,title\n")
            file.writelines(f"{id},代表{id},{station},县,,\n" for id, station in self.deputies.items())
        self.run("roster", "import", *more, f"{self.scratch}/deputies.csv", "--prune", "--yes")
        self.know_roster(act)

    def know_roster(self, act):
        self.rows = rows = self.installation.json("roster", "list")
        self.done(act, lambda seen: hold(seen.roster == rows, f"the roster is {seen.roster}, not {rows}"))

    def issue(self, scope):
        act = self.begin(f"token for {scope}", about=f"token {scope}")
        self.world.issue(scope)
        token = self.world.tokens[scope]
        self.done(act, lambda seen: hold(seen.opens(token), f"a token for {scope} opens nothing"), "server")

    def send(self, server, code, photo=False, nonce=None, tag=None, lost=False):
        """A message; what is sent again bears its nonce and tag."""
        tag, nonce = tag or self.tag("new"), nonce or self.world.nonce(code)
        act = self.begin(f"message {tag}")
        form = self.world.form(f"/{code}", {"nonce": nonce, "text": f"{tag} 路灯坏了"}, picture(tag) if photo else None)
        try:
            status, headers, page = form(server.port, 20)
        except OSError:
            hold(lost, "no answer to a message")
            return nonce, tag
        hold(status == 303, f"a message is answered {status}: {page[:300]}")
        location = headers["Location"]
        number = location.split("/")[2]
        act.about = number
        with self.lock:
            self.words.setdefault(number, []).append(tag)
        photos = 1 if photo else 0

        def claim(seen):
            case = seen.case(number)
            hold(case["text"] and case["text"].startswith(f"{tag} "), f"{number} has the words {case['text']!r}, not {tag}")
            hold(len(case["photos"]) >= photos, f"{number} has {len(case['photos'])} photos, not {photos}")
            for name in range(len(case["photos"])):
                seen.photo(number, name + 1)
            seen.receipt(location, tag)
        self.done(act, claim)
        return number, location

    def add(self, server, number, location, photo=False, kind="append", **more):
        tag = self.tag(kind)
        act = self.begin(f"{kind} {tag}", about=number)
        self.words[number].append(tag)
        fields = {"kind": kind, "nonce": self.world.nonce(number), "text": f"{tag} 补充", **more}
        status, _, page = self.world.form(location, fields, picture(tag) if photo else None)(server.port, 20)
        hold(status == 303, f"{kind} is answered {status}: {page[:300]}")
        self.done(act, lambda seen: seen.event(number, tag))

    def act(self, server, number, kind, scope="office", **more):
        tag = self.tag(kind)
        act = self.begin(f"{kind} {tag}", about=number)
        self.words[number].append(tag)
        body = {"kind": kind, "text": f"{tag} 您好", **more}
        status, _, text = self.world.api(f"cases/{number}/events", scope, body, tag)(server.port, 20)
        hold(status == 201, f"{kind} is answered {status}: {text}")
        self.done(act, lambda seen: seen.event(number, tag))

    def citizens(self, server):
        """The first message of a station, several at once, photos."""
        codes = self.installation.codes
        self.first = self.send(server, codes[0])
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: self.send(server, codes[(0, 3)[n % 2]]), range(8)))
            self.crowd = list(pool.map(lambda n: self.send(server, codes[n % 3]), range(9)))
        self.pictured = self.send(server, codes[0], photo=True)
        self.pictured_too = self.send(server, codes[0], photo=True)
        self.add(server, *self.first, photo=True)

    def crowd_of_stations(self):
        """So many stations at once that they share syncs: slow ones see to that."""
        codes = [row["code"] for row in self.rows if row["kind"] == "station"][3:STATIONS - 2]
        with self.serve(self.faults) as server, ThreadPoolExecutor(2 * len(codes)) as pool:
            self.faults.order(Interposer.DELAY, Interposer.DATASYNC, 20_000, path="/")
            list(pool.map(lambda code: self.send(server, code), codes * 2))
            self.faults.relent()
            server.stop()

    def staff(self, server):
        number, location = self.first
        self.act(server, number, "acknowledged", grade="simple")
        self.act(server, number, "replied", "D000")
        self.command("reply", number)
        self.act(server, number, "closed", outcome="resolved")
        self.add(server, number, location, kind="rate", rating="satisfied", solved="yes")
        moved = self.crowd[0][0]
        self.act(server, moved, "transferred", to=self.world.roster.stations["S002"])
        self.act(server, moved, "replied")

    def command(self, verb, number):
        tag = self.tag(verb)
        act = self.begin(f"{verb} {tag}", about=number)
        self.words[number].append(tag)
        self.run(verb, number, "--text", f"{tag} 您好")
        self.done(act, lambda seen: seen.event(number, tag))

    def office(self, server):
        """Deputies come, move and go; a new code; settings."""
        self.deputies = {**self.deputies, "D006": "S001", "D004": "S002"}
        del self.deputies["D005"]
        self.import_roster()
        act = self.begin("code reissue", about="roster", ends="roster")
        self.run("code", "reissue", self.installation.codes[3], "--reason", "misprint")
        self.know_roster(act)
        act = self.begin("setting")
        self.run("init", "--set", "contact=12345678", "--set", f"notify_command={self.program_of_news}")
        self.done(act, lambda seen: hold(b"\ncontact = 12345678\n" in seen.file("/data/liaison.conf"), "a setting is lost"))
        act = self.begin("contact")
        self.run("contact", "set", "--station", "S000", "--channel", "mail", "--address", "office@example.gov.cn")
        self.done(act, lambda seen: hold(b"office@example.gov.cn" in seen.file("/data/contacts.csv"), "a contact is lost"))

    def registers(self, server):
        tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 40 * 3600))
        code = self.installation.codes[0]
        for path, list_path, key, body in (
                ("log", "log?limit=1000", "title", {"station": "S000", "duty": "visit", "on": "2026-01-05", "deputies": [code]}),
                ("notices", "notices?all=true&limit=1000", "title", {"station": "S000", "text": "都来"}),
                ("reception", f"reception?from={tomorrow}&to={tomorrow}", "place", {"kind": "set", "station": "S000", "on": tomorrow, "time": "9:00-11:30"})):
            self.record(server, path, list_path, key, body)

    def record(self, server, path, list_path, key, body):
        tag = self.tag(path)
        act = self.begin(f"{path} {tag}", about=tag)
        status, _, text = self.world.api(path, "office", {**body, key: f"{tag} 事"}, tag)(server.port, 20)
        hold(status == 201, f"{path} is answered {status}: {text}")

        def claim(seen):
            count = sum((row[key] or "").startswith(tag) for row in seen.read(list_path))
            hold(count == 1, f"{tag} is listed {count} times")
        self.done(act, claim, "server")
        if path == "log":
            self.entry = json.loads(text)["entry"], tag

    def news(self):
        """Handed to the operator's program before the cursor moves on."""
        with self.serve() as server:
            number, _ = self.send(server, self.installation.codes[1])
        act = self.begin("news", about=number)
        self.done(act, lambda seen: seen.is_news(number), "news")
        act = self.begin("notify")
        self.run("notify", "--once")
        self.done(act, lambda seen: None)

    def desk(self, server):
        """Phones sign in by token and by slip; one signs out; a token is taken away."""
        self.issue("S001")
        act = self.begin("sign in by token", about="phone")
        cookie = self.world.session("S001", server.port)
        hold(cookie, "nobody can sign in")
        self.done(act, lambda seen: hold(seen.is_signed_in(cookie), "who has signed in by a token is out"), "server")
        act = self.begin("sign out", ends="phone")
        page = request(server.port, "GET", "/desk/out", None, {"Cookie": cookie})[2]
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        status = self.world.form("/desk/out", {"csrf": csrf}, cookie=cookie)(server.port, 20)[0]
        hold(status == 303, f"who signs out is answered {status}")
        self.done(act, lambda seen: hold(not seen.is_signed_in(cookie), "who has signed out is in"), "server")
        act = self.begin("slip")
        page = self.run("token", "slip", "--station", "S002", "--output", "-").stdout
        slip = re.search(r"[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}", page)[0]
        act.about = "slip"
        self.done(act, lambda seen: hold(seen.slip_status(slip) == 200, "a slip is none"), "server")
        act = self.begin("sign in by slip", ends="slip")
        status, headers, page = self.world.form("/desk/in", {"code": slip, "pin": PIN})(server.port, 20)
        hold(status == 303, f"who signs in is answered {status}: {page[-900:]}")
        held = headers["Set-Cookie"].split(";")[0]

        def claim(seen):
            hold(seen.is_signed_in(held), "who has signed in by a slip is out")
            hold(seen.slip_status(slip) != 200, "a slip opens twice")
        self.done(act, claim, "server")
        old = self.world.tokens["S001"]
        act = self.begin("revoke", ends="token S001")
        [known] = [row["id"] for row in self.installation.json("token", "list") if row["opens"] and row["station"] == "S001"]
        self.run("token", "revoke", known)
        self.done(act, lambda seen: hold(not seen.opens(old), "a token that was revoked opens"), "server")

    def erasures(self, server):
        number, location = self.pictured
        fields = {"kind": "erase", "nonce": self.world.nonce(number)}
        self.erase(number, lambda: hold(self.world.form(location, fields)(server.port, 20)[0] == 303, "an erasure is refused"))
        self.erase(self.first[0], lambda: self.run("erase", self.first[0]))
        entry, tag = self.entry
        act = self.begin(f"erase {entry}", ends=tag)
        self.run("erase", entry)
        self.done(act, lambda seen: seen.has_not([tag]))

    def erase(self, number, do):
        act = self.begin(f"erase {number}", ends=number)
        do()
        words = self.words[number]

        def claim(seen):
            hold(seen.case(number)["erased"], f"{number}, erased, isn't")
            seen.has_not(words)
            hold(not any(f"/photos/{number}/" in path for path in seen.paths), f"{number}, erased, has photos")
        self.done(act, claim)

    def copies(self):
        """A seal of what stands, and backups that are restored."""
        act = self.begin("seal")
        path = f"{self.scratch}/seal.json"
        with open(path, "w") as file:
            file.write(self.run("seal", "--json").stdout)
        self.done(act, lambda seen: seen.holds_seal(path))
        for _ in range(2):
            act = self.begin("backup", about="backup", ends="backup")
            self.run("backup", f"{self.disk}/backup")
            self.done(act, lambda seen: seen.restores("/backup"))

    def two_servers(self):
        """The same form through two servers at once, and through one after the other."""
        with self.serve() as first, self.serve() as second, ThreadPoolExecutor(2) as pool:
            for code in self.installation.codes[:2]:
                nonce, tag = self.world.nonce(code), self.tag("twice")
                sent = list(pool.map(lambda server: self.send(server, code, True, nonce, tag), (first, second)))
                hold(sent[0] == sent[1], "one form has two receipts")
                self.add(second, *sent[0])
                self.act(first, sent[0][0], "replied")
            first.stop()
            second.stop()

    def killed_midway(self):
        """A server dies between making something and its sync; another goes on there."""
        for station, first in ((f"S{STATIONS - 2:03}", 2), (f"S{STATIONS - 1:03}", 3)):
            code = next(row["code"] for row in self.rows if row["kind"] == "station" and row["id"] == station)
            with self.serve(self.faults) as server:
                self.faults.order(Interposer.KILL_BEFORE, Interposer.SYNC, first=first, last=first, path="/data/stations")
                again = self.send(server, code, first == 3, lost=True)
                server.process.wait(10)
                self.faults.relent()
            with self.serve() as server:
                self.send(server, code, first == 3, *again)
                server.stop()
