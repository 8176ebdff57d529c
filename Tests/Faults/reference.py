"""What must stand: a reference model of cases, registers and roster, small enough to be read beside the contract.

A case is a list of what was done to it, each with words of its own by which it is recognised, and the fold of that list.
Acts on one case are sent one after the other unless they are sent at once on purpose, so the model knows the state that
each of them meets, and whether it must be taken. What got no answer is sent again under the same key until there is one;
when the answer is a refusal then, or when the sender gives up, the act `may` have happened, and the case says no more
about what must be refused.
"""
import collections, dataclasses, os, threading, time

from harness import hold

# What was found and is passed over by name, so that the rest can be looked for: LIAISON_MODEL_KNOWN="moved". Unset, everything
# must hold.
#
#   moved     a form sent to two servers at once makes two cases, if they know of its deputy's move at different moments
#   midnight  a notice that is posted through two servers at once while their clocks show two days is stored once, and one of
#             them answers 404. Clocks go alike around midnight then
KNOWN = set(os.environ.get("LIAISON_MODEL_KNOWN", "").split())

GRADES = ["simple", "ordinary", "major"]
OUTCOMES = ["resolved", "explained", "passed-on", "impossible", "withdrawn"]
RATINGS, SOLVED = ["satisfied", "fair", "dissatisfied"], ["yes", "partly", "no"]


@dataclasses.dataclass(frozen=True)
class Event:
    """One thing done to a case; `tag` is what its words begin with, nothing where no words can be."""
    kind: str
    tag: str = None
    members: tuple = ()

    def __getitem__(self, name):
        return dict(self.members).get(name)


class Fold:
    """What a case's events amount to."""

    def __init__(self, to, station):
        self.to, self.station = to, station
        self.state, self.grade, self.outcome, self.rating, self.solved = "received", None, None, None, None
        self.claimed, self.assigned, self.erased = None, False, False
        # What the citizen has added since staff last did anything.
        self.added = 0

    def refusal(self, event):
        """Why the event can't happen now, or nothing when it must be taken."""
        kind, state = event.kind, self.state
        if self.erased:
            return None if kind == "erased" else "erased"
        if kind in ("asked", "acknowledged", "extended", "replied", "closed", "assigned"):
            return "closed" if state == "closed" else None
        if kind == "urged":
            return "closed" if state == "closed" else None if self.assigned else "not-assigned"
        if kind == "transferred":
            if state == "closed":
                return "closed"
            return "already-there" if (event["to"], event["station"]) == (self.to, self.station) else None
        if kind == "claimed":
            if state == "closed":
                return "closed"
            return "claimed" if self.claimed and self.claimed != event["to"] else None
        if kind in ("reopened", "rated"):
            return None if state in ("closed", "replied") else "not-answered"
        return None

    def apply(self, event, by_citizen):
        kind = event.kind
        if kind == "acknowledged":
            self.grade = event["grade"]
            self.state = "acknowledged" if self.state == "received" else self.state
        elif kind == "asked":
            self.state = self.state if self.state == "closed" else "asked"
        elif kind == "answered":
            self.state = "acknowledged" if self.state == "asked" else self.state
        elif kind == "replied":
            self.state = self.state if self.state == "closed" else "replied"
        elif kind == "transferred":
            self.to, self.station, self.claimed = event["to"], event["station"], None
        elif kind == "claimed":
            if self.claimed is None:
                self.to = self.claimed = event["to"]
        elif kind == "closed":
            self.state, self.outcome = "closed", event["outcome"]
        elif kind == "reopened":
            self.state, self.outcome = "acknowledged", None
        elif kind == "rated":
            self.rating, self.solved = event["rating"], event["solved"] or self.solved
        elif kind == "assigned":
            self.assigned = True
        elif kind == "erased":
            self.erased = True
        if by_citizen:
            self.added += kind in ("appended", "answered", "reopened", "rated")
        elif kind != "erased":
            self.added = 0


class Case:
    def __init__(self, number, location, nonce, code, to, station, tag, photos=0):
        self.number, self.location, self.nonce, self.code = number, location, nonce, code
        self.first = Fold(to, station)
        self.fold = Fold(to, station)
        self.lock = threading.Lock()
        # Everything acknowledged, in the order in which it was, unless it was sent at once with something else.
        self.events = [Event("received", tag)]
        self.may, self.refused, self.photos = [], [], photos
        self.is_known = True
        # What the form made after this case was erased.
        self.reborn = False
        # Whether its form was sent while servers may have known its deputy at different stations.
        self.moved = False
        self.touched = time.monotonic()

    def take(self, event, by_citizen=False):
        event = self.fitting(event)
        self.events.append(event)
        self.fold.apply(event, by_citizen)
        self.touched = time.monotonic()

    def fitting(self, event):
        if event.kind == "appended" and self.fold.state == "asked":
            return dataclasses.replace(event, kind="answered")
        return event

    def may_have(self, event):
        self.may.append(event)
        self.is_known = False

    def adopt(self, shown):
        """Takes over the order in which acts that were sent at once have come to stand, as `inbox show` tells it."""
        tags = [tag_of(entry["text"]) for entry in shown["events"]]
        if not shown["erased"]:
            by_tag = {event.tag: event for event in self.events}
            known = [by_tag.get(tag) for tag in tags]
            hold(all(known), f"{self.number} tells of {tags}, of which something was not done")
            self.events = [dataclasses.replace(event, kind=entry["kind"]) for event, entry in zip(known, shown["events"])]
        self.fold = fold_of(self, shown)


def fold_of(case, shown):
    """What the events amount to that `inbox show` tells."""
    fold = Fold(case.first.to, case.first.station)
    for event in shown["events"][1:]:
        members = tuple((name, event[name]) for name in ("to", "station", "grade", "outcome", "rating", "solved"))
        fold.apply(Event(event["kind"], None, members), event["by_kind"] == "citizen")
    return fold


def tag_of(text):
    """What a text is recognised by: its first word."""
    return text.split()[0] if text else None


def check_case(case, shown, roster):
    """That a case, as `inbox show --json` tells it, is what must stand."""
    number, events = case.number, shown["events"]
    tags = [tag_of(event["text"]) for event in events]
    hold(events[0]["kind"] == "received", f"{number} begins with {events[0]['kind']}")
    if shown["erased"]:
        may_be = any(event.kind == "erased" for event in case.events + case.may)
        hold(may_be, f"{number} is erased, and nobody has asked for it")
        hold(not any(tags) and not shown["text"] and not shown["photos"], f"{number} is erased and still has words")
        expected = collections.Counter(merged(event.kind) for event in case.events)
        kinds = collections.Counter(merged(event["kind"]) for event in events)
        allowed = expected + collections.Counter(merged(event.kind) for event in case.may)
        hold(not expected - kinds, f"{number}, erased, lacks {expected - kinds}")
        hold(not kinds - allowed or set(kinds - allowed) == {"transferred"}, f"{number}, erased, has also {kinds - allowed}")
        return
    count = collections.Counter(tag for tag in tags if tag)
    for event in case.events:
        if event.tag:
            hold(count[event.tag] == 1, f"{number}: “{event.tag}” ({event.kind}), acknowledged, is told {count[event.tag]} times")
    for tag in case.refused:
        hold(count[tag] == 0, f"{number}: “{tag}” was refused and is told all the same")
    known = {event.tag for event in case.events + case.may}
    for tag in count:
        hold(tag in known, f"{number} tells of “{tag}”, which nobody has done")
        hold(count[tag] == 1, f"{number}: “{tag}” is told {count[tag]} times")
    hold(all(event["text"] or event["kind"] == "transferred" for event in events), f"{number} has an act without its words: {events}")
    if case.is_known:
        told = [(merged(event["kind"]), tag) for event, tag in zip(events, tags) if tag]
        must = [(merged(event.kind), event.tag) for event in case.events if event.tag]
        hold(told == must, f"{number} tells {told} where {must} happened")
    check_fold(case, shown, roster)


def check_fold(case, shown, roster):
    """That state, grade and so on are what the events amount to."""
    fold = fold_of(case, shown)
    for name in ("state", "grade", "outcome", "rating", "solved", "to", "station"):
        hold(shown[name] == getattr(fold, name), f"{case.number} says {name} {shown[name]!r}; its events make it {getattr(fold, name)!r}")
    if case.is_known:
        for name in ("state", "grade", "outcome", "rating", "solved", "to", "station"):
            hold(shown[name] == getattr(case.fold, name),
                 f"{case.number} says {name} {shown[name]!r}; what was done makes it {getattr(case.fold, name)!r}")


def merged(kind):
    """A form sent again to two servers at once may be the message or the addition, by the order in which they stand."""
    return "words" if kind in ("received", "appended", "answered") else kind


class Roster:
    """Who is where, under which code. `epoch` is odd while it changes: nobody can say then what a request must meet."""

    def __init__(self, rows):
        self.stations = {row["id"]: row["code"] for row in rows if row["kind"] == "station"}
        self.deputies = {
            row["id"]: {"name": row["name"], "station": row["station"], "home": row["station"], "codes": [row["code"]], "active": True}
            for row in rows if row["kind"] == "deputy"}
        self.epoch, self.changed = 0, 0

    def begin_change(self):
        self.epoch += 1

    def end_change(self):
        self.epoch, self.changed = self.epoch + 1, time.monotonic()

    def is_calm(self):
        """Whether citizens' pages know the roster as it is: tokens are looked up at each request, forms once a second."""
        return self.epoch % 2 == 0 and time.monotonic() > self.changed + 2

    def active(self, station=None):
        return [id for id, deputy in list(self.deputies.items())
                if deputy["active"] and station in (None, deputy["station"])]

    def code(self, id):
        return self.deputies[id]["codes"][-1]

    def holder(self, code):
        """The deputy's id, or nothing for a station's code."""
        return next((id for id, deputy in list(self.deputies.items()) if code in deputy["codes"]), None)

    def is_active(self, code):
        """Whether a form of that code takes messages."""
        id = self.holder(code)
        return code in self.stations.values() if id is None else self.deputies[id]["active"] and code == self.code(id)

    def station(self, code):
        id = self.holder(code)
        return self.deputies[id]["station"] if id else next(s for s, c in self.stations.items() if c == code)

    def orphaned(self, fold):
        id = self.holder(fold.to)
        return fold.state != "closed" and id is not None and not self.deputies[id]["active"]

    def sees(self, scope, fold):
        """Whether a token's holder has the case: `office`, a station's id, or a deputy's id."""
        if scope == "office":
            return True
        if scope in self.stations:
            return fold.station == scope
        return fold.to in self.deputies[scope]["codes"]

    def opens(self, scope):
        return scope not in self.deputies or self.deputies[scope]["active"]

    def check(self, rows):
        for row in rows:
            if row["kind"] == "deputy":
                deputy = self.deputies[row["id"]]
                told = (row["code"], row["station"], row["status"])
                must = (deputy["codes"][-1], deputy["station"], "active" if deputy["active"] else "retired")
                hold(told == must, f"the roster says {told} of {row['id']}, not {must}")
        told = {row["id"] for row in rows if row["kind"] == "deputy"}
        hold(told == set(self.deputies), f"the roster has {told}, not {set(self.deputies)}")
