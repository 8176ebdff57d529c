#!/usr/bin/env python3
"""Sits at a terminal as a deputy does: `inbox list`, `inbox pull` and its `--watch`, a silent server, mutt.

usage: check-terminal.py LIAISON

Needs python3-pexpect, python3-pyte and mutt. Everything happens in a directory of its own, on this machine.
"""
import argparse, html, json, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile, time
import urllib.parse, urllib.request

import pexpect, pyte

STATIONS = "id,name,parent\nSS00,韶山市人大代表联络总站（城区第一片区联合接待室）,\n"
DEPUTIES = "name,station,level\n阿卜杜拉·买买提·吾斯曼,SS00,县\n"


class Desk:
    """An installation, its server, and what a deputy has of it."""

    def __init__(self, liaison, directory):
        self.liaison, self.directory, self.data = liaison, directory, str(directory / "data")
        self.run("init", "--data", self.data, "--base-url", "https://llz.example.gov.cn", "--name", "x", "--set",
                 "handler=x", "--set", "contact=x", "--set", "retention=x", "--set", "rate_limit=off")
        for name, rows in (("stations", STATIONS), ("deputies", DEPUTIES)):
            (directory / f"{name}.csv").write_text(rows)
        self.run("roster", "import", str(directory / "stations.csv"), str(directory / "deputies.csv"), "--data", self.data)
        people = json.loads(self.run("roster", "list", "--data", self.data, "--json"))
        self.code = next(person["code"] for person in people if person["kind"] == "deputy")
        self.token = directory / "token"
        self.token.touch(0o600)
        self.token.write_text(self.run("token", "issue", "--deputy", self.code, "--data", self.data))
        self.serve("127.0.0.1:0")

    def run(self, *words):
        return subprocess.run([self.liaison, *words], check=True, capture_output=True, text=True).stdout

    def serve(self, address):
        self.server = subprocess.Popen(
            [self.liaison, "serve", "--data", self.data, "--listen", address, "--admin", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.match(r"listening http://(\S+)", self.server.stdout.readline())[1]

    def stop(self):
        self.server.terminate()
        self.server.wait()

    def send(self, text):
        page = urllib.request.urlopen(f"http://{self.address}/{self.code}").read().decode()
        nonce = html.unescape(re.search(r'name="nonce" value="([^"]+)"', page)[1])
        body = urllib.parse.urlencode({"nonce": nonce, "text": text, "website": ""}).encode()
        urllib.request.urlopen(f"http://{self.address}/{self.code}", body).read()

    def spawn(self, *words, rows=30, columns=80, server=None):
        place = ["--server", f"http://{server or self.address}", "--token-file", str(self.token)]
        environment = {"TERM": "xterm", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(self.directory)}
        return pexpect.spawn(self.liaison, [*words, *place], env=environment, encoding="utf-8", timeout=30,
                             dimensions=(rows, columns))


def screen(child, rows, columns, until=None):
    """What stands on the terminal at the program's end, or once a text is there."""
    display, deadline = pyte.Screen(columns, rows), time.monotonic() + 30
    stream = pyte.Stream(display)
    while time.monotonic() < deadline:
        try:
            stream.feed(child.read_nonblocking(65536, timeout=0.2))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            break
        if until and any(until in line for line in lines(display)):
            break
    return lines(display)


def lines(display):
    # pyte puts an empty cell behind a wide character.
    return ["".join(display.buffer[y][x].data for x in range(display.columns)).rstrip() for y in range(display.lines)]


def lists_each_case_on_one_line(desk):
    for columns in (80, 100):
        child = desk.spawn("inbox", "list", columns=columns)
        shown = [line for line in screen(child, 30, columns) if line]
        assert len(shown) == 3, shown
        assert all(re.match(r"SS00-\d{6}-\w{5}  \d{4}-", line) for line in shown[1:]), shown


def pulls_what_comes_while_it_watches(desk):
    maildir = desk.directory / "watched"
    child = desk.spawn("inbox", "pull", "--watch", "1", "--to", str(maildir))
    child.expect("looking every 1 s")
    child.expect(r"\r\d+ messages\x1b\[K")
    child.expect("2 new messages")
    desk.send("第三条")
    child.expect("1 new messages")
    desk.stop()
    child.expect("going on looking")
    desk.serve(desk.address)
    child.expect("connected again")
    desk.send("第四条")
    child.expect("1 new messages")
    child.sendintr()
    child.expect("stopped; the next pull goes on from here")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, (child.exitstatus, child.signalstatus)
    assert len(list((maildir / "new").iterdir())) == 4
    child = desk.spawn("inbox", "pull", "--to", str(maildir))
    child.expect("nothing new")
    # Also on the server's own machine, where other threads read the ledger.
    child = pexpect.spawn(desk.liaison, ["inbox", "pull", "--watch", "1", "--data", desk.data, "--to",
                                         str(desk.directory / "local")], encoding="utf-8", timeout=30)
    child.expect("4 ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, (child.exitstatus, child.signalstatus)


def says_what_it_waits_for(desk):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = "127.0.0.1:%d" % silent.getsockname()[1]
        child = desk.spawn("whoami", server=address)
        child.expect(f"waiting for {address} to answer")
        child.sendintr()
        child.expect(pexpect.EOF)
    # Bound and not listening: nobody else can take the port meanwhile.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % closed.getsockname()[1]
        child = desk.spawn("whoami", server=address)
        for _ in range(3):
            child.expect("trying again")
        child.expect(f"liaison: .*{address}")
        child.expect(pexpect.EOF)


def shows_threads_in_mutt(desk):
    maildir = desk.directory / "watched"
    cases = json.loads(desk.run("inbox", "list", "--data", desk.data, "--json"))
    desk.run("reply", cases[-1]["case"], "--text", "已派人去修。", "--deputy", desk.code, "--data", desk.data)
    child = desk.spawn("inbox", "pull", "--to", str(maildir))
    child.expect("1 new messages")
    settings = desk.directory / "muttrc"
    settings.write_text(f"set folder='{desk.directory}' sort=threads index_format='%4C|%-24.24L|%s'\nunset help\n")
    environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(desk.directory)}
    child = pexpect.spawn(shutil.which("mutt"), ["-n", "-F", str(settings), "-R", "-f", str(maildir)],
                          env=environment, encoding="utf-8", dimensions=(20, 110))
    shown = screen(child, 20, 110, until=" 5|")
    child.close(force=True)
    number = cases[-1]["case"]
    place = next(index for index, line in enumerate(shown) if "└─>" in line)
    assert number in shown[place - 1] and "第一条" in shown[place - 1], shown
    assert sum("└─>" in line for line in shown) == 1, shown


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("liaison")
    liaison = str(pathlib.Path(parser.parse_args().liaison).resolve())
    # Whoever runs this in the background ignores Ctrl-C, and what is started here would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="check-terminal-"))
    desk = Desk(liaison, directory)
    try:
        for text in ("第一条：村口的路灯坏了三个月，晚上老人出门不方便，请帮忙反映。", "第二条"):
            desk.send(text)
        for check in (lists_each_case_on_one_line, pulls_what_comes_while_it_watches, says_what_it_waits_for,
                      shows_threads_in_mutt):
            check(desk)
            print(f"{check.__name__.replace('_', ' ')}: fine", flush=True)
    finally:
        desk.stop()
        shutil.rmtree(directory)
