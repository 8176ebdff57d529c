#!/usr/bin/env python3
"""What a store's size costs: start and memory, then server CPU and system calls of a request, for each store given.

usage: growth.py LIAISON DIR... [--requests 600] [--calls]

Each DIR is an installation with a roster, filled by `liaison-bench store --data DIR --cases N`: one with few cases beside
one with many shows whether cost grows with what is stored. Writes messages and tokens into them. Run twice: the first
start after filling has no cache to read. CPU is utime + stime of the server from /proc; --calls counts with strace.
"""
import argparse, http.client, json, os, re, signal, subprocess, time, urllib.parse

from nonces import FormNonces
from submissions import TEXT, cpu_seconds


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("stores", nargs="+", metavar="DIR")
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--calls", action="store_true")
    options = parser.parse_args()
    for data in options.stores:
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
        finally:
            server.process.terminate()
            server.process.wait()


if __name__ == "__main__":
    main()
