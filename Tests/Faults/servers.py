"""Several servers on one directory, without a lock between them."""
import re, threading, time, urllib.parse
from concurrent.futures import ThreadPoolExecutor

from harness import (
    Installation, Journal, Load, Message, Server, compare, hold, nothing_lost, request, resend, wait_until)


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
            count = server.get(location)[2].count(words)
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


CHECKS = [several_servers]
