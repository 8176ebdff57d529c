#!/usr/bin/env python3
"""What a store's size costs: start and memory, then server CPU and system calls of a request, for each store given.

usage: growth.py LIAISON DIR... [--cases N --entries M] [--requests 600] [--calls] [--all]

Each DIR is an installation with a roster, filled by `liaison-bench store --data DIR --cases N`: one with few cases beside
one with many shows whether cost grows with what is stored. With --cases one that isn't there is made, a city's, with so many
cases and entries in its registers (liaison-bench stands beside LIAISON). Writes messages and tokens into them. Run twice: the first
start after filling has no cache to read. CPU is utime + stime of the server from /proc; --calls counts with strace; --all
adds what an office asks of everything, `verify` and `backup`.
"""
import argparse, http.client, json, os, re, shutil, signal, subprocess, time, urllib.parse

from nonces import FormNonces
from entries import fill
from submissions import TEXT, cpu_seconds

CITY = f"{os.path.dirname(os.path.abspath(__file__))}/../Samples/city"


def make(program, data, cases, entries):
    """A city's installation with so many cases and entries."""
    def run(*words):
        return subprocess.run([program, *words, "--data", data], capture_output=True, text=True, check=True).stdout

    run("init", "--base-url", "https://llz.example.gov.cn", "--name", "站", *(f"--set={name}=x" for name in ("handler", "contact", "retention")))
    run("roster", "import", f"{CITY}/stations.csv", f"{CITY}/deputies.csv")
    bench = f"{os.path.dirname(os.path.abspath(program))}/liaison-bench"
    subprocess.run([bench, "store", "--data", data, "--cases", str(cases)], stdout=subprocess.DEVNULL, check=True)
    people, token = json.loads(run("roster", "list", "--json")), f"{data}-token"
    with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(run("token", "issue", "--office"))
    # A server reads what is stored once; a command on the store would, for each table.
    server = Server(program, data)
    try:
        remote = ["--server", f"http://127.0.0.1:{server.connection.port}", "--token-file", token]
        fill(lambda *words: subprocess.run([program, *words, *remote], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True),
             people, entries, f"{data}-entries.csv")
    finally:
        server.process.terminate()
        server.process.wait()
        os.remove(token)


class Server:
    def __init__(self, program, data):
        self.program, self.data = program, data
        started = time.monotonic()
        self.process = subprocess.Popen(
            [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--rate-limit",
             "off", "--access-log", "off"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.listening = time.monotonic() - started
        self.connection = http.client.HTTPConnection("127.0.0.1", int(line.rsplit(":", 1)[1]))
        while True:
            before = self.cpu()
            time.sleep(1)
            if self.cpu() == before:
                return

    def cpu(self):
        return cpu_seconds(self.process.pid)

    def memory(self):
        return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{self.process.pid}/status").read())[1]) / 1024

    def run(self, *words):
        return subprocess.run(
            [self.program, *words, "--data", self.data], capture_output=True, text=True, check=True).stdout

    def ask(self, method, path, body=None, headers={}):
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 303):
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]}")
        return answer.headers, text


class Requests:
    """The three requests of people who wait: a citizen's message, a receipt, a deputy's pull of what is new."""

    def __init__(self, server):
        self.server = server
        roster = json.loads(server.run("roster", "list", "--json"))
        self.codes = [row["code"] for row in roster if row["kind"] == "deputy"][:200]
        self.nonces = FormNonces(server.data)
        token = server.run("token", "issue", "--deputy", self.codes[0]).strip()
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.receipts, self.cursor, self.sent = [], "", 0
        for _ in self.codes:
            self.submission()
        while self.pull():
            pass

    def submission(self):
        code = self.codes[self.sent % len(self.codes)]
        self.sent += 1
        form = urllib.parse.urlencode({"nonce": self.nonces.issue(code, time.time()), "text": TEXT})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.receipts.append(self.server.ask("POST", f"/{code}", form, kind)[0]["Location"])

    def receipt(self):
        self.server.ask("GET", self.receipts[self.sent % len(self.receipts)])
        self.sent += 1

    def pull(self):
        page = self.server.ask("GET", f"/api/v1/events?limit=1000&after={self.cursor}", headers=self.bearer)[1]
        last = json.loads(page.splitlines()[-1])
        self.cursor = last["cursor"]
        return last["more"]


def calls(server, act, count=50):
    """How often each system call is made for one act; those made less than once in two are left out."""
    report = f"/tmp/growth-{os.getpid()}"
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-o", report, "-p", str(server.process.pid)], stderr=subprocess.DEVNULL)
    time.sleep(1)
    for _ in range(count):
        act()
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    rows = [line.split() for line in open(report)]
    os.unlink(report)
    found = {row[-1]: int(row[3]) / count for row in rows if len(row) >= 5 and row[3].isdigit() and row[-1] != "total"}
    return ", ".join(f"{name} {n:.1f}" for name, n in sorted(found.items(), key=lambda pair: -pair[1]) if n >= 0.5)


class Office:
    """What an office asks of everything that is stored, and what its operator runs over it."""

    def __init__(self, server):
        self.server = server
        self.bearer = {"Authorization": "Bearer " + server.run("token", "issue", "--office").strip()}

    def asked(self, path):
        """The seconds of an answer as its asker waits, the server's CPU seconds, the bytes."""
        before, started = self.server.cpu(), time.monotonic()
        size = len(self.server.ask("GET", path, headers=self.bearer)[1])
        return time.monotonic() - started, self.server.cpu() - before, size

    def first_pull(self):
        """Everything from the beginning on, a page after the other; how many lines that was."""
        cursor, lines, before, started = "", 0, self.server.cpu(), time.monotonic()
        while True:
            page = self.server.ask("GET", f"/api/v1/events?limit=1000&after={cursor}", headers=self.bearer)[1]
            last = json.loads(page[page.rindex(b"\n", 0, -1) + 1:] if b"\n" in page[:-1] else page)
            lines, cursor = lines + page.count(b"\n") - 1, last["cursor"]
            if not last["more"]:
                return time.monotonic() - started, self.server.cpu() - before, lines

    def print_all(self):
        for name, path in (
                ("list", "/api/v1/cases"), ("list, overdue", "/api/v1/cases?overdue=true"),
                ("search that finds nothing", "/api/v1/cases?grep=xyzzy"),
                ("report on all", "/api/v1/report?from=2000-01-01&to=2099-12-31"),
                ("report on all, again", "/api/v1/report?from=2000-01-01&to=2099-12-31"),
                ("points", "/api/v1/points"), ("points, again", "/api/v1/points"), ("registers", "/api/v1/log"),
                ("registers, again", "/api/v1/log")):
            wall, cpu, size = self.asked(path)
            print(f"  {name}: {wall * 1e3:.0f} ms, {cpu * 1e3:.0f} ms of CPU, {size / 1e3:.0f} KB")
        wall, cpu, lines = self.first_pull()
        print(f"  first pull: {lines} lines in {wall:.1f} s, {cpu:.1f} s of CPU")
        print(f"  memory then: {self.server.memory():.0f} MiB")


def command(*words):
    """The wall and the CPU seconds of a command."""
    before, started = os.times(), time.monotonic()
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    return (time.monotonic() - started,
            after.children_user + after.children_system - before.children_user - before.children_system)


def print_commands(program, data):
    """`verify` beside sha256sum over the same files, a first `backup` and one after it beside `cp -r` and a sync."""
    hashed = command("sh", "-c", 'find "$1"/stations -name "*.jsonl" -print0 | xargs -0 sha256sum', "sh", data)[1]
    verified = command(program, "verify", "--data", data)[1]
    print(f"  verify: {verified:.1f} s of CPU, sha256sum {hashed:.1f}: {verified / hashed:.1f}x")
    copy = f"{data}-copy"
    copied = command("sh", "-c", 'cp -r "$1" "$2" && sync', "sh", data, copy)[0]
    shutil.rmtree(copy)
    first = command(program, "backup", copy, "--data", data)[0]
    later = command(program, "backup", copy, "--data", data)[0]
    shutil.rmtree(copy)
    print(f"  backup: first {first:.1f} s, cp -r and sync {copied:.1f} s: {first / copied:.1f}x; another {later:.1f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("stores", nargs="+", metavar="DIR")
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--calls", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--cases", type=int)
    parser.add_argument("--entries", type=int, default=0)
    options = parser.parse_args()
    for data in options.stores:
        if options.cases and not os.path.exists(data):
            make(options.liaison, data, options.cases, options.entries)
        server = Server(options.liaison, data)
        try:
            print(f"{data}: listening after {server.listening:.2f} s, all read after {server.cpu():.2f} s of CPU, "
                  f"{server.memory():.0f} MiB")
            requests = Requests(server)
            for act in (requests.submission, requests.receipt, requests.pull):
                before = server.cpu()
                for _ in range(options.requests):
                    act()
                cost = (server.cpu() - before) / options.requests
                print(f"  {act.__name__}: {cost * 1e6:.0f} us of CPU" + (
                    f"; calls: {calls(server, act)}" if options.calls else ""))
            if options.all:
                Office(server).print_all()
        finally:
            server.process.terminate()
            server.process.wait()
        if options.all:
            print_commands(options.liaison, data)


if __name__ == "__main__":
    main()
