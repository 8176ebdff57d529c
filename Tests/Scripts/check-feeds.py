#!/usr/bin/env python3
"""What programs subscribe to, fetched from a live server and read as they read it: the notices as Atom (RFC 4287, feedparser and
rules of our own) and the reception days and activities as iCalendar (RFC 5545, the icalendar package).

    check-feeds.py LIAISON
"""
import json, os, re, subprocess, sys, tempfile, urllib.error, urllib.request
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime, timedelta, timezone

import feedparser, icalendar

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<b>量&血压</b> ]]> \"“\u3000” 很长" + "，还有" * 40
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def hold(condition, text):
    if not condition:
        raise SystemExit(f"failed: {text}")


def fetch(url, **headers):
    request = urllib.request.Request(url, headers={"Accept-Language": "zh", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def check_atom(bytes, address, titles):
    parsed = feedparser.parse(bytes)
    hold(not parsed.bozo, f"feedparser: {parsed.get('bozo_exception')}")
    hold([entry.title for entry in parsed.entries] == titles, f"{[e.title for e in parsed.entries]}")
    root = ElementTree.fromstring(bytes)
    hold(root.tag == f"{ATOM}feed", "the root is a feed")
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            found = element.findall(f"{ATOM}{name}")
            hold(len(found) == 1 and found[0].text, f"{element.tag} has one {name}")
        hold(MOMENT.match(element.find(f"{ATOM}updated").text), "updated is a moment of RFC 3339")
        for link in element.findall(f"{ATOM}link"):
            hold(link.get("href").startswith("https://"), f"a link is absolute: {link.get('href')}")
    hold(root.find(f"{ATOM}author/{ATOM}name").text, "the feed has an author")
    own = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    hold(len(own) == 1 and own[0].get("href").endswith(address), "the feed says where it is")
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    hold(len(ids) == len(set(ids)), "ids are unique")
    moments = [datetime.fromisoformat(e.find(f"{ATOM}updated").text) for e in root.findall(f"{ATOM}entry")]
    hold(moments == sorted(moments, reverse=True), "the newest comes first")
    return ids


def check_calendar(bytes):
    text = bytes.decode("utf-8")
    hold(all(line.endswith("\r") for line in text.split("\n")[:-1]), "lines end with CRLF")
    hold(all(len(line) <= 75 for line in bytes.split(b"\r\n")), "no line has more than 75 octets")
    calendar = icalendar.Calendar.from_ical(bytes)
    hold(not calendar.errors, f"{calendar.errors}")
    events = [event for event in calendar.walk("VEVENT")]
    hold(not any(event.errors for event in events), "an event has errors")
    uids = [str(event["UID"]) for event in events]
    hold(len(uids) == len(set(uids)), "UIDs are unique")
    for event in events:
        hold("DTSTAMP" in event and "DTSTART" in event and event["SUMMARY"], "an event has its fields")
    return {str(event["UID"]): event for event in events}


def main(program):
    with tempfile.TemporaryDirectory() as directory:
        data = f"{directory}/data"
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": f"{directory}/state"}

        def run(*words):
            done = subprocess.run([program, *words, "--data", data], capture_output=True, text=True, env=environment)
            hold(done.returncode == 0, f"{words}: {done.stderr}")
            return done.stdout

        run("init", "--base-url", "https://llz.example.gov.cn", "--name", "演示 & 试用", "--set", "handler=办公室",
            "--set", "contact=12345", "--set", "retention=三年")
        samples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../assets/sample")
        run("roster", "import", f"{samples}/stations.csv", f"{samples}/deputies.csv")
        station = json.loads(run("roster", "list", "--json", "--kind", "station"))[0]
        today = datetime.now(timezone(timedelta(hours=8))).date()
        server = subprocess.Popen(
            [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        try:
            address = re.search(r"http://\S+", server.stdout.readline()).group(0)
            feed, calendar = f"/{station['code']}/feed.atom", f"/{station['code']}/calendar.ics"
            hold(check_atom(fetch(address + feed)[2], feed, []) != [], "an empty feed is one too")
            token = subprocess.run(
                [program, "token", "issue", "--data", data, "--station", station["id"]], capture_output=True, text=True,
                check=True, env=environment).stdout.strip()

            def post(path, body, key):
                request = urllib.request.Request(
                    f"{address}/api/v1/{path}", json.dumps(body).encode(), headers={
                        "Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key})
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return json.load(answer)

            day = today + timedelta(days=40)
            first = post("notices", {"title": NASTY, "text": NASTY + "\n第二行", "activity": f"{day}"}, "a")
            number = first["notices"][0]["notice"]
            post("notices", {"title": "放假通知"}, "b")
            status, headers, before = fetch(address + feed)
            ids = check_atom(before, feed, ["放假通知", NASTY])
            hold("max-age" in headers["Cache-Control"], "a feed may be kept for a while")
            hold(fetch(address + feed, **{"If-None-Match": headers["ETag"]})[0] == 304, "304 to whoever has it")
            on = today + timedelta(days=1)
            post("reception", {"kind": "set", "on": f"{on}", "time": "9:00-11:30", "place": "村部;二楼, 东"}, "c")
            events = check_calendar(fetch(address + calendar)[2])
            activity = events[f"activity-{number}@llz.example.gov.cn"]
            hold(str(activity["SUMMARY"]) == NASTY and activity["DTSTART"].dt == day, "the activity stands there")
            reception = events[f"reception-{station['id']}-{on:%Y%m%d}@llz.example.gov.cn"]
            hold(str(reception["LOCATION"]) == "村部;二楼, 东", f"{reception['LOCATION']}")
            hold(reception["DTSTART"].dt == datetime(on.year, on.month, on.day, 1, tzinfo=timezone.utc), "from nine")
            post("reception", {"kind": "cancelled", "on": f"{on}", "reason": "下雪"}, "d")
            cancelled = check_calendar(fetch(address + calendar)[2])[str(reception["UID"])]
            hold(str(cancelled["STATUS"]) == "CANCELLED" and "下雪" in cancelled["DESCRIPTION"], "and is called off")
            post(f"notices/{number}/events", {"kind": "withdrawn"}, "e")
            status, headers, after = fetch(address + feed, **{"If-None-Match": headers["ETag"]})
            hold(status == 200 and check_atom(after, feed, ["放假通知"]) == ids[:2], "what is withdrawn goes, ids stay")
            hold(f"activity-{number}" not in fetch(address + calendar)[2].decode(), "from the calendar too")
            print(f"Atom and iCalendar hold: {len(ids)} ids, {len(events)} events")
        finally:
            server.terminate()
            server.wait()


main(os.path.abspath(sys.argv[1]))
