#!/usr/bin/env python3
"""A deputy's pull of 10,000 messages, and of 10 new ones after them.

usage: pull.py LIAISON [--messages 10000] [--rounds 3] [--directory DIR]

Makes a store in DIR (a fresh directory under the current one unless given: it has to be on a real disk), sends the
messages through the form, and pulls them with the real client over HTTP: into a Maildir, a folder of .eml files and an
mbox. Printed are the medians: the wall time, the client's and the server's CPU time. Where thousands of files were
deleted within the last minutes, ext4 searches long for an inode for each new file: measure on a file system of its own,
such as an image mounted with -o loop.
"""
import argparse, http.client, json, os, re, resource, shutil, statistics, subprocess, sys, tempfile, threading, time
from urllib.parse import urlencode

from nonces import FormNonces

TEXT = "村口的路灯坏了三天，晚上老人出门看不清路，请帮忙反映。" * 4


def send(address, nonces, code, count):
    """Sends messages over one connection."""
    connection = http.client.HTTPConnection(address)
    for index in range(count):
        body = urlencode({"nonce": nonces.issue(code, time.time()), "text": f"{index} {TEXT}", "website": ""})
        connection.request("POST", f"/{code}", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            sys.exit(f"the form answers {answer.status}")


def cpu(pid):
    """The CPU seconds that a process has used."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("liaison")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--directory")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="pull-", dir=options.directory or os.getcwd())
    data, server = os.path.join(directory, "data"), None

    def run(*words):
        return subprocess.run([options.liaison, *words], check=True, capture_output=True, text=True).stdout

    try:
        run("init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", "bench", "--set",
            "handler=x", "--set", "contact=x", "--set", "retention=x", "--set", "rate_limit=off", "--set",
            "access_log=off")
        roster = os.path.join(directory, "stations.csv")
        open(roster, "w").write("id,name,parent\nS000,Station,\n")
        run("roster", "import", roster, "--data", data)
        code = json.loads(run("roster", "list", "--data", data, "--json"))[0]["code"]
        nonces = FormNonces(data)
        token = os.path.join(directory, "token")
        open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w").write(
            run("token", "issue", "--station", "S000", "--data", data))
        server = subprocess.Popen(
            [options.liaison, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = re.match(r"listening http://(\S+)", server.stdout.readline())[1]
        senders = [threading.Thread(target=send, args=(address, nonces, code, options.messages // 20)) for _ in range(20)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        for kind in ("maildir", "eml", "mbox"):
            figures, small = [], []
            for number in range(options.rounds):
                target = os.path.join(directory, f"{kind}-{number}")
                words = ("inbox", "pull", "--json", "--format", kind, "--server", f"http://{address}", "--token-file",
                         token, "--to", target)
                for wanted, results in ((None, figures), (10, small)):
                    if wanted:
                        send(address, nonces, code, wanted)
                    before, used = cpu(server.pid), resource.getrusage(resource.RUSAGE_CHILDREN)
                    start = time.monotonic()
                    delivered = json.loads(run(*words))["delivered"]
                    wall, now = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
                    client = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
                    results.append((delivered, wall, client, cpu(server.pid) - before))
            for results in (figures, small):
                wall, client, served = (statistics.median(row[i] for row in results) for i in (1, 2, 3))
                print(f"{kind}: {results[-1][0]} messages in {wall:.2f} s; CPU: client {client:.2f} s, "
                      f"server {served:.2f} s (rounds {', '.join(f'{row[1]:.2f}' for row in results)})")
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
