#!/usr/bin/env python3
"""Makes NUMBER.tar.gz: all that an installation of a release leaves to the one that follows it.

    python3 make_release.py LIAISON

LIAISON is the program of the release; NUMBER is what it says of itself. 0.2.0 was built from e8833ca5, the last commit of that number that
had passed all checks: `git clone . /tmp/release && cd /tmp/release && git checkout e8833ca5 && swift build --product liaison`.

In the archive, for Tests/Scripts/check-upgrade.py:

    data/       the data directory as its server left it: every kind of case (make_before.py), register entries in every state, notices
                and sign-ups, reception days, tokens, a slip and a phone signed in by another, contacts, news told and news still to tell
    backup/     a backup of it, made before the last messages
    said.json   what the release said of it: lists, every case, reports, registers; receipts with a word from each; the tokens' texts;
                the phone's cookie; when all this was made
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request

from make_before import DEPUTIES, HERE, STATIONS, Citizen, Store, fill

PIN = "135790"
# What the next release must say too; the moment stands in for the day on which it is asked.
LISTS = {
    "inbox": ["inbox", "list"], "roster": ["roster", "list"], "tokens": ["token", "list"], "contacts": ["contact", "list"],
    "notices": ["notice", "list", "--all"], "entries": ["log", "list"], "quarantine": ["quarantine", "list"],
    "reception": ["reception", "list", "--from", "2026-11-01", "--to", "2027-01-31"],
    "points": ["points", "--from", "2026-11-01", "--to", "2026-12-31"],
    "report": ["report", "--from", "2026-11-01", "--to", "2026-12-31", "--as-of", "2026-11-30"],
    "seal": ["seal"],
}


class Visitor(Citizen):
    """A citizen who keeps receipts."""

    def __init__(self, address):
        super().__init__(address)
        self.receipts, self.erased = {}, []

    def post(self, path, fields, photo=None):
        receipt = super().post(path, fields, photo)
        if fields.get("kind") == "erase":
            self.receipts.pop(path)
            self.erased.append(path)
        if path.count("/") == 1 and fields.get("website") is None:
            self.receipts[receipt] = fields["text"].split("\n")[0]
        return receipt


def sign_in(address, code):
    """Uses a slip up as a phone does; the cookie that it gets."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    body = f"code={code}&pin={PIN}".encode()
    try:
        urllib.request.build_opener(Stay).open(address + "/desk/in", body)
    except urllib.error.HTTPError as answer:
        assert answer.code == 303, answer.read().decode()
        return answer.headers["Set-Cookie"].split(";")[0]
    raise AssertionError("the slip opens nothing")


def slip(store, *words):
    return re.search(r"[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}", store.run("token", "slip", *words, "--output", "-"))[0]


def enter(address, token, **fields):
    """An entry that a deputy makes, which waits for approval; its number."""
    request = urllib.request.Request(
        f"{address}/api/v1/log", json.dumps(fields).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": fields["title"].encode().hex()})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["entry"]


def work(store, address, people, token):
    """The station's own work: registers, notices, reception days."""
    wang, li = people["王建国"], people["李秀英"]
    approved = enter(address, token, duty="visit", on="2026-11-20", people=3, title="走访企业", text="走访三家企业。")
    store.run("log", "approve", approved)
    rejected = enter(address, token, duty="visit", on="2026-11-21", people=1, title="重复的一条", text="记了两遍。")
    store.run("log", "reject", rejected, "--reason", "重复")
    enter(address, token, duty="visit", on="2026-11-23", people=1, title="等审核的一条", text="还没有人看过。")
    amended = re.search(r"SS01-L\w+-\w+", store.run(
        "log", "add", "--station", "SS01", "--duty", "visit", "--deputy", li, "--people", "2", "--on", "2026-11-22", "--title", "入户", "--text", "两户。"))[0]
    store.run("log", "amend", amended, "--people", "4")
    notice = re.search(r"SS00-N\w+-\w+", store.run(
        "notice", "post", "--station", "SS00", "--title", "视察河道", "--text", "上午九点集合。", "--activity", "2026-12-20", "--places", "5"))[0]
    store.run("notice", "sign-up", notice, "--deputy", wang)
    store.run("notice", "post", "--all", "--title", "学习通知", "--text", "各站组织学习。")
    store.run("reception", "set", "--station", "SS00", "--on", "2026-12-28", "--deputy", wang, "--time", "9:00-11:00")
    store.run("reception", "cancel", "--station", "SS01", "--on", "2026-12-16", "--reason", "会场维修")


def grow(store, visitor):
    """Everything, until the archive is made; what it must be told besides."""
    fill(store, visitor)
    people = {item["name"]: item["code"] for item in store.json("roster", "list")}
    for holder in (["--deputy", people["王建国"]], ["--station", "SS00"]):
        store.run("contact", "set", *holder, "--channel", "mail", "--address", "somebody@example.gov.cn")
    tokens = {
        "deputy": store.run("token", "issue", "--deputy", people["王建国"]).split()[-1],
        "station": store.run("token", "issue", "--station", "SS00").split()[-1],
        "office": store.run("token", "issue", "--office").split()[-1],
        "revoked": store.run("token", "issue", "--station", "SS01").split()[-1],
    }
    work(store, visitor.address, people, tokens["deputy"])
    revoked = max(store.json("token", "list"), key=lambda token: token["issued"])["id"]
    store.run("token", "revoke", revoked)
    cookie = sign_in(visitor.address, slip(store, "--station", "SS00"))
    unused = slip(store, "--deputy", people["李秀英"], "--days", "365")
    # Everybody has been told of what came so far; of what comes now, nobody.
    store.run("notify", "--once")
    backup = store.directory.parent / "backup"
    store.run("backup", str(backup))
    later = [visitor.post(f"/{people['王建国']}", {"text": f"升级前一天的第{number}条。"}) for number in (1, 2)]
    return {"tokens": tokens, "cookie": cookie, "slip": unused, "pin": PIN, "untold": [path.split("/")[2] for path in later],
            "people": people}


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        store = Store(program, scratch / "data")
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[1]
        store.run(
            "init", "--base-url", "https://llz.example.gov.cn", "--name", "韶山市人大代表联络站", "--set", "handler=韶山市人大常委会", "--set",
            "contact=0731-55550000", "--set", "retention=办结后三年", "--set", "topics=道路交通,教育", "--set", "notify_command=/usr/bin/wc")
        for name, text in (("stations.csv", STATIONS), ("deputies.csv", DEPUTIES)):
            (scratch / name).write_text(text)
            store.run("roster", "import", str(scratch / name))
        server = subprocess.Popen(
            [program, "serve", "--data", str(store.directory), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--access-log", "off",
             "--notify-command="], env=store.environment, stdout=subprocess.PIPE, text=True)
        try:
            visitor = Visitor(server.stdout.readline().split()[-1])
            said = grow(store, visitor)
        finally:
            server.terminate()
            server.wait()
        said.update(version=version, moment=int(time.time()), receipts=visitor.receipts, erased=visitor.erased)
        said["lists"] = {name: store.json(*words) for name, words in LISTS.items()}
        said["words"] = LISTS
        said["cases"] = [store.json("inbox", "show", item["case"]) for item in said["lists"]["inbox"]]
        said["log"] = [store.json("log", "show", item["entry"]) for item in said["lists"]["entries"]]
        (scratch / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        with tarfile.open(HERE / f"{version}.tar.gz", "w:gz") as archive:
            for name in ("said.json", "data", "backup"):
                archive.add(scratch / name, name, filter=nobody)
    finally:
        shutil.rmtree(scratch)


def nobody(member):
    """Whose files they were is nobody's business."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
