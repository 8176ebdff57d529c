"""Server CPU, rate and latency of one page over keep-alive, beside nginx and Go net/http.

usage: python3 Tests/Peers/http.py [--rounds N] [--seconds S] [--connections C,...] [--browser] [--hummingbird PROGRAM]

Build first: swift build -c release. Needs wrk, nginx and go. Measured is the whole program with a real form, nonce and
all, without and with its access log, and its server alone with a page of the same length, as everybody else's is; nobody
limits. Every server runs on core 0 alone and wrk on core 1; the figures are medians of interleaved rounds. CPU is what
/proc/PID/task/*/schedstat says of all the server's threads, divided by the requests that wrk counts. --browser sends the
fields that a phone's browser sends.
"""
import argparse, glob, os, re, socket, statistics, subprocess, sys, tempfile, time

LIAISON = ".build/release/liaison"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 13; V2244A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile "
                  "Safari/537.36 MicroMessenger/8.0.49",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate", "Accept-Language": "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7",
    "Upgrade-Insecure-Requests": "1",
}

NGINX = """
worker_processes 1; daemon off; master_process off; error_log /dev/null; pid {dir}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 75s; tcp_nodelay on;
  client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
  server {{
    listen 127.0.0.1:{port}; default_type "text/html; charset=utf-8";
    add_header Cache-Control "no-store"; add_header X-Content-Type-Options nosniff; add_header Referrer-Policy no-referrer;
    add_header Content-Security-Policy "default-src 'none'; style-src 'self'; form-action 'self'";
    location = /file {{ alias {dir}/page; }}
    # A parameter of nginx's configuration holds 4 KB at most.
    set $quarter "{quarter}";
    location / {{ return 200 "$quarter$quarter$quarter$quarter"; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    return sum(int(open(path).read().split()[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat")) / 1e9


def memory(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


class Peer:
    def __init__(self, name, command, port, path="/7K3M9QX"):
        self.name, self.port, self.path = name, port, path
        self.process = subprocess.Popen(["taskset", "-c", "0", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                self.idle = memory(self.process.pid)
                return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"{name} does not listen")

    def measure(self, connections, seconds, fields):
        before = cpu_seconds(self.process.pid)
        text = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
             *(word for name, value in fields.items() for word in ("-H", f"{name}: {value}")), f"http://127.0.0.1:{self.port}{self.path}"],
            capture_output=True, text=True, check=True).stdout
        used = cpu_seconds(self.process.pid) - before
        requests = int(re.search(r"(\d+) requests in", text)[1])
        if "Non-2xx" in text or "Socket errors" in text:
            sys.exit(f"{self.name}: {text}")
        unit = {"us": 1, "ms": 1000, "s": 1e6}
        p50, p99 = (
            float(number) * unit[suffix]
            for number, suffix in (re.search(rf"{p}%\s+([\d.]+)(us|ms|s)", text).groups() for p in (50, 99)))
        return used / requests * 1e6, requests / seconds, p50, p99, memory(self.process.pid) - self.idle


def installation(directory):
    """The small sample's data directory, and a deputy's code in it."""
    data = f"{directory}/data"
    words = ["--base-url", "https://llz.example.gov.cn", "--name", "站", "--set", "handler=a", "--set", "contact=b", "--set",
             "retention=c"]
    for command in (["init", *words], ["roster", "import", "Tests/Samples/small/stations.csv",
                                       "Tests/Samples/small/deputies.csv"]):
        subprocess.run([LIAISON, *command, "--data", data], check=True, capture_output=True)
    listing = subprocess.run([LIAISON, "roster", "list", "--json", "--data", data], check=True, capture_output=True, text=True)
    return data, re.search(r'"code"\s*:\s*"(\w{7})"\s*,\s*"kind"\s*:\s*"deputy"', listing.stdout)[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", default="64")
    parser.add_argument("--hummingbird")
    parser.add_argument("--browser", action="store_true", help="send the fields that a phone's browser sends")
    parser.add_argument("--only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data, code = installation(directory)
        whole, logging, nginx, ours, go, hummingbird = (free_port() for _ in range(6))

        def product(name, port, log):
            return Peer(name, [LIAISON, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--admin", "127.0.0.1:0",
                               "--rate-limit", "off", "--access-log", log], port, f"/{code}")
        form = product("liaison form", whole, "off")
        # Not urllib: it would take this file for its own http package.
        size = len(subprocess.run(["curl", "-s", f"http://127.0.0.1:{whole}/{code}"], check=True, capture_output=True).stdout)
        quarter = ("<p>a line of text as a form page has it</p>\n" * 100)[: size // 4]
        page = quarter * 4
        open(f"{directory}/page", "w").write(page)
        os.chmod(directory, 0o755)
        open(f"{directory}/nginx.conf", "w").write(NGINX.format(dir=directory, port=nginx, quarter=quarter))
        os.chmod(f"{directory}/page", 0o644)
        subprocess.run(["go", "build", "-o", f"{directory}/go", "Tests/Peers/http.go"], check=True)
        peers = [
            form,
            product("liaison form, log", logging, f"{directory}/access.log"),
            Peer("liaison server", [".build/release/liaison-bench", "http", "serve", f"127.0.0.1:{ours}", f"{directory}/page", "1"], ours),
            Peer("nginx return 200", ["nginx", "-c", f"{directory}/nginx.conf"], nginx),
            Peer("Go net/http", [f"{directory}/go", f"127.0.0.1:{go}", f"{directory}/page"], go),
        ]
        file = Peer.__new__(Peer)
        file.name, file.port, file.path, file.process, file.idle = "nginx file", nginx, "/file", peers[3].process, peers[3].idle
        peers.insert(4, file)
        if options.hummingbird:
            peers.append(Peer("Hummingbird 2", [options.hummingbird, f"127.0.0.1:{hummingbird}", f"{directory}/page"], hummingbird))
        try:
            for connections in map(int, options.connections.split(",")):
                table(peers, connections, size, options)
        finally:
            for peer in peers:
                peer.process.terminate()
                peer.process.wait()


def table(peers, connections, size, options):
    """Measures all peers in turn, and prints what came of it."""
    rounds = {peer.name: [] for peer in peers}
    for _ in range(options.rounds):
        for peer in peers:
            if options.only and options.only not in peer.name:
                continue
            rounds[peer.name].append(peer.measure(connections, options.seconds, BROWSER if options.browser else {}))
    print(f"{connections} connections, {size} bytes, medians of {options.rounds} rounds of {options.seconds} s")
    for name, figures in rounds.items():
        if figures:
            cpu, rate, p50, p99, rss = (statistics.median(column) for column in zip(*figures))
            print(f"{name:18} {cpu:6.2f} us CPU/request {rate:8.0f}/s  p50 {p50:6.0f} us  p99 {p99:6.0f} us  {rss:5.1f} MB above idle")


main()
