#!/usr/bin/env python3
"""Durable submissions: Liaison beside handlers that write one file a message, and beside SQLite.

usage: submissions.py LIAISON [--hummingbird PROGRAM] [--seconds 5] [--rounds 3] [--connections 64] [--directory DIR]

Needs wrk and go; PROGRAM is made of ../Peers/submissions-hummingbird.swift. All servers keep their messages in DIR (a
fresh directory under the current one unless given: it has to be on a real disk, not tmpfs). Each round drives every
contender in turn with the same bodies, over one mailbox and over 551; printed are the medians, the servers' CPU time a
message, and Liaison's rate as a multiple of each. The SQLite peer syncs nothing, and has one database for all. In the end
every message that Liaison answered has to be in the store.
"""
import argparse, json, os, re, secrets, shutil, statistics, subprocess, sys, tempfile, time
from urllib.parse import quote

from nonces import FormNonces

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = "村口的路灯坏了三天，晚上老人出门看不清路，请帮忙反映。" * 4
STATIONS = 551


def start(*command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    match = re.match(r"listening (http://\S+)", line)
    if not match:
        sys.exit(f"{command[0]} didn't start: {line!r}")
    return process, match[1]


def bodies(path, entries):
    with open(path, "w") as file:
        for target, token in entries:
            file.write(f"/{target}\tnonce={token}&text={quote(TEXT)}&topic=&name=&phone=&website=\n")


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(address, path, seconds, connections, pid):
    script = os.path.join(HERE, "post.lua")
    before = cpu_seconds(pid)
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, address, "--", path],
        capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    if "Non-2xx or 3xx responses" in out:
        sys.exit(out)
    answered = int(re.search(r"(\d+) requests in", out)[1])
    cpu = (cpu_seconds(pid) - before) / answered
    return rate, float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit], cpu * 1e6, answered


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("--hummingbird")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--directory")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="submissions-", dir=options.directory or os.getcwd())
    processes = []
    try:
        peer = os.path.join(directory, "peer")
        subprocess.run(["go", "build", "-o", peer, os.path.join(HERE, "../Peers/file-per-message.go")], check=True)
        data = os.path.join(directory, "data")
        run = lambda *words: subprocess.run([options.liaison, *words], check=True, capture_output=True, text=True).stdout
        run("init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", "bench", "--set", "handler=x",
            "--set", "contact=x", "--set", "retention=x")
        roster = os.path.join(directory, "stations.csv")
        with open(roster, "w") as file:
            file.write("id,name,parent,address,phone,reception\n")
            file.writelines(f"S{i:03},Station {i},,,,\n" for i in range(STATIONS))
        run("roster", "import", roster, "--data", data)
        codes = [row["code"] for row in json.loads(run("roster", "list", "--data", data, "--json"))]
        nonces = FormNonces(data)
        mailboxes = {"one station": codes[:1], f"{STATIONS} stations": codes}
        mail = lambda name: os.path.join(directory, name)
        contenders = {
            "Liaison": [options.liaison, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                        "--rate-limit", "off", "--access-log", "off"],
            "Go, a file a message": [peer, "-store", mail("go"), "-listen", "127.0.0.1:0"],
        }
        if options.hummingbird:
            for kind, name in (("maildir", "Hummingbird, a file a message"), ("sqlite", "Hummingbird, SQLite unsynced")):
                contenders[name] = [options.hummingbird, kind, "127.0.0.1:0", mail(kind)]
        figures, accepted = {}, 0
        for _ in range(options.rounds):
            for spread, targets in mailboxes.items():
                for name, command in contenders.items():
                    warm, path = os.path.join(directory, "warm"), os.path.join(directory, "bodies")
                    now = time.time()
                    for file, seconds in ((warm, 1), (path, options.seconds)):
                        count = (15_000 if "file" in name else 90_000) * seconds
                        chosen = [targets[i % len(targets)] for i in range(count)]
                        # The peers take any.
                        token = nonces.issue if name == "Liaison" else lambda code, at: f"{code}.{secrets.token_hex(14)}"
                        bodies(file, ((c, token(c, now)) for c in chosen))
                    # What the bench itself has written must not reach the disk amid somebody's syncs.
                    os.sync()
                    process, address = start(*command)
                    processes.append(process)
                    # What stands in the store is read once, at the first message: that isn't measured here.
                    *_, first = drive(address, warm, 1, options.connections, process.pid)
                    *result, answered = drive(address, path, options.seconds, options.connections, process.pid)
                    figures.setdefault((spread, name), []).append(result)
                    if name == "Liaison":
                        accepted += first + answered
                    process.terminate()
                    process.wait()
                    processes.remove(process)
        for spread in mailboxes:
            medians = {}
            for name in contenders:
                rates, latencies, cpu = zip(*figures[spread, name])
                medians[name] = statistics.median(rates)
                print(f"{spread}, {options.connections} connections, {name}: {medians[name]:,.0f} messages/s, "
                      f"p99 {statistics.median(latencies):.1f} ms, {statistics.median(cpu):.0f} us of CPU a message "
                      f"(rounds {', '.join(f'{r:,.0f}' for r in rates)})")
            for name in list(contenders)[1:]:
                print(f"{spread}: Liaison / {name} = {medians['Liaison'] / medians[name]:.2f}")
        verified = run("verify", "--data", data).strip()
        print(verified)
        # What was on its way when a run ended may be there too.
        cases = int(re.search(r"(\d+) cases", verified)[1])
        if cases < accepted:
            sys.exit(f"{accepted} messages were answered, and {cases} are stored")
    finally:
        for process in processes:
            process.terminate()
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
