"""The office and its registers in the model: entries, notices, reception days, the roster, codes and tokens."""
import datetime, json, subprocess, time
from concurrent.futures import ThreadPoolExecutor

from harness import hold
from people import BEIJING, Person


def day(ahead):
    return str((datetime.datetime.now(BEIJING) + datetime.timedelta(days=ahead)).date())


class Registrar(Person):
    """Enters, amends, approves and withdraws; posts notices and signs deputies up; sets and cancels reception days.

    What is done to one thing is done by one person after the other, so the state that each act meets is known.
    """

    def __init__(self, world):
        self.entries, self.notices, self.days = {}, {}, {}
        self.may_be, self.refused, self.erased = set(), set(), set()
        super().__init__(world, "registrar")

    def act(self):
        self.rng.choice([
            self.add, self.add, self.amend, self.decide, self.decide_at_once, self.withdraw, self.erase, self.post, self.sign_up,
            self.unpost, self.receive])()

    def send(self, path, scope, body, must, tags=(), thing=None):
        """The answer's JSON when it was taken; nothing else. `must` says whether it has to be."""
        epoch = self.roster.epoch
        answer, unclear = self.world.settle(self.rng, self.world.api(path, scope, body, self.world.tag("key")))
        if answer.verdict == "lost" or (answer.verdict == "refused" and unclear):
            self.may_be.update(tags)
            if thing is not None:
                thing["known"] = False
            return None
        is_known = thing is None or thing["known"]
        if must is not None and is_known and epoch == self.roster.epoch and epoch % 2 == 0:
            hold((answer.verdict == "done") == must, f"{body} to {path} by {scope}: {answer.status} {answer.body[:600]}; {thing}")
        if answer.verdict == "refused":
            self.refused.update(tags)
            return None
        return json.loads(answer.body)

    def officer(self, station):
        return self.rng.choice(["office", station])

    def add(self):
        rng, tag = self.rng, self.world.tag("entry")
        deputy = rng.choice(list(self.world.deputies))
        station = self.roster.deputies[deputy]["station"]
        scope = rng.choice([deputy, "office", station, rng.choice(list(self.roster.stations))])
        body = {"station": station, "duty": rng.choice(["visit", "research", "study"]), "on": day(-rng.randint(1, 20)),
                "people": rng.randint(1, 9), "title": f"{tag} 走访", "text": f"{tag} 走访了几户", "deputies": [self.roster.code(deputy)]}
        # Whoever has left did what they did at the station where they were on days before this one.
        was_here = self.roster.deputies[deputy]["active"] or self.roster.deputies[deputy]["home"] == station
        must = was_here and (scope in ("office", station, deputy)) and self.roster.opens(scope)
        told = self.send("log", scope, body, must, [tag])
        if told:
            hold(told["entry"] not in self.entries, f"{told['entry']} is two entries: {tag} and {self.entries.get(told['entry'])}")
            self.entries[told["entry"]] = {
                "station": station, "tag": tag, "state": "pending" if scope == deputy else "counted", "people": body["people"],
                "by": scope, "known": True, "erased": False, "tags": [tag]}

    def entry(self):
        number = self.rng.choice(list(self.entries)) if self.entries else None
        return number, self.entries.get(number)

    def amend(self):
        number, entry = self.entry()
        if not number:
            return
        tag, people = self.world.tag("amended"), self.rng.randint(10, 99)
        told = self.send(
            f"log/{number}/events", "office", {"kind": "amended", "people": people, "title": f"{tag} 更正"},
            entry["state"] != "withdrawn" and not entry["erased"], [tag], entry)
        if told:
            entry.update(tag=tag, people=people, tags=[*entry["tags"], tag])

    def decide(self):
        number, entry = self.entry()
        if not number:
            return
        kind, state = self.rng.choice([("approved", "counted"), ("rejected", "rejected")])
        must = entry["state"] not in ("withdrawn", state) and not entry["erased"]
        if self.send(f"log/{number}/events", self.officer(entry["station"]), {"kind": kind, "reason": "看过了"}, must, thing=entry):
            entry["state"] = state

    def decide_at_once(self):
        """Two officers decide on one entry through two servers in the same instant: what it comes to, all servers must agree on."""
        number, entry = self.entry()
        if not number or not entry["known"] or len(self.world.ports) < 2:
            return
        acts = [self.world.api(f"log/{number}/events", "office", {"kind": kind, "reason": "看过了"}, self.world.tag("key"))
                for kind in ("approved", "rejected")]
        with ThreadPoolExecutor(2) as taps:
            answers = list(taps.map(self.world.attempt, acts, self.rng.sample(self.world.ports, 2)))
        hold(entry["state"] != "withdrawn" and not entry["erased"] or all(answer.verdict != "done" for answer in answers),
             f"{number}, {entry}, is decided on all the same")
        # Which of the two stands last is the store's; from here on the model takes either.
        entry["known"] = False

    def withdraw(self):
        number, entry = self.entry()
        if number and self.rng.random() < 0.4:
            must = entry["state"] != "withdrawn" and not entry["erased"]
            if self.send(f"log/{number}/events", self.officer(entry["station"]), {"kind": "withdrawn", "reason": "重复"}, must, thing=entry):
                entry["state"] = "withdrawn"

    def erase(self):
        """The words go, state and numbers stay; only the office may."""
        number, entry = self.entry()
        if number and self.rng.random() < 0.3:
            scope = self.officer(entry["station"])
            if self.send(f"log/{number}/events", scope, {"kind": "erased", "reason": "本人要求"}, scope == "office", thing=entry):
                entry["erased"] = True
                self.erased.update(entry["tags"])

    def post(self):
        tag, station = self.world.tag("notice"), self.rng.choice(list(self.roster.stations))
        target = "all" if self.rng.random() < 0.2 else station
        scope = "office" if target == "all" else self.officer(station)
        places = self.rng.choice([1, 2, None])
        body = {"station": target, "title": f"{tag} 活动", "text": f"{tag} 都来", "activity": day(20)}
        told = self.send("notices", scope, {**body, **({"places": places} if places else {})}, True, [tag])
        for notice in told["notices"] if told else []:
            self.notices[notice["notice"]] = {
                "station": notice["station"], "tag": tag, "places": places, "people": [], "withdrawn": False, "known": True}
        hold(not told or len(told["notices"]) == (len(self.roster.stations) if target == "all" else 1), f"{target}: {told}")

    def notice(self):
        number = self.rng.choice(list(self.notices)) if self.notices else None
        return number, self.notices.get(number)

    def sign_up(self):
        number, notice = self.notice()
        active = notice and self.roster.active(notice["station"])
        if not active:
            return
        deputy = self.rng.choice(active)
        must = not notice["withdrawn"] and deputy not in notice["people"] and len(notice["people"]) < (notice["places"] or 99)
        body = {"kind": "signed-up", "deputy": self.roster.code(deputy)}
        if self.send(f"notices/{number}/events", self.officer(notice["station"]), body, must, thing=notice):
            notice["people"].append(deputy)

    def unpost(self):
        number, notice = self.notice()
        if number and self.rng.random() < 0.2:
            body = {"kind": "withdrawn", "reason": "下雨"}
            if self.send(f"notices/{number}/events", self.officer(notice["station"]), body, not notice["withdrawn"], thing=notice):
                notice["withdrawn"] = True

    def receive(self):
        station, on = self.rng.choice(list(self.roster.stations)), day(self.rng.randint(2, 9))
        known = self.days.setdefault((station, on), {"place": None, "cancelled": None, "known": True})
        if self.rng.random() < 0.6:
            tag = self.world.tag("place")
            body = {"kind": "set", "station": station, "on": on, "time": "9:00-11:30", "place": tag}
            if self.send("reception", self.officer(station), body, True, [tag], known):
                known.update(place=tag, cancelled=False)
        else:
            body = {"kind": "cancelled", "station": station, "on": on, "reason": "出差"}
            if self.send("reception", self.officer(station), body, known["cancelled"] is False, thing=known):
                known["cancelled"] = True

    def check(self, entries, notices, days):
        """That the lists are what was done."""
        told = {entry["entry"]: entry for entry in entries}
        hold(len(told) == len(entries), "an entry is listed twice")
        for number, entry in self.entries.items():
            hold(number in told, f"the acknowledged entry {number} is not listed")
            if entry["known"]:
                title = told[number]["title"]
                is_said = (told[number]["state"], title and title.split()[0], told[number]["people"], told[number]["erased"])
                must = (entry["state"], None if entry["erased"] else entry["tag"], entry["people"], entry["erased"])
                hold(is_said == must, f"{number} says {is_said}, not {must}")
        for number in set(told) - set(self.entries):
            title = told[number]["title"]
            hold(title and title.split()[0] in self.may_be, f"nobody entered {number}: {told[number]['title']}")
        told = {notice["notice"]: notice for notice in notices}
        hold(len(told) == len(notices), "a notice is listed twice")
        for number, notice in self.notices.items():
            hold(number in told, f"the acknowledged notice {number} is not listed")
            if notice["known"]:
                people = [self.roster.holder(code) for code in told[number]["signed_up"] + told[number]["waiting"]]
                is_said = (told[number]["title"].split()[0], people, told[number]["withdrawn"])
                must = (notice["tag"], notice["people"], notice["withdrawn"])
                hold(is_said == must, f"{number} says {is_said}, not {must}")
        for number in set(told) - set(self.notices):
            hold(told[number]["title"].split()[0] in self.may_be, f"nobody posted {number}: {told[number]['title']}")
        told = {(day["station"], day["on"]): day for day in days}
        for at, known in self.days.items():
            if known["known"] and known["place"]:
                hold(at in told, f"the reception day {at} is not listed")
                is_said, must = (told[at]["place"], told[at]["cancelled"]), (known["place"], known["cancelled"])
                hold(is_said == must, f"the reception day {at} says {is_said}, not {must}")


class Office(Person):
    """Changes the roster while everybody works: moves, retires, takes back, begins a term; new codes, new tokens."""

    def __init__(self, world, pause):
        self.pause, self.term = pause, 1
        super().__init__(world, "office")

    def act(self):
        if self.world.stopping.wait(self.rng.uniform(0.3, 1) * self.pause):
            return
        self.rng.choice([self.move, self.move, self.retire, self.retire, self.take_back, self.begin_term, self.reissue, self.exchange])()

    def change(self, deputies, *options):
        """Imports the list of those in office, and has the model know it."""
        path = f"{self.world.scratch}/deputies.csv"
        with open(path, "w") as file:
            file.write("id,name,station,level,group,title\n")
            for id, deputy in deputies.items():
                if deputy["active"]:
                    file.write(f"{id},{deputy['name']},{deputy['station']},县,,\n")
        self.roster.begin_change()
        words = ["roster", "import", path, *(options or ["--prune"]), "--yes"]
        if self.rng.random() < 0.25:
            if not self.is_taken_by_force(words, deputies):
                deputies = self.roster.deputies
        else:
            self.world.installation.run(*words)
        self.roster.deputies.update(deputies)
        self.roster.end_change()
        self.look()

    def is_taken_by_force(self, words, deputies):
        """Whether an import that is killed in the midst of it has been done: it is, or it isn't, and nothing between."""
        process = subprocess.Popen(
            [self.world.installation.program, *words, "--data", self.world.installation.path],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.rng.uniform(0, 0.06))
        process.kill()
        process.wait()
        rows = {row["id"]: row for row in self.world.installation.json("roster", "list") if row["kind"] == "deputy"}

        def stands(list):
            return all((rows[id]["station"], rows[id]["status"]) == (deputy["station"], "active" if deputy["active"] else "retired")
                       for id, deputy in list.items())
        hold(stands(deputies) or stands(self.roster.deputies), f"a killed import leaves a roster that was never asked for: {rows}")
        return stands(deputies)

    def look(self):
        """From this moment a token whose holder has left opens nothing, and any other does, through each server."""
        for id, token in list(self.world.tokens.items()):
            if id in self.roster.deputies:
                for port in list(self.world.ports):
                    answer = self.world.attempt(lambda port, timeout: self.world.read("whoami", id, port, timeout), port, 2)
                    if answer.verdict != "lost":
                        opens = self.roster.opens(id)
                        hold((answer.status == 200) == opens,
                             f"{id} {'is in' if opens else 'has left'} office and is answered {answer.status}")

    def some(self, active):
        ids = [id for id, deputy in self.roster.deputies.items() if deputy["active"] == active]
        return self.rng.choice(ids) if ids else None

    def changed(self, id, **values):
        return {**self.roster.deputies, id: {**self.roster.deputies[id], **values}}

    def move(self):
        id = self.some(True)
        if id:
            self.change(self.changed(id, station=self.rng.choice(list(self.roster.stations))))

    def retire(self):
        id = self.some(True)
        if id and len(self.roster.active()) > 2:
            self.change(self.changed(id, active=False))

    def take_back(self):
        id = self.some(False)
        if id:
            self.change(self.changed(id, active=True))

    def begin_term(self):
        """Some leave, some return, the others stay; who stays keeps the code."""
        self.term += 1
        deputies = {id: {**deputy, "active": self.rng.random() < 0.7} for id, deputy in self.roster.deputies.items()}
        if any(deputy["active"] for deputy in deputies.values()):
            self.change(deputies, "--term", f"第{self.term}届")

    def reissue(self):
        id = self.some(True)
        if not id:
            return
        self.roster.begin_change()
        code = self.world.installation.run("code", "reissue", self.roster.code(id), "--reason", "misprint").stdout.strip()
        deputy = self.roster.deputies[id]
        self.roster.deputies[id] = {**deputy, "codes": [*deputy["codes"], code]}
        self.roster.end_change()
        self.look()

    def exchange(self):
        """A phone was lost: the token of before opens nothing from then on."""
        scope = self.rng.choice(list(self.world.tokens))
        if scope == "office" or not self.roster.opens(scope):
            return
        self.roster.begin_change()
        old = self.world.tokens[scope]
        rows = [row for row in self.world.installation.json("token", "list") if row["opens"] and row["kind"] != "office"]
        codes = self.roster.deputies.get(scope, {}).get("codes", ())
        known = [row["id"] for row in rows if row["station"] == scope or row["code"] in codes]
        self.world.issue(scope)
        self.world.sessions.pop(scope, None)
        for id in known:
            self.world.installation.run("token", "revoke", id)
        self.roster.end_change()
        for port in list(self.world.ports):
            api = lambda port, timeout: self.world.read_by(old, port, timeout)
            answer = self.world.attempt(api, port, 2)
            hold(answer.verdict == "lost" or answer.status == 401, f"the revoked token of {scope} is answered {answer.status}")
