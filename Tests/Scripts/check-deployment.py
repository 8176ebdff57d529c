"""Checks the samples in assets/deploy with the programs that they are for.

usage: python3 Tests/Scripts/check-deployment.py [LIAISON]

LIAISON is a built program, .build/debug/liaison unless given. Needs Debian's systemd, nginx-light, caddy, curl, openssl,
slowhttptest and strace. Prints a line for each thing that holds or fails; exits 1 when one fails.
"""
import http.client, os, re, secrets, shutil, signal, socket, ssl, subprocess, sys, tempfile, time, urllib.parse

SAMPLES = "assets/deploy"
PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/debug/liaison")
DOMAIN = "llz.example.gov.cn"
failures = []


def check(text, holds, details=""):
    print(f"{'holds' if holds else 'FAILS'}  {text}")
    if not holds:
        failures.append(text)
        print(details)


def run(*command, **options):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


class Liaison:
    """A server with the small sample roster, on a port of its own."""

    def __init__(self, directory, *prefix):
        self.data, self.port = f"{directory}/data", free_port()
        self.log = f"{directory}/liaison.log"
        self.run("init", "--base-url", f"https://{DOMAIN}", "--name", "站", "--set", "handler=a", "--set", "contact=b",
                 "--set", "retention=c")
        self.run("roster", "import", "Tests/Samples/small/stations.csv", "Tests/Samples/small/deputies.csv")
        listing = self.run("roster", "list", "--json")
        self.code = re.search(r'"code"\s*:\s*"(\w{7})"', listing)[1]
        self.prefix = prefix
        self.start()

    def run(self, *words):
        result = subprocess.run([PROGRAM, *words, "--data", self.data], text=True, stdout=subprocess.PIPE, check=True)
        return result.stdout

    def start(self):
        self.process = subprocess.Popen(
            [*self.prefix, PROGRAM, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--admin",
             "127.0.0.1:0", "--access-log", self.log], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        wait_for(self.port)

    def stop(self):
        # The group, for a program in front may keep the signal to itself.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)


class Browser:
    """Speaks TLS to the proxy from an address of its own, and lies about it in a header."""

    def __init__(self, port):
        self.port = port

    def request(self, method, path, body=None, headers={}):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", self.port), 30, ("127.0.0.9", 0))
        connection = http.client.HTTPSConnection(DOMAIN, self.port, context=context)
        connection.sock = context.wrap_socket(raw, server_hostname=DOMAIN)
        connection.request(method, path, body, {"X-Forwarded-For": "198.51.100.1", "Connection": "close", **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def nonce(self, code):
        return re.search(r'name="nonce" value="([^"]+)"', self.request("GET", f"/{code}")[2])[1]


def send_photos(browser, code, text, size):
    """Three photos of so many bytes, sent as phones send them, with HTTP/2; status and page."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as photo:
        photo.write(b"\xff\xd8\xff" + bytes(size - 3))
        photo.flush()
        result = run(
            "curl", "--silent", "--show-error", "--insecure", "--http2", "--max-time", "60", "--interface", "127.0.0.9",
            "--resolve", f"{DOMAIN}:{browser.port}:127.0.0.1", "--write-out", "\n%{http_version} %{http_code}",
            "--form", f"nonce={browser.nonce(code)}", "--form", f"text={text}",
            *(word for _ in range(3) for word in ("--form", f"photo=@{photo.name};type=image/jpeg")),
            f"https://{DOMAIN}:{browser.port}/{code}")
    page, _, last = result.stdout.rpartition("\n")
    return last, page


def scenario(name, port, liaison, logs):
    """A citizen's whole way through the proxy, and what the proxy's logs say of it."""
    browser, text = Browser(port), "路灯坏了" + secrets.token_hex(8)
    status, headers, _ = browser.request("GET", f"/{liaison.code}")
    check(f"{name}: the form comes, with the policy and with HSTS",
          status == 200 and "Content-Security-Policy" in headers and "Strict-Transport-Security" in headers)
    form = urllib.parse.urlencode({"nonce": browser.nonce(liaison.code), "text": text})
    status, headers, _ = browser.request(
        "POST", f"/{liaison.code}", form, {"Content-Type": "application/x-www-form-urlencoded"})
    location = headers.get("Location", "")
    check(f"{name}: a message leads to its receipt", status == 303 and location.startswith("/r/"))
    status, _, page = browser.request("GET", location)
    check(f"{name}: the receipt shows it", status == 200 and text in page)
    _, _, number, query = location.split("/")
    check(f"{name}: the look-up leads there", browser.request("GET", f"/q?number={number}&query={query}")[0] == 303)
    for size, expected in ((8 << 20, "is read"), (13 << 20, "comes back with its words")):
        status, page = send_photos(browser, liaison.code, text, size)
        kept = status == "2 303" or text in page
        check(f"{name}: a form with 3 photos of {size >> 20} MiB {expected} ({status})", kept)
    clients = set(re.findall(r"client=(\S+)", open(liaison.log).read()))
    check(f"{name}: the client is the peer, not what it claims", "127.0.0.9" in clients and "198.51.100.1" not in clients,
          clients)
    liaison.stop()
    status, headers, page = browser.request("GET", location)
    check(f"{name}: without Liaison it says so kindly ({status})",
          status == 503 and "按返回键" in page and headers["Retry-After"] == "10")
    browser.request("GET", f"/q?number={number}&query={query}")
    liaison.start()
    time.sleep(0.5)
    said = "".join(open(log, errors="replace").read() for log in logs if os.path.exists(log))
    check(f"{name}: it has written a log", f"/{liaison.code}" in said)
    secret_words = [query, query.replace("-", ""), number, text]
    check(f"{name}: no log has number, query code or text", not any(word.lower() in said.lower() for word in secret_words),
          said)
    check(f"{name}: nor has Liaison's own", not any(word in open(liaison.log).read() for word in secret_words))


def slow_clients(name, port, code):
    """1,500 slow connections of one address leave others served: heads, content, reading."""
    browser, target = Browser(port), f"https://127.0.0.1:{port}/{code}"
    for kind, flags in {
        "slow heads": ["-H", "-i", "2", "-t", "GET"],
        "slow content": ["-B", "-i", "2", "-s", "8192", "-t", "POST"],
        "slow reading": ["-X", "-w", "1", "-y", "1", "-n", "2", "-z", "1", "-k", "3", "-t", "GET"],
    }.items():
        attack = subprocess.Popen(["slowhttptest", *flags, "-c", "1500", "-r", "750", "-l", "9", "-u", target],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # All connections are asked for within two seconds, and it ends when none is left open: on a quick machine soon after.
        time.sleep(1)
        waits = []
        while attack.poll() is None and len(waits) < 100:
            start = time.monotonic()
            try:
                answered = browser.request("GET", f"/{code}")[0] == 200
            except OSError:
                answered = False
            waits.append(time.monotonic() - start if answered else None)
            time.sleep(0.05)
        attack.wait()
        answered = sorted(wait for wait in waits if wait is not None)
        slowest = answered[-1] if answered else float("inf")
        check(f"{name}: {kind} of one address leave others served ({len(answered)} of {len(waits)}, {slowest:.2f} s at worst)",
              len(waits) > 5 and len(answered) == len(waits) and slowest < 3)


def unit(directory):
    for name in ("liaison.service", "liaison-backup.service", "liaison-backup-check.service"):
        exposure = run("systemd-analyze", "security", "--offline=true", f"{SAMPLES}/{name}")
        level = re.search(rf"Overall exposure level for {name}: ([\d.]+)", exposure.stdout)
        check(f"systemd-analyze security rates {name} {level and level[1]}, at most 2.0", level and float(level[1]) <= 2,
              exposure.stdout)
    os.makedirs(f"{directory}/units")
    units = sorted(name for name in os.listdir(SAMPLES) if re.search(r"\.(service|socket|timer)$", name))
    for name in units:
        text = open(f"{SAMPLES}/{name}").read().replace("/usr/bin/liaison", PROGRAM)
        # The operator's own.
        text = text.replace("/usr/local/bin/liaison-alarm", "/bin/true")
        text = re.sub(r"(?m)^Documentation=.*\n", "", text)
        open(f"{directory}/units/{name}", "w").write(text)
    verdict = run("systemd-analyze", "verify", *(f"{directory}/units/{n}" for n in units))
    ours = [line for line in verdict.stdout.splitlines() if "liaison" in line]
    check(f"systemd-analyze verify finds no fault with {', '.join(units)}", verdict.returncode == 0 and not ours, verdict.stdout)


def allowed_calls():
    """The system calls that the unit's filter lets through."""
    groups = {}
    for line in run("systemd-analyze", "syscall-filter").stdout.splitlines():
        word = line.strip()
        if line.startswith("@"):
            current = groups.setdefault(word, set())
        elif word and not word.startswith("#") and groups:
            current.add(word)

    def members(name):
        return set().union(*(members(m) if m.startswith("@") else {m} for m in groups.get(name, ())))
    allowed = set()
    for line in re.findall(r"(?m)^SystemCallFilter=(.+)$", open(f"{SAMPLES}/liaison.service").read()):
        named = set().union(*(members(word) for word in line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    # systemd.exec(5): always allowed.
    return allowed | {"execve", "exit", "exit_group", "getrlimit", "rt_sigreturn", "sigreturn"}


def calls(directory):
    trace = f"{directory}/trace"
    os.makedirs(f"{directory}/traced")
    liaison = Liaison(f"{directory}/traced", "strace", "-f", "-qq", "-e", "signal=none", "-o", trace)
    for path in ("/", f"/{liaison.code}", f"/qr/{liaison.code}.png", "/q"):
        connection = http.client.HTTPConnection("127.0.0.1", liaison.port, timeout=30)
        connection.request("GET", path)
        connection.getresponse().read()
        if path == f"/{liaison.code}":
            connection.request("GET", path)
            nonce = re.search(rb'name="nonce" value="([^"]+)"', connection.getresponse().read())[1].decode()
            connection.request("POST", path, urllib.parse.urlencode({"nonce": nonce, "text": "a"}),
                               {"Content-Type": "application/x-www-form-urlencoded"})
            location = connection.getresponse().headers["Location"]
            connection.close()
            connection.request("GET", location)
            connection.getresponse().read()
        connection.close()
    liaison.stop()
    used = set(re.findall(r"(?m)^\d+ +(?:<\.\.\. )?(\w+)[( ]", open(trace).read())) - {"resumed"}
    refused = used - allowed_calls()
    check(f"the unit's filter lets all {len(used)} system calls through that are needed", len(used) > 20 and
          # Asks for what LimitNOFILE= and the kernel give anyway, and goes on without.
          refused <= {"prlimit64", "sched_getaffinity", "set_mempolicy"}, sorted(refused))


def nginx_version():
    return tuple(int(part) for part in re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", run("nginx", "-v").stdout).groups())


def nginx(directory):
    port, plain = free_port(), free_port()
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={DOMAIN}", "-days", "2", "-keyout",
        f"{directory}/privkey.pem", "-out", f"{directory}/fullchain.pem", check=True)
    os.makedirs(f"{directory}/nginx")
    liaison = Liaison(f"{directory}/nginx")
    sample = open(f"{SAMPLES}/nginx.conf").read()
    for old, new in (("/etc/ssl/liaison", directory), ("/var/log/nginx", f"{directory}/nginx"),
                     ("listen 443", f"listen 127.0.0.1:{port}"), ("listen 80", f"listen 127.0.0.1:{plain}"),
                     ("127.0.0.1:8080", f"127.0.0.1:{liaison.port}")):
        assert old in sample, old
        sample = sample.replace(old, new)
    sample = re.sub(r"(?m)^ *listen \[::\].*\n", "", sample)
    if nginx_version() >= (1, 25, 1):
        sample = sample.replace(" ssl http2;", " ssl;").replace("server_name", "http2 on; server_name")
    # What the sample tells the operator to put elsewhere.
    main = re.search(r"(?m)^# +(worker_rlimit_nofile \d+;)\n# +(events \{.*\})$", sample)
    path, log = f"{directory}/nginx.conf", f"{directory}/nginx/error.log"
    open(path, "w").write(
        f"daemon off; error_log {log}; pid {directory}/nginx.pid; {main[1]} {main[2]}\nhttp {{ access_log off;\n"
        + "".join(f"{kind}_temp_path {directory}/nginx/{kind};\n" for kind in
                  ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) + sample + "}\n")
    verdict = run("nginx", "-t", "-c", path)
    check("nginx -t accepts the sample", verdict.returncode == 0, verdict.stdout)
    server = subprocess.Popen(["nginx", "-c", path])
    try:
        wait_for(port)
        logs = [f"{directory}/nginx/liaison.access.log", f"{directory}/nginx/liaison.error.log", log]
        scenario("nginx", port, liaison, logs)
        location = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
        location.request("GET", "/x", headers={"Host": "evil.example"})
        check("nginx: http leads to the configured name, whatever name was asked for",
              location.getresponse().headers["Location"] == f"https://{DOMAIN}/x")
        slow_clients("nginx", port, liaison.code)
    finally:
        server.terminate()
        server.wait()
        liaison.stop()


def caddy(directory):
    os.makedirs(f"{directory}/caddy")
    environment = {**os.environ, "HOME": f"{directory}/caddy", "XDG_DATA_HOME": f"{directory}/caddy/data"}
    verdict = run("caddy", "validate", "--adapter", "caddyfile", "--config", f"{SAMPLES}/Caddyfile", env=environment)
    check("caddy validate accepts the sample", verdict.returncode == 0 and "Valid configuration" in verdict.stdout,
          verdict.stdout)
    port = free_port()
    liaison = Liaison(f"{directory}/caddy")
    sample = open(f"{SAMPLES}/Caddyfile").read()
    for old, new in ((f"\n{DOMAIN} {{", f"\nhttps://{DOMAIN}:{port} {{\n\ttls internal"),
                     ("127.0.0.1:8080", f"127.0.0.1:{liaison.port}"), ("/var/log/caddy", f"{directory}/caddy")):
        assert old in sample, old
        sample = sample.replace(old, new)
    opening = "\n{\n\tservers {"
    assert opening in sample
    open(f"{directory}/Caddyfile", "w").write(
        # slowhttptest names no host in TLS.
        sample.replace(opening, f"\n{{\n\tdefault_sni {DOMAIN}\n\tadmin off\n\tskip_install_trust\n"
                       "\tauto_https disable_redirects\n\tservers {", 1))
    talk = f"{directory}/caddy/talk.log"
    with open(talk, "w") as output:
        server = subprocess.Popen(["caddy", "run", "--adapter", "caddyfile", "--config", f"{directory}/Caddyfile"],
                                  env=environment, stdout=output, stderr=output)
    try:
        wait_for(port)
        time.sleep(1)
        scenario("Caddy", port, liaison, [f"{directory}/caddy/liaison.log", talk])
        slow_clients("Caddy", port, liaison.code)
    finally:
        server.terminate()
        server.wait()
        liaison.stop()


missing = [tool for tool in ("systemd-analyze", "nginx", "caddy", "curl", "openssl", "slowhttptest", "strace") if not shutil.which(tool)]
if missing:
    sys.exit(f"missing: {', '.join(missing)}")
directory = tempfile.mkdtemp(prefix="liaison-deployment-")
os.chmod(directory, 0o755)
try:
    unit(directory)
    calls(directory)
    nginx(directory)
    caddy(directory)
finally:
    shutil.rmtree(directory)
sys.exit(1 if failures else 0)
