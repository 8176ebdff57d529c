"""Several servers on one directory, without a lock between them."""
import base64, collections, glob, hashlib, hmac, json, os, re, sys, threading, time, urllib.parse
from concurrent.futures import ThreadPoolExecutor

from faults import Interposer
from harness import (
    compare, hold, Installation, Journal, Load, Message, nothing_lost, request, resend, Server, shown,
    wait_until)

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Bench")
from nonces import FormNonces


class TwoPosts:
    """Citizens whose form goes to two servers in the same instant, as a double tap behind a balancer does."""

    def __init__(self, ports, codes, journal):
        self.ports, self.codes, self.journal = ports, codes, journal
        self.stopping, self.failures, self.sent = threading.Event(), [], 0
        self.thread = threading.Thread(target=self._write)
        self.thread.start()

    def _deliver(self, message, port):
        try:
            self.journal.deliver(message, port)
        except OSError:
            pass
        except Exception as error:
            self.failures.append(error)

    def _write(self):
        while not self.stopping.is_set():
            self.sent += 1
            first, second = (self.ports[(self.sent + step) % len(self.ports)] for step in (0, 1))
            try:
                message = Message(first, self.codes[self.sent % len(self.codes)], f"twice-{self.sent}")
            except OSError:
                continue
            taps = [threading.Thread(target=self._deliver, args=(message, port)) for port in (first, second)]
            for tap in taps:
                tap.start()
            for tap in taps:
                tap.join()

    def stop(self):
        self.stopping.set()
        self.thread.join()
        if self.failures:
            raise self.failures[0]


def add_words(ports, location, words):
    """Adds words to a case from its receipt, as its citizen does: through each of the ports in the same instant."""
    nonce = re.search(r'name="nonce" value="([^"]+)"', request(ports[0], "GET", location)[2])[1]
    body = urllib.parse.urlencode({"kind": "append", "nonce": nonce, "text": words}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with ThreadPoolExecutor(len(ports)) as taps:
        answers = list(taps.map(lambda port: request(port, "POST", location, body, headers), ports))
    for status, _, page in answers:
        hold(status == 303, f"adding words is answered {status}:\n{page[:300]}")


def shown_once(servers, installation, journal):
    """Words that two servers took in the same instant stand on the receipt, and in the case's file, once."""
    for number, location in enumerate(list(journal.receipts.values())[:20]):
        first, second = (servers[(number + step) % len(servers)] for step in (0, 1))
        words = f"twice-{number}-words"
        add_words([first.port, second.port], location, words)
        for server in servers:
            wait_until(lambda: words in server.get(location)[2], "every server shows it")
            count = shown(server.get(location)[2]).count(words)
            hold(count == 1, f"words added twice at once are shown {count} times")
        told = [event["text"] for event in installation.json("inbox", "show", location.split("/")[2])["events"]]
        hold(told.count(words) == 1, f"“{words}” is told {told.count(words)} times")


def seen_through_others(servers, journal, limit=1):
    """What comes in through one server stands on the receipt through every other. Returns the longest wait in s."""
    longest = 0
    for number, location in enumerate(list(journal.receipts.values())[:6]):
        writer = servers[number % len(servers)]
        add_words([writer.port], location, f"added-{number}-words")
        written = time.monotonic()
        for server in servers:
            if server is not writer:
                wait_until(lambda: f"added-{number}-words" in server.get(location)[2], "another server shows it", limit)
                longest = max(longest, time.monotonic() - written)
    return longest


def mixed_load(views, codes, journal, seconds, disturb):
    """Loads all servers, disturbs them in the middle with `disturb(servers, ports)`, and returns them at the end."""
    servers = [Server(view) for view in views]
    ports = [server.port for server in servers]
    load, twice = Load(ports, codes, journal, writers=6), TwoPosts(ports, codes, journal)
    try:
        time.sleep(seconds / 2)
        disturb(servers, ports)
        time.sleep(seconds / 2)
    finally:
        load.stop()
        twice.stop()
    return servers, twice.sent


def several_servers(program, scratch, rounds):
    """Three processes, mixed load, one killed and started again: all there once, and seen through every other."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")

    def disturb(servers, ports):
        servers[1].kill()
        time.sleep(0.5)
        servers[1] = Server(installation)
        ports[1] = servers[1].port

    servers, twice = mixed_load([installation] * 3, installation.codes, journal, 4 * rounds, disturb)
    hold(not journal.refusals, f"nobody is refused: {journal.refusals}")
    resend(journal, servers[0].port)
    for server in servers:
        count = nothing_lost(installation, journal, server)
    longest = seen_through_others(servers, journal)
    shown_once(servers, installation, journal)
    for server in servers:
        server.stop()
    compare(installation, journal)
    return f"{count} acknowledged, {twice} of them sent twice at once, all there once; seen elsewhere within {longest:.2f} s"


def nonces_of_one_number(installation, code, count):
    """Pairs of forms' nonces that draw the same case number of a day first, as one pair in 923,521 does."""
    forms = FormNonces(installation.path)
    with open(f"{installation.path}/secret") as file:
        secret = bytes.fromhex(file.read().strip())
    seen, pairs = {}, []
    while len(pairs) < count:
        nonce = forms.issue(code, time.time())
        content = base64.urlsafe_b64decode(nonce + "=" * (-len(nonce) % 4))[:-8]
        drawn = hmac.new(secret, b"\x04\x00" + content, hashlib.sha256).digest()[:8]
        other = seen.setdefault(int.from_bytes(drawn, "big") % 31**4, nonce)
        if other != nonce:
            pairs.append((other, nonce))
    return pairs


def messages_stored(installation):
    """How often each message stands in the store, by its text's first word."""
    found = collections.Counter()
    for path in glob.glob(f"{installation.path}/stations/*/inbox/*.jsonl"):
        for line in open(path, encoding="utf-8"):
            event = json.loads(line)
            if event["kind"] == "received":
                found[event["personal"]["text"].split()[0]] += 1
    return found


def one_number_for_one_case(program, scratch, rounds):
    """Two messages that draw the same number come to two servers at once, which decide before either has written."""
    installation = Installation(program, f"{scratch}/data", stations=1)
    journal, code = Journal(f"{scratch}/journal"), installation.codes[0]
    faults = Interposer(scratch)
    with Server(installation, faults) as first, Server(installation, faults) as second:
        for server in (first, second):
            hold(journal.deliver(Message(server.port, code, f"before-{server.port}"), server.port) == 303, "a message is taken")
        pairs = nonces_of_one_number(installation, code, 5 * rounds)
        for number, pair in enumerate(pairs):
            # What the second sees while it decides is what stood there before the first writes.
            faults.order(Interposer.DELAY, Interposer.WRITE, 100_000, path="/inbox/")
            messages = [Message(first.port, code, f"pair-{number}-{half}", nonce) for half, nonce in enumerate(pair)]
            for message in messages:
                # Photos stay under the number that they came with.
                message.has_photo = False
            with ThreadPoolExecutor(2) as citizens:
                answers = list(citizens.map(journal.deliver, messages, (first.port, second.port)))
            faults.relent()
            hold(answers == [303, 303], f"both are taken, not {answers}")
            numbers = {journal.receipts[nonce].split("/")[2] for nonce in pair}
            hold(len(numbers) == 2, f"both messages have got the number {numbers}")
        contested = sum(count > 1 for count in messages_stored(installation).values())
        hold(contested, "no message had to give way: the two never met")
        for server in (first, second):
            count = nothing_lost(installation, journal, server)
    with Server(installation) as server:
        nothing_lost(installation, journal, server)
    return f"{len(pairs)} pairs of one number, {contested} messages gave way; {count} acknowledged, each under a number of its own"


CHECKS = [several_servers, one_number_for_one_case]
