"""Strains the HTTP server from outside: slow clients, no descriptors left, large uploads, many connections.

usage: python3 Tests/Scripts/check_http_strain.py [--seconds S]

Build first: swift build -c release --product liaison-bench. Needs Debian's slowhttptest. Prints what it
measured; exits 1 when a bar of the project is missed. Others' usual time is what they waited just before each
strain.
"""
import argparse, os, re, socket, statistics, subprocess, sys, tempfile, threading, time

TICK = os.sysconf("SC_CLK_TCK")
failures = []


def bar(text, holds):
    print(f"{'holds ' if holds else 'MISSED'}  {text}")
    if not holds:
        failures.append(text)


class Server:
    def __init__(self, directory, descriptors=4096):
        self.process = subprocess.Popen(
            ["sh", "-c", f'ulimit -n {descriptors}; exec .build/release/liaison-bench http serve 127.0.0.1:0 {directory}/page 2'],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": directory})
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def memory(self, field="VmRSS"):
        return int(re.search(rf"{field}:\s+(\d+)", open(f"/proc/{self.process.pid}/status").read())[1]) / 1024

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def connect(self, source="127.0.0.1"):
        return socket.create_connection(("127.0.0.1", self.port), 20, (source, 0))

    def get(self, source="127.0.0.1"):
        """Milliseconds that one request on a fresh connection takes; None when it is not answered."""
        start = time.monotonic()
        try:
            with self.connect(source) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                answer = b""
                while chunk := client.recv(65536):
                    answer += chunk
        except OSError:
            return None
        return (time.monotonic() - start) * 1000 if answer.startswith(b"HTTP/1.1 200") else None

    def probe(self, count, pause):
        times = []
        for _ in range(count):
            times.append(self.get("127.0.0.2"))
            time.sleep(pause)
        return times


class Waits:
    """How long others waited for a page, in milliseconds."""

    # How many times longer than just before it they may wait during a strain, and how long they may in any case: a
    # machine that is busy with other things adds some milliseconds to each of a few requests.
    ratio, median_floor, tail_floor = 4, 10, 100

    def __init__(self, times):
        answered = sorted(wait for wait in times if wait is not None)
        self.count, self.answered = len(times), len(answered)
        self.median = statistics.median(answered) if answered else float("inf")
        self.tail = answered[int(0.95 * (len(answered) - 1))] if answered else float("inf")

    def __str__(self):
        return f"p50 {self.median:.1f} ms, p95 {self.tail:.1f} ms"

    def is_usual(self, quiet):
        return (self.median <= max(self.median_floor, self.ratio * quiet.median)
                and self.tail <= max(self.tail_floor, self.ratio * quiet.tail))


def strain(server, flags, seconds):
    """What others wait just before slowhttptest, and while it is at work."""
    quiet = Waits(server.probe(50, 0.02))
    attack = subprocess.Popen(
        ["slowhttptest", *flags, "-c", "1000", "-r", "1000", "-l", str(seconds), "-u", f"http://127.0.0.1:{server.port}/"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    during = Waits(server.probe(10 * (seconds - 2), 0.1))
    attack.wait()
    return quiet, during


def slow_clients(server, seconds):
    for name, flags in {
        "slow heads (-H)": ["-H", "-i", "1"],
        "slow content (-B)": ["-B", "-i", "1", "-s", "8192"],
        "slow reading (-X)": ["-X", "-w", "1", "-y", "1", "-n", "1", "-z", "1", "-k", "3"],
    }.items():
        # What makes others wait does so each time; what else the machine was busy with has passed by then.
        for attempt in range(3):
            quiet, during = strain(server, flags, seconds)
            text = (f"{name}: {during.answered} of {during.count} others answered, {during}; just before: {quiet}; "
                    f"{server.memory():.0f} MB")
            if during.answered < during.count or during.is_usual(quiet) or attempt == 2:
                break
            print(f"again   {text}")
        bar(text, during.answered == during.count and during.is_usual(quiet))


def no_descriptors(directory):
    with Server(directory, descriptors=32) as server:
        held = [server.connect() for _ in range(60)]
        time.sleep(0.5)
        before = server.cpu()
        time.sleep(3)
        used = (server.cpu() - before) / 3 * 100
        bar(f"no descriptors left: {used:.1f} % of a core while 60 connections wait at 32 descriptors", used < 5)
        for client in held:
            client.close()
        time.sleep(0.5)
        bar("no descriptors left: answers again afterwards", server.get() is not None)


def uploads(directory, count=64, megabytes=20):
    photo = os.urandom(1 << 20) * megabytes
    body = (
        b'--XY\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n'
        b'--XY\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n')
    end = b"\r\n--XY--\r\n"
    head = f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=XY\r\nContent-Length: {len(body) + len(photo) + len(end)}\r\n\r\n".encode()
    with Server(directory) as server:
        clients = [server.connect() for _ in range(count)]
        for client in clients:
            client.sendall(head + body)
        answers = [None] * count

        def upload(index):
            clients[index].sendall(photo)
            clients[index].sendall(end)
            answers[index] = clients[index].recv(65536)

        threads = [threading.Thread(target=upload, args=(index,)) for index in range(count)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        peak = server.memory("VmHWM")
        good = sum(bool(answer and answer.startswith(b"HTTP/1.1 200")) for answer in answers)
        bar(f"{count} uploads of {megabytes} MB at once: {good} answered in {time.monotonic() - start:.1f} s, peak {peak:.0f} MB", good == count and peak < 200)


def many_connections(directory):
    with Server(directory) as server:
        server.get()
        idle = server.memory()
        clients = [server.connect() for _ in range(512)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        for client in clients:
            received = 0
            while received < 12000:
                received += len(client.recv(65536))
        grown = server.memory() - idle
        bar(f"512 connections: {grown:.1f} MB above {idle:.1f} MB idle", grown < 30)


def flat_memory(directory):
    with Server(directory) as server:
        def batch():
            for _ in range(4000):
                with server.connect() as client:
                    client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcdeGET / HTTP/1.1\nHost: a\r\n\r\n")
                    while client.recv(65536):
                        pass
        batch()
        before = server.memory()
        for _ in range(3):
            batch()
        grown = server.memory() - before
        bar(f"12,000 connections more, each with a refusal: {grown:.1f} MB more memory", grown < 3)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        open(f"{directory}/page", "w").write("x" * 12288)
        with Server(directory) as server:
            slow_clients(server, options.seconds)
        no_descriptors(directory)
        uploads(directory)
        many_connections(directory)
        flat_memory(directory)
    sys.exit(1 if failures else 0)


main()
