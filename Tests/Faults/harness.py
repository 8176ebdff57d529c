"""What the fault checks share: an installation, servers that can be hurt, citizens who write, and the comparison
of every receipt they got with what the store still has.

The citizens note each message before they send it and each receipt before it counts, synced, outside the store.
"""
import collections, http.client, json, os, re, resource, struct, subprocess, tempfile, threading
import time, urllib.parse, zlib


class Missed(Exception):
    """Something that had to hold did not."""


def hold(condition, sentence):
    if not condition:
        raise Missed(sentence)


def shown(page):
    """What a receipt's history shows: the newest stands before it once more, and words that can be sent again stand
    in hidden fields."""
    return re.sub(r"<[^>]*>", "", re.sub(r'<section class="box news">.*?</section>', "", page, flags=re.S))


def wait_until(condition, sentence, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise Missed(f"after {seconds} s still not: {sentence}")


class Installation:
    """A data directory with `stations` stations of one deputy each."""

    def __init__(self, program, path, stations=4, settings=()):
        self.program, self.path = program, path
        words = [f"--set={setting}" for setting in ("handler=x", "contact=x", "retention=x", *settings)]
        self.run("init", "--base-url", "https://llz.example.gov.cn", "--name", "faults", *words)
        with tempfile.TemporaryDirectory() as scratch:
            lists = {
                "stations": ["id,name,parent,address,phone,reception"]
                + [f"S{n:03},Station {n},,,," for n in range(stations)],
                "deputies": ["id,name,station,level,group,title"]
                + [f"D{n:03},代表{n},S{n:03},县,," for n in range(stations)],
            }
            for name, lines in lists.items():
                with open(f"{scratch}/{name}.csv", "w") as file:
                    file.write("\n".join(lines) + "\n")
            self.run("roster", "import", *(f"{scratch}/{name}.csv" for name in lists))
        roster = self.json("roster", "list")
        self.codes = [row["code"] for row in roster if row["kind"] == "deputy"]
        self.station_of = {row["code"]: row["station"] for row in roster}

    def seen_at(self, path):
        """The same installation on another mount, as another machine has it."""
        view = object.__new__(Installation)
        view.__dict__.update(self.__dict__, path=path)
        return view

    def run(self, *words, check=True):
        result = subprocess.run(
            [self.program, *words, "--data", self.path], capture_output=True, text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"})
        if check:
            hold(result.returncode == 0, f"liaison {' '.join(words)}: {result.stdout}{result.stderr}")
        return result

    def json(self, *words, everything=True):
        """What a command prints; status 3 says that damage was left out."""
        result = self.run(*words, "--json", check=everything)
        hold(result.returncode in (0, 3), f"liaison {' '.join(words)}: {result.stderr}")
        return json.loads(result.stdout)

    def verify(self):
        result = self.run("verify", check=False)
        hold(result.returncode == 0, f"verify is not clean:\n{result.stdout}{result.stderr}")


class Server:
    """A serving process; `faults`, an Interposer, may stand between it and the file system."""

    def __init__(self, installation, faults=None, environment=None, descriptors=None, prefix=()):
        self.log = tempfile.TemporaryFile("w+")
        extra = dict(environment or {})
        if faults:
            extra["LD_PRELOAD"] = ":".join(filter(None, [extra.get("LD_PRELOAD"), faults.library]))
            extra["LIAISON_FAULTS"] = faults.path
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))) if descriptors else None
        # The variables are for the server alone, not for a program in front of it.
        self.process = subprocess.Popen(
            [*prefix, "env", *(f"{k}={v}" for k, v in extra.items()), installation.program, "serve", "--data",
             installation.path, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--rate-limit", "off",
             "--access-log", "off"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, preexec_fn=limit,
            env={**os.environ, "LC_ALL": "C.UTF-8"})
        try:
            self._await_ready()
        except Missed:
            self.kill()
            raise

    def _await_ready(self):
        ready = self.process.stdout.readline()
        hold(ready.startswith("listening "), f"the server doesn't start by itself: {ready}{self.talk()}")
        self.port = int(ready.strip().rsplit(":", 1)[1])
        wait_until(lambda: re.search(r"http://\S+:(\d+)\s", self.talk()), "the admin listener's address")
        self.admin_port = int(re.search(r"http://\S+:(\d+)\s", self.talk())[1])

    def talk(self):
        # The server writes where the file's own position is: that stays.
        return os.pread(self.log.fileno(), 1 << 20, 0).decode("utf-8", "replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(60)
        hold(status == 0, f"the server, asked to end, ends with {status}: {self.talk()}")

    def get(self, path):
        return request(self.port, "GET", path)

    def readiness(self):
        return request(self.admin_port, "GET", "/readyz")

    def becomes_ready(self):
        wait_until(lambda: self.readiness()[0] == 200, "ready again without a restart")

    def is_alive(self):
        return self.process.poll() is None

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def request(port, method, path, body=None, headers=(), timeout=30):
    """Status, headers and text of one exchange; OSError or HTTPException when no whole answer comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        # Every message comes from a household of its own, as far as limits by address go.
        source = ".".join(str(b) for b in (100, 64 + os.urandom(1)[0] % 64, *os.urandom(2)))
        connection.request(method, path, body, {"X-Forwarded-For": source, **dict(headers)})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def png():
    """A picture of one pixel, so that a message can bring a photo along."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


PHOTO = png()


class Message:
    """One citizen's words on their way in, with the form that they were written on."""

    def __init__(self, port, code, text, nonce=None):
        status, _, page = request(port, "GET", f"/{code}")
        hold(status == 200, f"the form of {code}: {status}")
        self.code, self.text = code, text
        self.nonce = nonce or re.search(r'name="nonce" value="([^"]+)"', page)[1]
        self.has_photo = 'name="photo"' in page and zlib.crc32(text.encode()) % 3 == 0

    def send(self, port, timeout=30):
        fields = {"nonce": self.nonce, "text": self.text}
        if not self.has_photo:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
            head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
            body, kind = b"".join(parts) + head + PHOTO + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
        return request(port, "POST", f"/{self.code}", body, {"Content-Type": kind}, timeout)


class Journal:
    """What was sent and what was acknowledged."""

    def __init__(self, path):
        self.file = open(path, "a")
        self.lock = threading.Lock()
        self.sent, self.receipts, self.refusals = {}, {}, collections.Counter()

    def _write(self, *fields):
        self.file.write("\t".join(fields) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def will_send(self, message):
        with self.lock:
            self._write("sent", message.nonce, message.code, message.text)
            self.sent[message.nonce] = message

    def acknowledged(self, message, location):
        with self.lock:
            known = self.receipts.setdefault(message.nonce, location)
            self._write("receipt", message.nonce, location)
        hold(known == location, f"the same form has two receipts: {known} and {location}")

    def unacknowledged(self):
        return [message for nonce, message in self.sent.items() if nonce not in self.receipts]

    def deliver(self, message, port, timeout=30):
        """Sends one message and judges the answer: a receipt, or a page with every word still in it."""
        self.will_send(message)
        status, headers, page = message.send(port, timeout)
        if status == 303:
            self.acknowledged(message, headers["Location"])
        else:
            hold(status == 503, f"a message was answered {status}:\n{page[:500]}")
            hold(message.text in page, "a refused message's words are not in the page")
            hold(message.nonce in page, "a refused message's form doesn't keep its number")
            with self.lock:
                self.refusals[status] += 1
        return status


class Load:
    """Citizens who write at the same time until told to stop; to a server that is gone they write no more."""

    def __init__(self, ports, codes, journal, writers=8, timeout=30, size=0):
        self.ports, self.codes, self.journal, self.timeout, self.size = ports, codes, journal, timeout, size
        self.stopping = threading.Event()
        self.failures = []
        self.tag = os.urandom(3).hex()
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(writers)]
        for thread in self.threads:
            thread.start()

    def _write(self, writer):
        number = 0
        while not self.stopping.is_set():
            number += 1
            port = self.ports[(writer + number) % len(self.ports)]
            text = f"{self.tag}-{writer}-{number} " + "路灯坏了。" * (self.size // 15)
            try:
                message = Message(port, self.codes[(writer * 7 + number) % len(self.codes)], text.strip())
                if self.journal.deliver(message, port, self.timeout) != 303:
                    time.sleep(0.02)
            except (OSError, http.client.HTTPException):
                # No answer: the server was killed, or the disk keeps it waiting. The message stays unacknowledged.
                if self.stopping.wait(0.02):
                    return
            except Exception as error:
                self.failures.append(error)
                return

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]


def resend(journal, port):
    """Sends everything that got no receipt again until it is taken, as its citizens would; the forms are the same."""
    for message in journal.unacknowledged():
        wait_until(lambda: journal.deliver(message, port) == 303, f"“{message.text.split()[0]}” is taken")


def compare(installation, journal, port=None, everything=True):
    """Each acknowledged message is there exactly once, each other one at most once, and nothing else.

    With a port, each receipt is also opened. `everything` demands a clean verification as well.
    Returns how many were lost; raises for anything else that is wrong.
    """
    if everything:
        installation.verify()
    cases = {}
    for case in installation.json("inbox", "list", everything=everything):
        hold(case["case"] not in cases, f"{case['case']} is listed twice")
        cases[case["case"]] = case
    tags = collections.Counter(case["excerpt"].split()[0] for case in cases.values() if case["excerpt"])
    known = {message.text.split()[0] for message in journal.sent.values()}
    for tag, count in tags.items():
        hold(tag in known, f"nobody wrote “{tag}”")
        hold(count == 1, f"“{tag}” is there {count} times")
    lost = 0
    for nonce, location in journal.receipts.items():
        message, number = journal.sent[nonce], location.split("/")[2]
        tag = message.text.split()[0]
        if number not in cases or not cases[number]["excerpt"].startswith(tag):
            lost += 1
        elif port:
            status, _, page = request(port, "GET", location)
            hold(status == 200 and tag in page, f"the receipt {location} of “{tag}” answers {status}")
            if message.has_photo:
                folder = f"{installation.path}/stations/{number.split('-')[0]}/photos/{number}"
                hold(os.path.isdir(folder) and all(os.path.getsize(f"{folder}/{name}") for name in os.listdir(folder))
                     and os.listdir(folder), f"the photo of {number} is not there")
    return lost


def nothing_lost(installation, journal, server):
    lost = compare(installation, journal, server.port)
    hold(lost == 0, f"{lost} of {len(journal.receipts)} acknowledged messages are lost")
    return len(journal.receipts)
