"""Citizens, staff and office who do random things through several servers, and note what they were told.

Every act has words of its own and a key or nonce of its own. One that gets no answer (the server was killed, or stands
still) is sent again, perhaps to another server, until somebody answers: then it must be there once, however often it was sent.
"""
import datetime, hashlib, http.client, itertools, json, os, random, re, signal, struct, subprocess
import sys, threading, time, urllib.parse, zlib
from concurrent.futures import ThreadPoolExecutor

from harness import hold, request
from reference import Case, Event, GRADES, KNOWN, OUTCOMES, RATINGS, SOLVED

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Bench")
from nonces import FormNonces

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOPICS = ["道路交通", "环境卫生", "自己写的"]


def picture(text):
    """A grey picture of 16 pixels of its own."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    row = b"\0" + hashlib.sha256(text.encode()).digest()[:16]
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b""))


def plain(page):
    """What a page says."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S).split())


def skew(seconds):
    """How far a clock may be off: where `midnight` is known, not at all while one an hour off shows another day."""
    now, hour = datetime.datetime.now(BEIJING), datetime.timedelta(minutes=65)
    return 0 if "midnight" in KNOWN and (now - hour).date() != (now + hour).date() else seconds


def same_receipt(first, second):
    """Whether two addresses are of one receipt: servers whose clocks show two days number it by its own day each."""
    if first == second:
        return True
    (number, query), (other, code) = (location.split("/")[2:4] for location in (first, second))
    (station, day, symbols), (place, date, signs) = (one.rsplit("-", 2) for one in (number, other))
    return (station, symbols[:4], query) == (place, signs[:4], code) and day != date


class Answer:
    """`done`, `refused` or `lost`: nobody knows; with what was said."""

    def __init__(self, verdict, status=None, headers=None, body=""):
        self.verdict, self.status, self.headers, self.body = verdict, status, headers, body

    @property
    def location(self):
        return self.headers["Location"]


class World:
    """An installation, its servers, and what the model knows of both."""

    def __init__(self, installation, roster, seed):
        self.installation, self.roster, self.seed = installation, roster, seed
        self.ports, self.cases, self.tokens, self.sessions = [], [], {}, {}
        self.nonces = FormNonces(installation.path)
        self.stopping = threading.Event()
        self.counter = itertools.count(1)
        self.lock = threading.Lock()
        self.counts = dict.fromkeys(("done", "refused", "lost", "again", "at once"), 0)
        # Words of new cases that may have come, and of those that were refused.
        self.may_be, self.never = set(), set()

    def tag(self, kind):
        return f"{kind}-{self.seed}-{next(self.counter)}x"

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def nonce(self, subject):
        # A form that was opened a while ago.
        return self.nonces.issue(subject, time.time() - 300)

    def issue(self, scope):
        words = {"office": ["--office"]}.get(scope) or (
            ["--station", scope] if scope in self.roster.stations else ["--deputy", self.roster.code(scope)])
        self.tokens[scope] = self.installation.run("token", "issue", *words).stdout.strip()

    # One attempt

    def attempt(self, send, port, timeout=2.5):
        """What one server says to an act."""
        try:
            status, headers, body = send(port, timeout)
        except (OSError, http.client.HTTPException):
            return Answer("lost")
        if status == 503:
            # The server's own time-out says it too, of what may still be done.
            return Answer("lost", status, headers, body)
        return Answer("done" if status in (201, 303) else "refused", status, headers, body)

    def port(self, rng):
        return rng.choice(self.ports)

    def settle(self, rng, send, tries=60):
        """Sends an act until it is answered; sometimes to two servers at once, sometimes once more after the answer.

        Returns the answer, and whether an attempt without one went before.
        """
        unclear, epoch = False, self.roster.epoch
        for _ in range(tries):
            if rng.random() < 0.1:
                self.count("at once")
                pair = rng.sample(self.ports, 2)
                with ThreadPoolExecutor(2) as taps:
                    answers = list(taps.map(lambda port: self.attempt(send, port), pair))
                answered = [answer for answer in answers if answer.verdict != "lost"]
                hold(len({answer.verdict for answer in answered}) < 2 or not self.roster.is_calm(),
                     f"of two servers one takes an act, the other doesn't: {[(a.status, a.body[-900:]) for a in answered]}")
                # A roster that changes in between may have one refuse; what the other has done is done.
                answered.sort(key=lambda answer: answer.verdict != "done")
                answer = answered[0] if answered else answers[0]
                unclear = unclear or len(answered) < 2
            else:
                answer = self.attempt(send, self.port(rng))
            if answer.verdict != "lost":
                break
            unclear = True
            self.count("lost")
            if self.stopping.is_set() or rng.random() < 0.03:
                return answer, True
            time.sleep(0.05)
        if answer.verdict == "done" and rng.random() < 0.15:
            self.count("again")
            again = self.attempt(send, self.port(rng))
            # Whose token was taken away meanwhile hears of that alone.
            has_left = again.status == 401 and (epoch != self.roster.epoch or epoch % 2)
            hold(again.verdict != "refused" or has_left,
                 f"an act that was taken is refused when it comes again: {again.status} {again.body[-900:]}")
        self.count(answer.verdict)
        return answer, unclear

    # The ways in

    def api(self, path, scope, body, key, sender=None):
        token = sender or self.tokens[scope]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        return lambda port, timeout: request(port, "POST", f"/api/v1/{path}", json.dumps(body).encode(), headers, timeout)

    def read(self, path, scope="office", port=None, timeout=10):
        headers = {"Authorization": f"Bearer {self.tokens[scope]}"}
        return request(port or self.ports[0], "GET", f"/api/v1/{path}", None, headers, timeout)

    def read_by(self, token, port, timeout):
        return request(port, "GET", "/api/v1/whoami", None, {"Authorization": f"Bearer {token}"}, timeout)

    def form(self, path, fields, photo=None, cookie=None):
        headers = {**FORM, **({"Cookie": cookie} if cookie else {})}
        body = urllib.parse.urlencode(fields).encode()
        if photo:
            parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
            head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
            body = b"".join(parts) + head + photo + b"\r\n--x--\r\n"
            headers["Content-Type"] = "multipart/form-data; boundary=x"
        return lambda port, timeout: request(port, "POST", path, body, headers, timeout)

    def command(self, rng, words, kill):
        """An act by a command on the data directory, which may be killed. One key, as for the API."""
        def send(port, timeout):
            process = subprocess.Popen(
                [self.installation.program, *words, "--data", self.installation.path],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env={**os.environ, "LC_ALL": "C.UTF-8"})
            if kill and rng.random() < 0.3:
                time.sleep(rng.uniform(0, 0.08))
                process.kill()
            out, err = process.communicate(timeout=60)
            if process.returncode < 0:
                hold(process.returncode == -signal.SIGKILL, f"{words}: ends by signal {-process.returncode}: {err}")
                raise OSError("killed")
            hold(process.returncode in (0, 1, 2, 4), f"{words}: {process.returncode}: {out}{err}")
            return (201 if process.returncode == 0 else 422), {}, out + err
        return send

    def session(self, scope, port):
        """A desk's cookie for a token, signed in at that server and good at each."""
        if scope not in self.sessions:
            status, headers, _ = self.form("/desk", {"token": self.tokens[scope]})(port, 5)
            if status != 303:
                return None
            self.sessions[scope] = headers["Set-Cookie"].split(";")[0]
        return self.sessions[scope]


class Person:
    """Somebody who does random things until told to stop; `failure` is what shouldn't have been."""

    def __init__(self, world, name):
        self.world, self.roster, self.name = world, world.roster, name
        self.rng = random.Random(f"{world.seed}-{name}")
        self.failure = None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while not self.world.stopping.is_set():
                self.act()
        except Exception as error:
            self.failure = error
            self.world.stopping.set()

    def pick(self):
        """A case that nobody else is at, locked; nothing where there is none."""
        for _ in range(5):
            if self.world.cases:
                case = self.rng.choice(self.world.cases[-40:])
                if case.lock.acquire(blocking=False):
                    return case
        time.sleep(0.005)

    def judge(self, case, event, answer, unclear, epoch, by_citizen=False, must=None, words=None):
        """Holds an answer against the model and has the model take the act in.

        `must` says whether it has to be taken, nothing where either is right; `words` are those that a refusal gives back.
        """
        done = answer.verdict == "done"
        if answer.verdict == "lost" or (not done and unclear):
            case.may_have(event)
            return
        if case.is_known and epoch == self.roster.epoch and epoch % 2 == 0 and must is not None:
            said = f"{answer.status}: {plain(answer.body)[:900]}" if not done else "taken"
            hold(done == must, f"{event} of {case.number} in {vars(case.fold)} had {'' if must else 'not '}to be taken: {said}")
        if done:
            case.take(event, by_citizen)
        elif event.tag:
            case.refused.append(event.tag)
            if words:
                hold(event.tag in answer.body, f"refused words aren't in the answer: {event}, {answer.status}: {plain(answer.body)[:900]}")


class Citizen(Person):
    def act(self):
        if self.rng.random() < 0.3 or len(self.world.cases) < 3:
            return self.write()
        case = self.pick()
        if case:
            try:
                self.rng.choice([self.add, self.add, self.add, self.rate, self.reopen, self.once_more, self.change, self.erase])(case)
            finally:
                case.lock.release()

    def code(self):
        stations, deputies = list(self.roster.stations.values()), list(self.roster.deputies)
        if self.rng.random() < 0.3:
            return self.rng.choice(stations)
        # Of one who has left, or of a code that was replaced, as on a poster that still hangs.
        return self.rng.choice(self.roster.deputies[self.rng.choice(deputies)]["codes"])

    def fields(self, tag):
        fields = {"text": f"{tag} 路灯坏了，<b>晚上</b>看不见。"}
        if self.rng.random() < 0.3:
            fields.update(name=f"张三{tag}", phone="13912345678")
        if self.rng.random() < 0.3:
            fields["topic"] = self.rng.choice(TOPICS)
        return fields

    def photo(self, tag, share=0.2):
        return picture(tag) if self.rng.random() < share else None

    def write(self):
        epoch, code, tag = self.roster.epoch, self.code(), self.world.tag("new")
        is_active, nonce, photo = self.roster.is_active(code), self.world.nonce(code), self.photo(tag)
        station = self.roster.station(code)
        fields = {"nonce": nonce, **self.fields(tag)}
        answer, unclear = self.world.settle(self.rng, self.world.form(f"/{code}", fields, photo))
        if answer.verdict == "lost":
            return self.unknown_message(code, nonce, tag)
        if epoch == self.roster.epoch and self.roster.is_calm():
            hold((answer.verdict == "done") == is_active,
                 f"a message to {code}, {'in use' if is_active else 'out of use'}, is answered {answer.status}")
        if answer.verdict == "refused":
            hold(tag in answer.body, f"a refused message's words aren't in the page: {answer.status}")
            (self.world.may_be if unclear else self.world.never).add(tag)
            return
        number = answer.location.split("/")[2]
        case = Case(number, answer.location, nonce, code, code, number.split("-")[0], tag, 1 if photo else 0)
        case.form = (fields, photo)
        case.tag0 = tag
        case.moved = epoch != self.roster.epoch or not self.roster.is_calm()
        self.world.cases.append(case)

    def unknown_message(self, code, nonce, tag):
        """Nobody knows whether it came: at the end it may stand there, once."""
        self.world.may_be.add(tag)

    def sent(self, case, kind, event, fields, photo=None, must=True):
        epoch = self.roster.epoch
        nonce = self.world.nonce(case.number)
        send = self.world.form(case.location, {"kind": kind, "nonce": nonce, **fields}, photo)
        answer, unclear = self.world.settle(self.rng, send)
        self.judge(case, event, answer, unclear, epoch, True, must, words=fields.get("text"))
        return answer

    def add(self, case):
        if case.fold.added > 15:
            return
        tag = self.world.tag("add")
        photo, event = self.photo(tag, 0.15), Event("appended", tag)
        must = case.fold.refusal(event) is None
        if self.sent(case, "append", event, self.fields(tag), photo, must).verdict == "done":
            case.photos += 1 if photo else 0

    def rate(self, case):
        if case.fold.added > 15:
            return
        tag, rating, solved = self.world.tag("rate"), self.rng.choice(RATINGS), self.rng.choice(SOLVED)
        event = Event("rated", tag, (("rating", rating), ("solved", solved)))
        self.sent(case, "rate", event, {"text": f"{tag} 谢谢", "rating": rating, "solved": solved}, None, case.fold.refusal(event) is None)

    def reopen(self, case):
        if case.fold.added > 15:
            return
        event = Event("reopened", self.world.tag("reopen"))
        self.sent(case, "reopen", event, {"text": f"{event.tag} 还没修好"}, None, case.fold.refusal(event) is None)

    def erase(self, case):
        if self.rng.random() < 0.25:
            # Asked for again, it stays as it is: no second event.
            again = case.fold.erased
            answer = self.sent(case, "erase", Event("erased"), {}, None, True)
            if again and answer.verdict == "done":
                case.events.pop()

    def once_more(self, case):
        """The same form again, as it was: the same receipt, and nothing more in the case."""
        if self.has_moved(case):
            return
        if not case.nonce or case.reborn or not self.roster.is_active(case.code):
            return
        epoch = self.roster.epoch
        fields, photo = case.form
        answer, _ = self.world.settle(self.rng, self.world.form(f"/{case.code}", fields, photo))
        case.moved = case.moved or epoch != self.roster.epoch
        if answer.verdict == "done":
            if answer.location != case.location and self.has_moved(case):
                case.reborn = True
                number = answer.location.split("/")[2]
                other = Case(number, answer.location, None, case.code, case.code, number.split("-")[0], case.tag0, 1 if photo else 0)
                return self.world.cases.append(other)
            hold(same_receipt(answer.location, case.location), f"the same form has two receipts: {case.location} and {answer.location}")
        elif answer.verdict == "refused":
            hold(epoch != self.roster.epoch or epoch % 2, f"the same form again is answered {answer.status}: {answer.body[:1500]}")

    def has_moved(self, case):
        """Whether its form may have made two cases, or may do so now."""
        return "moved" in KNOWN and (case.moved or not self.roster.is_calm())

    def change(self, case):
        """The same form with other words: they are added, or, after an erasure, a message of its own.

        A server decides on forms by what it knew up to 0.2 s ago, and another's clock may put what it takes for a first
        sending before the real one; nobody goes back and edits that fast.
        """
        if time.monotonic() < case.touched + 0.5:
            return
        if self.has_moved(case):
            return
        if not case.nonce or case.reborn or case.fold.added > 15 or not self.roster.is_active(case.code):
            return
        epoch, tag, (fields, photo) = self.roster.epoch, self.world.tag("change"), case.form
        fields = {**fields, "text": f"{tag} 改过的话", **({"name": f"张三{tag}"} if "name" in fields else {})}
        answer, unclear = self.world.settle(self.rng, self.world.form(f"/{case.code}", fields, photo))
        case.moved = case.moved or epoch != self.roster.epoch
        case.form = (fields, photo)
        case.tag0 = tag
        moved = answer.verdict == "done" and answer.location != case.location
        if moved:
            hold(case.fold.erased or not case.is_known or self.has_moved(case),
                 f"{case.location}, changed, is answered with {answer.location}")
            case.reborn = True
            number = answer.location.split("/")[2]
            other = Case(number, answer.location, None, case.code, case.code, number.split("-")[0], tag, 1 if photo else 0)
            return self.world.cases.append(other)
        if answer.verdict == "lost" and case.fold.erased:
            case.reborn = True
            return self.world.may_be.add(tag)
        event = Event("appended", tag)
        hold(answer.verdict != "done" or not case.fold.erased, f"words for the erased {case.location} are taken into it")
        self.judge(case, event, answer, unclear, epoch, True, None if case.fold.erased else True, words=True)


class Staff(Person):
    """Deputies, officers and the office at cases, by API, at the desk, and by commands on the server's machine."""

    def act(self):
        if self.rng.random() < 0.1:
            return self.enter()
        case = self.pick()
        if not case:
            return
        try:
            self.at_once(case) if self.rng.random() < 0.1 else self.one(case)
        finally:
            case.lock.release()

    def scope(self, case):
        """Who acts: most often somebody who has the case."""
        scopes = ["office", case.fold.station, self.rng.choice(list(self.roster.stations)), self.rng.choice(list(self.world.tokens))]
        holder = self.roster.holder(case.fold.to)
        if holder in self.world.tokens:
            scopes += [holder, holder]
        return self.rng.choice(scopes)

    def event(self, case, kind=None):
        """A random act as the model and as the API know it."""
        rng, fold = self.rng, case.fold
        kinds = ["acknowledged", "replied", "asked", "closed", "reopened", "extended", "transferred", "assigned", "urged", "claimed"]
        kind = kind or rng.choice(kinds + ["replied", "closed", "reopened"] + (["erased"] if rng.random() < 0.3 else []))
        tag = None if kind == "erased" else self.world.tag(kind)
        members = {}
        if kind == "acknowledged":
            members["grade"] = rng.choice(GRADES)
        elif kind == "closed":
            members["outcome"] = rng.choice(OUTCOMES)
        elif kind == "extended":
            # Later than any deadline before, however often.
            case.days = getattr(case, "days", 100) + 5
            members["until"] = str((datetime.datetime.now(BEIJING) + datetime.timedelta(days=min(case.days, 350))).date())
        elif kind == "assigned":
            members["unit"] = f"第{rng.randint(1, 9)}科"
        elif kind == "transferred":
            active = self.roster.active()
            if rng.random() < 0.5 or not active:
                station = rng.choice(list(self.roster.stations))
                members.update(to=self.roster.stations[station], station=station)
            else:
                deputy = rng.choice(active)
                members.update(to=self.roster.code(deputy), station=self.roster.deputies[deputy]["station"])
        elif kind == "claimed":
            active = self.roster.active(fold.station)
            members["to"] = self.roster.code(rng.choice(active)) if active else self.roster.stations[fold.station]
        return Event(kind, tag, tuple(members.items()))

    def must(self, case, event, scope):
        """Whether the act must be taken; nothing where either is right."""
        fold, roster = case.fold, self.roster
        if not roster.opens(scope):
            return False
        if event.kind == "erased" and fold.erased and roster.sees(scope, fold):
            return scope == "office"
        refusal = fold.refusal(event)
        if event.kind == "claimed":
            deputy = roster.holder(event["to"])
            # Whose deputy has left office: the case comes home to the station first, which is told by itself.
            if deputy is None or roster.orphaned(fold) or scope in roster.deputies:
                return None
            shared = fold.to == roster.stations[fold.station]
            mine = fold.claimed and fold.claimed in roster.deputies[deputy]["codes"]
            return roster.sees(scope, fold) and refusal is None and bool(shared or mine)
        if not roster.sees(scope, fold):
            return False
        if event.kind == "erased" and scope != "office":
            return False
        if event.kind == "extended" and case.days >= 350:
            return None
        if refusal == "already-there" and fold.to not in (*roster.stations.values(), *[roster.code(d) for d in roster.deputies]):
            return None
        return refusal is None

    def body(self, event, scope):
        body = {"kind": event.kind, **dict(event.members)}
        body.pop("station", None)
        if event.kind == "claimed":
            body["for"] = body.pop("to")
            if scope in self.roster.deputies:
                body.pop("for")
        if event.tag:
            body["text"] = f"{event.tag} 您好"
        return body

    def one(self, case):
        epoch, scope = self.roster.epoch, self.scope(case)
        event = self.event(case)
        if event.kind == "claimed" and scope in self.roster.deputies:
            event = Event("claimed", event.tag, (("to", self.roster.code(scope)),))
        must = self.must(case, event, scope)
        again = event.kind == "erased" and case.fold.erased
        send, words = self.way(case, event, scope)
        if not send:
            return
        answer, unclear = self.world.settle(self.rng, send)
        if case.is_known and answer.verdict == "done" and event.kind == "claimed" and self.roster.orphaned(case.fold):
            case.is_known = False
        self.judge(case, event, answer, unclear, epoch, False, must, words)
        if again and answer.verdict == "done":
            case.events.pop()
        if answer.verdict == "done" and event.kind == "transferred" and (epoch != self.roster.epoch or epoch % 2):
            # At which station the deputy stood when the act was taken, the store says.
            self.look(case)

    def way(self, case, event, scope):
        """How the act is sent, and whether a refusal gives its words back."""
        way = self.rng.random()
        if way < 0.08 and self.roster.opens(scope):
            return self.command(case, event, scope), False
        if way < 0.3 and event.kind in ("replied", "asked", "closed", "extended", "reopened") and self.roster.opens(scope):
            return self.desk(case, event, scope), True
        return self.world.api(f"cases/{case.number}/events", scope, self.body(event, scope), self.world.tag("key")), False

    def command(self, case, event, scope):
        verbs = {"acknowledged": "ack", "replied": "reply", "asked": "ask", "closed": "close", "reopened": "reopen",
                 "extended": "extend", "transferred": "transfer", "assigned": "assign", "urged": "urge", "claimed": "claim"}
        if event.kind in ("erased", "acknowledged", "claimed"):
            # These take no words, by which the model knows them.
            return None
        words = [verbs[event.kind], case.number]
        body = self.body(event, scope)
        for name in ("outcome", "until", "unit", "to"):
            if name in body:
                words += [f"--{name}", body[name]]
        words += ["--reason" if event.kind in ("reopened", "extended", "transferred") else "--text", body["text"]]
        if scope != "office":
            words += ["--station", scope] if scope in self.roster.stations else ["--deputy", self.roster.code(scope)]
        return self.world.command(self.rng, [*words, "--idempotency-key", self.world.tag("key")], kill=True)

    def desk(self, case, event, scope):
        ready = self.at_the_desk(scope)
        if not ready:
            return None
        cookie, csrf = ready
        fields = {**self.body(event, scope), "csrf": csrf, "nonce": self.world.nonce(f"desk {case.number}")}
        return self.world.form(f"/desk/cases/{case.number}", fields, cookie=cookie)

    def at_the_desk(self, scope):
        """The cookie of somebody who has signed in, and what their forms carry; nothing when no server answers now."""
        try:
            cookie = self.world.session(scope, self.world.port(self.rng))
            page = cookie and request(self.world.port(self.rng), "GET", "/desk/out", None, {"Cookie": cookie}, 3)[2]
        except (OSError, http.client.HTTPException):
            return None
        csrf = page and re.search(r'name="csrf" value="([^"]+)"', page)
        return (cookie, csrf[1]) if csrf else None

    def at_once(self, case):
        """Different acts of several people on one case in the same instant, through different servers."""
        if not case.is_known:
            return
        epoch, world, rng = self.roster.epoch, self.world, self.rng
        kinds = ["replied", "asked", "closed", "transferred", "appended", "erased", "acknowledged", "reopened"]
        kinds = [kind for kind in rng.sample(kinds, 3) if kind != "erased" or rng.random() < 0.3]
        acts = []
        for kind in kinds:
            if kind == "appended":
                event = Event("appended", world.tag("add"))
                send = world.form(case.location, {"kind": "append", "nonce": world.nonce(case.number), "text": f"{event.tag} 补充"})
            else:
                event = self.event(case, kind)
                send = world.api(f"cases/{case.number}/events", "office", self.body(event, "office"), world.tag("key"))
            acts.append((event, send))
        was_erased = case.fold.erased
        with ThreadPoolExecutor(len(acts)) as taps:
            answers = list(taps.map(lambda act: world.attempt(act[1], world.port(rng)), acts))
        for (event, _), answer in zip(acts, answers):
            world.count(answer.verdict)
            if answer.verdict == "lost":
                case.may_have(event)
            elif answer.verdict == "done":
                if not (event.kind == "erased" and was_erased):
                    case.events.append(event)
            elif event.tag:
                case.refused.append(event.tag)
        case.fold.erased = case.fold.erased or any(event.kind == "erased" for event in case.events)
        self.look(case)

    def look(self, case):
        """Through whichever server, what was acknowledged is seen within a moment; in which order, the store decides."""
        if not case.is_known:
            return
        must = {event.tag for event in case.events if event.tag}
        end = time.monotonic() + 3
        while not self.world.stopping.is_set():
            try:
                status, _, text = self.world.read(f"cases/{case.number}", port=self.world.port(self.rng), timeout=3)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            hold(status in (200, 503), f"{case.number} is answered {status}")
            shown = json.loads(text)
            told = {event["text"].split()[0] for event in shown.get("events", ()) if event["text"]}
            if status == 200 and shown["erased"] == case.fold.erased and (shown["erased"] or must == told):
                return case.adopt(shown)
            hold(status != 200 or time.monotonic() < end, f"right after its acts {case.number} shows {told}, not {must}")
            time.sleep(0.05)
        case.is_known = False

    def enter(self):
        """A matter that came without a scan, by API, desk or command, perhaps answered on the spot."""
        rng, epoch, tag, key = self.rng, self.roster.epoch, self.world.tag("intake"), self.world.tag("key")
        station = rng.choice(list(self.roster.stations))
        scope = rng.choice(["office", station, rng.choice(list(self.world.tokens))])
        active = self.roster.active(station)
        deputy = rng.choice(active) if active and rng.random() < 0.5 else None
        to = self.roster.code(deputy) if deputy else self.roster.stations[station]
        answered = self.world.tag("answer") if rng.random() < 0.3 else None
        body = {"station": station, "text": f"{tag} 来访", "channel": rng.choice(["walk-in", "phone", "paper"])}
        if deputy:
            body["to"] = to
        if answered:
            yesterday = str((datetime.datetime.now(BEIJING) - datetime.timedelta(days=1)).date())
            body.update(answer=f"{answered} 当场答复", answered_at=yesterday)
        must = scope == "office" or scope == station
        way = rng.random()
        if way < 0.15 and scope in ("office", station):
            words = ["intake", "--station", station, "--text", body["text"], "--channel", body["channel"], "--json"]
            words += ["--to", to] if deputy else []
            words += ["--answer", body["answer"], "--answered-at", body["answered_at"]] if answered else []
            send = self.world.command(rng, [*words, "--idempotency-key", key], kill=True)
        elif way < 0.35 and scope in ("office", station) and not answered:
            return self.enter_at_the_desk(scope, station, to, {**body, "to": to} if deputy else body)
        else:
            send = self.world.api("cases", scope, body, key)
        answer, unclear = self.world.settle(rng, send)
        if answer.verdict == "lost" or (answer.verdict == "refused" and unclear):
            return self.world.may_be.update({tag, answered} - {None})
        if epoch == self.roster.epoch and epoch % 2 == 0:
            hold((answer.verdict == "done") == must, f"intake of {body} by {scope}: {answer.status} {answer.body}")
        if answer.verdict == "refused":
            return self.world.never.add(tag)
        told = json.loads(answer.body)
        case = Case(told["case"], "/r/" + told["url"].split("/r/")[1], None, to, to, station, tag)
        if answered:
            case.take(Event("replied", answered))
        self.world.cases.append(case)


    def enter_at_the_desk(self, scope, station, to, body):
        tag, epoch = body["text"].split()[0], self.roster.epoch
        ready = self.at_the_desk(scope)
        if not ready:
            return
        cookie, csrf = ready
        fields = {**body, "csrf": csrf, "nonce": self.world.nonce("desk intake")}
        answer, unclear = self.world.settle(self.rng, self.world.form("/desk/intake", fields, cookie=cookie))
        if answer.verdict != "done":
            (self.world.may_be if unclear else self.world.never).add(tag)
            hold(answer.verdict == "lost" or tag in answer.body, f"a visitor's words are not in the page: {answer.status}")
            return hold(unclear or epoch != self.roster.epoch or epoch % 2,
                        f"a visitor's matter is answered {answer.status}: {answer.body[-900:]}")
        told = dict(urllib.parse.parse_qsl(answer.location.split("?")[1]))
        case = Case(told["done"], f"/r/{told['done']}/{told['query']}", None, to, to, station, tag)
        self.world.cases.append(case)


class Reader(Person):
    """Pulls each token's news in pages of any size from any server; every page is kept with the cursor that it led to."""

    def __init__(self, world, scopes):
        # For each token the pages of its one chain: (cursor before, events, cursor after).
        self.chains = {scope: [] for scope in scopes}
        super().__init__(world, "reader")

    def act(self):
        self.pull(self.rng.choice(list(self.chains)), self.world.port(self.rng))
        time.sleep(0.02)

    def pull(self, scope, port):
        chain = self.chains[scope]
        cursor = chain[-1][2] if chain else ""
        page = page_of(self.world, scope, cursor, self.rng.choice([1, 3, 20, 500]), port)
        if page:
            chain.append((cursor, *page, port))


def page_of(world, scope, cursor, limit, port, timeout=5):
    try:
        status, headers, text = world.read(f"events?after={urllib.parse.quote(cursor)}&limit={limit}", scope, port, timeout)
    except (OSError, http.client.HTTPException):
        return None
    if status in (401, 503):
        return None
    hold(status == 200, f"a pull of {scope} is answered {status}: {text[:300]}")
    if "Liaison-Incomplete" in headers and world.is_on_cluster and not world.stopping.is_set():
        # The file system may refuse a read while it is in trouble itself; the same page comes again.
        return None
    hold("Liaison-Incomplete" not in headers, f"a pull of {scope} says that something is damaged: {headers['Liaison-Incomplete']}")
    *events, end = [json.loads(line) for line in text.splitlines()]
    return events, end["cursor"], end["more"]
