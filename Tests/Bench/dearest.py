#!/usr/bin/env python3
"""What each kind of request costs at its worst: server CPU and bytes of answer; then storms of the dearest of them.

usage: dearest.py LIAISON [--repeat 5] [--storm SECONDS] [--entries 100000] [--only citizens|staff]

First a small installation, asked by citizens and whoever comes by; then a city's, with its registers full, asked by its
office. The bar: any one request costs at most 20 ms of CPU and 1 MB of answer, reports of staff excepted; photos are named
by the megabyte, and what follows an act costs the act too. A storm of the dearest request from one address leaves the 99th
percentile of everybody else within three times of what it was, the desk's too. Exits 1 when a bar is missed. CPU is utime +
stime of the server from /proc, the mean of the repetitions; use a release build.
"""
import argparse, datetime, http.client, json, os, re, socket, statistics, struct, subprocess, sys, tempfile
import time
import urllib.parse, zlib

from nonces import FormNonces
from entries import fill
from submissions import cpu_seconds

CPU_BAR, ANSWER_BAR, STORM_BAR = 20.0, 1 << 20, 3.0
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HOSTILE = "&<>\"'"


class Server:
    """A server on a new installation with a sample roster."""

    def __init__(self, program, directory, roster="small", prepare=lambda server: None):
        self.program, self.data = program, f"{directory}/{roster}"
        self.run("init", "--base-url", "https://llz.example.gov.cn", "--name", "站", "--set", "handler=a", "--set",
                 "contact=b", "--set", "retention=c")
        samples = os.path.join(ROOT, "Tests/Samples", roster)
        self.run("roster", "import", f"{samples}/stations.csv", f"{samples}/deputies.csv")
        self.people = json.loads(self.run("roster", "list", "--json"))
        deputy = next(row for row in self.people if row["kind"] == "deputy")
        self.code = deputy["code"]
        self.token = self.run("token", "issue", "--office").strip()
        self.officer = self.run("token", "issue", "--station", deputy["station"]).strip()
        self.nonces = FormNonces(self.data)
        prepare(self)
        self.process = subprocess.Popen(
            [program, "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
             "--rate-limit", "off", "--access-log", "off"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def run(self, *words):
        return subprocess.run(
            [self.program, *words, "--data", self.data], capture_output=True, text=True, check=True).stdout

    def stop(self):
        started = time.monotonic()
        self.process.terminate()
        self.process.wait(120)
        return time.monotonic() - started

    def nonce(self, subject):
        return self.nonces.issue(subject, time.time())

    def cpu(self):
        return cpu_seconds(self.process.pid)

    def memory(self, field="VmHWM"):
        return int(re.search(rf"{field}:\s+(\d+)", open(f"/proc/{self.process.pid}/status").read())[1]) / 1024

    def ask(self, method, path, body=None, headers={}, source="127.0.0.1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120, source_address=(source, 0))
        try:
            connection.request(method, path, body, {"Connection": "close", **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def sign_in(self, token, source="127.0.0.1"):
        """The header of a browser that has signed in to the desk by a token."""
        body, headers = urlencoded({"token": token})
        _, headers, _ = self.ask("POST", "/desk", body, headers, source)
        return {"Cookie": headers["Set-Cookie"].split(";")[0]}

    def raw(self, pieces):
        """Sends bytes as they are; status and length of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), 120) as client:
            try:
                for piece in pieces:
                    client.sendall(piece)
            except OSError:
                pass
            answer = b""
            while True:
                try:
                    piece = client.recv(1 << 20)
                except OSError:
                    break
                if not piece:
                    break
                answer += piece
        return int(answer[9:12] or 0), {}, answer


def urlencoded(fields):
    return urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}


def multipart(fields, files=()):
    parts = [f'--XY\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
             for name, value in fields]
    parts += [f'--XY\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n'.encode() + content + b"\r\n"
              for content in files]
    return b"".join(parts) + b"--XY--", {"Content-Type": "multipart/form-data; boundary=XY"}


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_chunks(size):
    """A picture with as many ancillary chunks as fit."""
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    tail = chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND", b"")
    empty = chunk(b"tEXt", b"")
    return head + empty * ((size - len(head) - len(tail)) // len(empty)) + tail


def jpeg(scan=b"", segments=b""):
    frame = b"\xff\xc0\0\x0b\x08\0\x08\0\x10\x01\x01\x11\0"
    return (b"\xff\xd8" + segments + b"\xff\xdb\0\x43\0" + b"\1" * 64 + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + scan +
            b"\x12\xff\xd9")


class Kinds:
    """Each kind of request at its worst, as a function that makes one and gives its status and length."""

    def __init__(self, server):
        self.server = server
        self.receipt = self.make_receipt()
        _, self.number, self.query = self.receipt.strip("/").split("/")
        self.bearer = {"Authorization": f"Bearer {server.token}"}

    def make_receipt(self):
        """A receipt with as long a history as a citizen can give it."""
        server, text = self.server, (HOSTILE * 1000)
        body, headers = urlencoded({"nonce": server.nonce(server.code), "text": text, "name": HOSTILE * 10})
        _, headers, _ = server.ask("POST", f"/{server.code}", body, headers)
        location = headers["Location"].split("?")[0]
        number = location.split("/")[2]
        taken = 0
        for index in range(300):
            body, headers = urlencoded(
                {"nonce": server.nonce(number), "kind": "append", "text": f"{index} {text}"[:5000]})
            if server.ask("POST", location, body, headers)[0] != 303:
                break
            taken += 1
        print(f"a receipt takes {taken} additions of 5,000 characters, then no more" if taken < 300
              else f"a receipt takes {taken} additions of 5,000 characters")
        return location

    def all(self):
        server, path = self.server, f"/{self.server.code}"
        long = "x" * 8000
        photos = os.urandom(8 << 20)

        def get(path, headers={}):
            return lambda: server.ask("GET", path, headers=headers)

        def post(path, make, headers={}):
            def send():
                body, more = make()
                return server.ask("POST", path, body, {**more, **headers})
            return send

        def message(**fields):
            return {"nonce": server.nonce(server.code), **fields}

        def text_parts(text):
            return [("nonce", server.nonce(server.code).encode()), ("text", text)]

        def addition(**fields):
            return urlencoded({"nonce": server.nonce(self.number), "kind": "append", **fields})

        def chunked(body, size, headers):
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            head = f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n{lines}\r\n"
            pieces = b"".join(b"%x\r\n%b\r\n" % (len(body[i:i + size]), body[i:i + size])
                              for i in range(0, len(body), size))
            return lambda: server.raw([head.encode(), pieces + b"0\r\n\r\n"])

        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        many_fields = "Accept-Language: " + "en;q=0.1," * 1600
        yield "form page", get(path)
        yield "form page, longest preferences", lambda: server.raw(
            [f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{many_fields[:15000]}\r\n\r\n".encode()])
        yield "home, long code", get(f"/?code={long[:7000]}")
        yield "home, code with candidates", get("/?code=7K3M9Q5")
        yield "look-up, long fields", get(f"/q?number={long[:3500]}&query={long[:3500]}")
        yield "path of 8 KB", get(f"/{long[:8000]}")
        yield "QR code, PNG", get(f"/qr/{server.code}.png")
        yield "QR code, SVG", get(f"/qr/{server.code}.svg")
        yield "message, 5,000 characters", post(path, lambda: urlencoded(message(text=HOSTILE * 1000)))
        yield "message, too long, urlencoded", post(
            path, lambda: (f"nonce={server.nonce(server.code)}&text=" + "'" * 1_000_000, form_type))
        yield "message, too long, urlencoded <", post(
            path, lambda: (f"nonce={server.nonce(server.code)}&text=" + "<" * 500_000, form_type))
        yield "message, too long, in parts", post(path, lambda: multipart(text_parts(b"\"" * 255_000)))
        yield "message, too long, in parts &", post(path, lambda: multipart(text_parts(b"&" * 190_000)))
        yield "message, fields beyond number", post(path, lambda: ("a=1&" * 250_000, form_type))
        yield "message, parts beyond number", post(path, lambda: multipart([("a", b"1")] * 9000))
        yield "message, everything escaped", post(
            path, lambda: ("nonce=1&text=" + "%E5%A5%BD" * 110_000, form_type))
        yield "message, chunks of one byte", chunked(b"text=" + b"a" * 1_000_000, 1, form_type)
        yield "photo, 8 MB of chunks", post(path, lambda: multipart(text_parts(b"a"), [png_of_chunks(8 << 20)]))
        yield "photo, 8 MB of segments", post(
            path, lambda: multipart(text_parts(b"a"), [jpeg(segments=b"\xff\xfe\0\x02" * (2 << 20))[:8 << 20]]))
        yield "photo, 8 MB of stuffing", post(
            path, lambda: multipart(text_parts(b"a"), [jpeg(scan=b"\xff\0" * ((4 << 20) - 200))]))
        yield "photo, 8 MB of restarts", post(
            path, lambda: multipart(text_parts(b"a"), [jpeg(scan=b"\xff\xd0" * ((4 << 20) - 200))]))
        yield "photos, 3 of 8 MB", post(path, lambda: multipart(
            text_parts(b"a"), [jpeg(scan=photos[:(8 << 20) - 300 - index].replace(b"\xff", b"\xfe")) for index in range(3)]))
        yield "receipt, longest history", get(self.receipt)
        yield "receipt, with page= and all else", get(f"{self.receipt}?page=2&lang=en")
        yield "receipt, wrong query code", get(f"{self.receipt[:-1]}{'0' if self.receipt[-1] != '0' else '1'}")
        yield "addition, 5,000 characters", post(self.receipt, lambda: addition(text=HOSTILE * 1000))
        yield "addition, too long", post(self.receipt, lambda: addition(text="'" * 190_000))
        yield "addition, empty", post(self.receipt, lambda: addition(text=""))
        yield "API, no token", get("/api/v1/whoami", {"Authorization": "Bearer " + long})
        yield "API, whoami", get("/api/v1/whoami", self.bearer)
        yield "API, the case", get(f"/api/v1/cases/{self.number}", self.bearer)
        yield "API, its message", get(f"/api/v1/cases/{self.number}/message.eml", self.bearer)
        yield "API, act of nested JSON", lambda: server.ask(
            "POST", f"/api/v1/cases/{self.number}/events", '{"kind":' + "[" * 131_000,
            {**self.bearer, "Content-Type": "application/json", "Idempotency-Key": "a"})
        yield "API, act of many members", lambda: server.ask(
            "POST", f"/api/v1/cases/{self.number}/events", "{" + ",".join(f'"{i}":1' for i in range(25_000)) + "}",
            {**self.bearer, "Content-Type": "application/json", "Idempotency-Key": "a"})


def table(server, kinds, repeat):
    """Prints what each kind costs; the name of the dearest that a page asks for, and whether all hold."""
    print(f"{'request':38} {'status':>6} {'CPU ms':>8} {'answer KB':>10}")
    missed = []
    for name, ask in kinds.all():
        status, _, text = ask()
        before = server.cpu()
        longest = len(text)
        for _ in range(repeat):
            longest = max(longest, len(ask()[2]))
        cpu = (server.cpu() - before) / repeat * 1000
        # Photos cost what their bytes cost; the bar is on what a small request may cause.
        over = (cpu > CPU_BAR and "photo" not in name) or longest > ANSWER_BAR
        if over:
            missed.append(name)
        print(f"{name:38} {status:6} {cpu:8.1f} {longest / 1024:10.1f}{'  MISSED' if over else ''}", flush=True)
    return missed


class Office:
    """What an office asks of a city with full registers."""

    def __init__(self, server):
        self.server = server
        self.bearer = {"Authorization": f"Bearer {server.token}"}
        self.desk = server.sign_in(server.token)
        self.entered = 0
        self.last = self.last_page()

    def last_page(self):
        """The path of the registers' last page."""
        path = "/api/v1/log?limit=1000"
        while True:
            _, headers, _ = self.server.ask("GET", path, headers=self.bearer)
            link = re.match(r"<(.*)>", headers["Link"] or "")
            if not link:
                return path
            path = "/api/v1/log" + link[1]

    def enter(self):
        """One entry more, at a station of its own."""
        people = [row for row in self.server.people if row["kind"] == "deputy"]
        deputy = people[self.entered * 17 % len(people)]
        self.entered += 1
        body = {"station": deputy["station"], "duty": "visit", "on": str(datetime.date.today()), "deputies": [deputy["code"]]}
        status, _, text = self.server.ask("POST", "/api/v1/log", json.dumps(body), {
            **self.bearer, "Content-Type": "application/json", "Idempotency-Key": f"entry-{self.entered}"})
        if status != 201:
            sys.exit(f"an entry was refused: {status} {text.decode()}")

    def all(self):
        def get(path, headers):
            return lambda: self.server.ask("GET", path, headers=headers)

        def after_entry(ask):
            def send():
                self.enter()
                return ask()
            return send

        points, log = get("/api/v1/points?limit=1000", self.bearer), get("/api/v1/log?limit=1000", self.bearer)
        largest = next(row["station"] for row in self.server.people if row["kind"] == "deputy")
        yield "office, points", points
        yield "office, points, 100", get("/api/v1/points", self.bearer)
        yield "office, points, last page", get("/api/v1/points?limit=1000&after=8000", self.bearer)
        yield "office, points of five years", get("/api/v1/points?limit=1000&from=2020-01-01", self.bearer)
        yield "office, points, an entry before", after_entry(points)
        yield "office, registers", log
        yield "office, registers, 100", get("/api/v1/log", self.bearer)
        yield "office, registers, last page", get(self.last, self.bearer)
        yield "office, registers, an entry before", after_entry(log)
        yield "office, registers, what waits", get("/api/v1/log?state=pending", self.bearer)
        yield "office, registers, one deputy's", get(f"/api/v1/log?deputy={self.server.code}", self.bearer)
        yield "office, registers, the largest", get(f"/api/v1/log?station={largest}", self.bearer)
        yield "office, one archive", get(f"/api/v1/archive/{self.server.code}", self.bearer)
        yield "desk, today", get("/desk", self.desk)
        yield "desk, points", get("/desk/points", self.desk)
        yield "desk, points, last page", get("/desk/points?after=8600", self.desk)
        yield "desk, points, an entry before", after_entry(get("/desk/points", self.desk))
        yield "desk, registers", get("/desk/log", self.desk)
        yield "desk, registers, what waits", get("/desk/log?state=pending", self.desk)
        yield "desk, registers, an entry before", after_entry(get("/desk/log", self.desk))


class Others:
    """Somebody else, who waits for a form, a receipt, and at the desk for the day's work and a case."""

    def __init__(self, server):
        self.server = server
        body, headers = urlencoded({"nonce": server.nonce(server.code), "text": "路灯坏了"})
        receipt = server.ask("POST", f"/{server.code}", body, headers)[1]["Location"].split("?")[0]
        desk = server.sign_in(server.officer, source="127.0.0.2")
        self.pages = [
            ("form", f"/{server.code}", {}), ("receipt", receipt, {}),
            ("whoami", "/api/v1/whoami", {"Authorization": f"Bearer {server.officer}"}), ("desk's day", "/desk", desk),
            ("desk's case", f"/desk/cases/{receipt.split('/')[2]}", desk)]

    def measure(self, seconds):
        waits, failures, end = {name: [] for name, _, _ in self.pages}, 0, time.monotonic() + seconds
        while time.monotonic() < end:
            for name, path, headers in self.pages:
                started = time.monotonic()
                try:
                    good = self.server.ask("GET", path, headers=headers, source="127.0.0.2")[0] == 200
                except OSError:
                    good = False
                waits[name].append((time.monotonic() - started) * 1000)
                failures += not good
            time.sleep(0.005)
        return waits, failures


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def storm(server, title, path, headers, seconds):
    """Many connections of one address ask for something, and hang up or don't read."""
    others = Others(server)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\n{lines}\r\n".encode()
    others.measure(1)
    quiet, _ = others.measure(seconds)
    # In a process of its own, so that it takes no time from whoever measures.
    script = f"""
import random, socket, time
held = []
while True:
    client = socket.create_connection(("127.0.0.1", {server.port}))
    try:
        client.sendall({request!r} * 3)
    except OSError:
        pass
    if random.random() < 0.5: client.close()
    else: held.append(client)
    if len(held) > 150: held.pop(0).close()
    time.sleep(0.001)
"""
    storms = [subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        time.sleep(1)
        during, failures = others.measure(seconds)
    finally:
        for process in storms:
            process.kill()
            process.wait()
    print(f"a storm of {title}:")
    missed = []
    for name in quiet:
        usual, now = percentile(quiet[name], 99), percentile(during[name], 99)
        over = now / usual > STORM_BAR and now > 20
        print(f"  others' {name}: p99 {usual:.1f} ms, in the storm {now:.1f} ms ({now / usual:.1f}x); median "
              f"{statistics.median(quiet[name]):.1f} and {statistics.median(during[name]):.1f} ms{'  MISSED' if over else ''}")
        if over:
            missed.append(f"storm of {title}: {name}")
    print(f"  not answered: {failures}; memory at its peak {server.memory():.0f} MB", flush=True)
    return missed + ([f"storm of {title}: others not answered"] if failures else [])


def citizens(program, directory, options):
    server = Server(program, directory)
    kinds = Kinds(server)
    missed = table(server, kinds, options.repeat)
    if options.storm:
        missed += storm(server, "the longest receipt", kinds.receipt, {}, options.storm)
    return missed + stop(server)


def staff(program, directory, options):
    entries = f"{directory}/entries.csv"
    server = Server(program, directory, "city", lambda server: fill(server.run, server.people, options.entries, entries))
    before = server.memory("VmRSS")
    office = Office(server)
    print(f"a city with {options.entries} entries: {before:.0f} MB at the start")
    missed = table(server, office, options.repeat)
    print(f"memory with what is kept of it: {server.memory('VmRSS'):.0f} MB")
    if options.storm:
        missed += storm(server, "the office's points", "/api/v1/points?limit=1000", office.bearer, options.storm)
        missed += storm(server, "the office's registers", "/api/v1/log?limit=1000", office.bearer, options.storm)
        missed += storm(server, "the form", f"/{server.code}", {}, options.storm)
    return missed + stop(server)


def stop(server):
    seconds = server.stop()
    print(f"SIGTERM to the end: {seconds:.1f} s")
    return ["SIGTERM"] if seconds > 35 else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--storm", type=int, default=8)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--only", choices=["citizens", "staff"])
    options = parser.parse_args()
    parts = [part for part in [citizens, staff] if options.only in (None, part.__name__)]
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.abspath(options.liaison)
        missed = [bar for part in parts for bar in part(program, directory, options)]
    if missed:
        print("missed: " + ", ".join(missed))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
