#!/usr/bin/env python3
"""Makes `next/`: what lies on top of the store `before/` after a release that isn't out yet has written to it.

    python3 make_next.py

What it writes is made up: kinds of lines, members and words that no release has so far. The chain is as
JournalLine.swift describes it: that is all that a release may rely on of another. The case that only the newer release
has taken in has its receipt at the path in next.receipt.txt.
"""

import hashlib
import hmac
import json
import pathlib
import shutil

HERE = pathlib.Path(__file__).resolve().parent
BEFORE, NEXT = HERE / "before", HERE / "next"
SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SECRET = bytes.fromhex((BEFORE / "secret").read_text().strip())
# A photo of a type that no release takes so far, and one that all take.
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
PNG = (HERE.parent / "photos" / "dot.png").read_bytes()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def keyed(label, message):
    return hmac.new(SECRET, bytes([label]) + message, hashlib.sha256).digest()


def digest(label, message):
    return keyed(label, message)[:16].hex()


def with_check(text):
    """A case number with its check symbol, GB 32100-2015's over all that precedes it."""
    alike = str.maketrans("OISZV", "0152U")
    values = [SYMBOLS.index(letter) for letter in text.replace("-", "").translate(alike)]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values))
    return text + SYMBOLS[(31 - total % 31) % 31]


def query_code(nonce):
    number = int.from_bytes(keyed(1, nonce)[16:32], "big")
    text = ""
    for _ in range(12):
        number, rest = divmod(number, 31)
        text += SYMBOLS[rest]
    return text


class Segment:
    """A segment of a server of the newer release."""

    def __init__(self, station, name):
        self.inbox = NEXT / "stations" / station / "inbox"
        heads = []
        for path in sorted(self.inbox.glob("*.jsonl")):
            last = json.loads(path.read_text().splitlines()[-1])
            heads.append({"segment": path.stem, "seq": last["seq"], "hash": last["hash"]})
        self.path = self.inbox / f"{name}.jsonl"
        self.lines, self.head, self.station = [], "0" * 64, station
        self.write(
            "opened", {"station": station, "segment": name, "writer": "next", "witness": heads, "release": "0.2.0"})

    def write(self, kind, members, personal=None, at=True):
        """Appends a line; `at` says whether it tells the time."""
        line = {"seq": len(self.lines), "prev": self.head}
        if at:
            line["at"] = f"2026-11-29T13:{len(self.lines):02}:00.000+08:00"
        line.update({"kind": kind}, **members)
        if personal is not None:
            personal = compact({"salt": sha256(str(len(self.lines)))[:16], **personal})
            line["sealed"] = sha256(personal)
        public = compact(line)[:-1]
        self.head = sha256(public)
        end = "" if personal is None else f',"personal":{personal}'
        self.lines.append(f'{public},"hash":"{self.head}"{end}}}')
        self.path.write_text("".join(line + "\n" for line in self.lines))


def photo(case, data, media_type, extension):
    folder = NEXT / "stations" / case[:4] / "photos" / case
    folder.mkdir(parents=True, exist_ok=True)
    name = sha256(data)
    (folder / f"{name[:16]}.{extension}").write_bytes(data)
    return {"type": media_type, "bytes": len(data), "width": 1, "height": 1, "sha256": name}


def ledger(cases):
    """`cases` gives the number of a message of before by how it begins."""
    lamp, bus, water, road = cases["村口的路灯"], cases["公交车太少"], cases["自来水发黄"], cases["清溪镇的路"]
    office = {"by": "office"}
    segment = Segment("SS00", "2026-11-0050")
    # Of cases that are known: kinds that aren't, with and without words, and a known kind that says more.
    segment.write(
        "entrusted", {"case": bus, "by": "station SS00", "unit": "公交公司", "until": "2026-12-31"},
        {"text": "请尽快核实。"})
    segment.write("prompted", {"case": bus, **office})
    segment.write("notified", {"case": lamp, "channel": "sms"})
    segment.write("transferred", {"case": road, **office, "unit": "交通局"})
    segment.write("extended", {"case": bus, **office, "until": "2027-07", "steps": 2}, {"text": "分两步办。"})
    # Known kinds with words that aren't.
    segment.write("acknowledged", {"case": water, "by": "station SS00", "grade": "urgent"})
    segment.write(
        "closed", {"case": bus, **office, "outcome": "motion", "reference": "建议第12号"}, {"text": "已形成代表建议。"})
    segment.write("rated", {"case": lamp, "rating": "very-satisfied", "solved": "partly"})
    # A message that came in a new way, with a photo of a new type.
    nonce = b"made-by-the-next"
    case = with_check("SS00-261129-NEXT")
    to = json.loads((NEXT / "roster" / "roster.jsonl").read_text().splitlines()[3])["code"]
    segment.write(
        "received",
        {"case": case, "to": to, "channel": "wechat", "nonce": digest(1, nonce),
         "query": digest(3, query_code(nonce).encode()), "digest": digest(2, nonce + b"\0" + "桥".encode()),
         "polled": None,
         "photos": [photo(case, WEBP, "image/webp", "webp"), photo(case, PNG, "image/png", "png")]},
        {"text": "桥栏杆断了。", "name": "孙丽", "phone": "13700000000", "wechat": "sunli"})
    robot = with_check("SS00-261129-RBTX")
    segment.write(
        "received",
        {"case": robot, "to": to, "channel": "scan", "nonce": digest(1, b"robot"), "query": digest(3, b"robot"),
         "digest": digest(2, b"robot"), "suspicion": "robot"}, {"text": "嘀嘀。"})
    # Lines that are no case's.
    segment.write(
        "recorded", {"entry": "SS00-L261129-7K3M9", "duty": "visit", **office, "deputies": [to], "people": 12},
        {"title": "走访企业", "text": "走访三家企业。"})
    segment.write("posted", {"notice": "N1", **office}, {"title": "接待日改期", "text": "改到三十日。"})
    segment.write("set", {"reception": "2026-12-06"}, at=False)
    other = Segment("SS01", "2026-11-0050")
    # Of a case in another station's ledger.
    other.write("recorded", {"entry": "SS01-L261129-7K3M9", "case": lamp, **office}, {"text": "现场查看。"})
    other.write("replied", {"case": cases["低保没有发"], **office, "via": "wechat"}, {"text": "已补发。"})
    (HERE / "next.receipt.txt").write_text(f"/r/{case}/{query_code(nonce)}\n")


def settings():
    """A setting that no release has so far."""
    with (NEXT / "liaison.conf").open("a") as settings:
        settings.write("\n# Of a release that isn't out yet.\nnotify_command = /usr/local/bin/tell\n")


def main():
    shutil.rmtree(NEXT, ignore_errors=True)
    shutil.copytree(BEFORE, NEXT)
    cases = {}
    for path in sorted((NEXT / "stations").glob("*/inbox/*.jsonl")):
        for line in map(json.loads, path.read_text().splitlines()):
            if line["kind"] == "received" and "personal" in line:
                cases[line["personal"]["text"][:5]] = line["case"]
    ledger(cases)
    settings()
    # What is as it was needn't be kept twice.
    for path in NEXT.rglob("*"):
        before = BEFORE / path.relative_to(NEXT)
        if path.is_file() and before.is_file() and path.read_bytes() == before.read_bytes():
            path.unlink()


if __name__ == "__main__":
    main()
