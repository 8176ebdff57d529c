#!/usr/bin/env python3
"""Follows the operator's guide word for word on a bare Debian 12, from the package to the posters of a city in one archive.

    python3 Tests/Scripts/check-evening.py PACKAGE [--guide FILE] [--verbose]

PACKAGE is liaison_VERSION_ARCH.deb. The machine is made by debootstrap and booted in a container without a network of others. Every
block of commands in the guide's chapters 3 to 9 and 12 is run as it stands there, in one shell, in their order: so the guide can't rot.
What the guide leaves to the operator is put in: the domain, which is a local authority's; certificate and key; the two tables, here of
551 stations and 8,700 deputies; a program for alarms; the number of a token. Then a citizen writes over https, and the archive is counted.
Prints how long each block took; exits 1 where one fails. Needs root, debootstrap, systemd-container and openssl.
"""

import argparse
import importlib.util
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
GUIDES = HERE.parents[1] / "assets/guide"
CHAPTERS = ["3", "4", "5", "6", "7", "8", "9", "12"]
DOMAIN = "llz.example.gov.cn"
STATIONS, DEPUTIES = 551, 8700
PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,curl,openssl"

# What stands in the guide for what only the operator knows.
PLACES = [
    (r"您的域名|YOUR\.DOMAIN", DOMAIN),
    (r"3f9a01c2", "$(liaison token list --json | sed -n 's/.*\"id\": *\"\\([0-9a-f]*\\)\".*/\\1/p' | head -1)"),
]

# The blocks that print for all.
PRINTING = r"poster --all|token slip --all"

# The shell that the operator sits at: it stops at the first command that fails, and says when each block begins.
PRELUDE = r"""
set -Eeuo pipefail
trap 'echo "failed: $BASH_COMMAND" >&2' ERR
export LANG=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive PAGER=cat
cd /root
mark() { printf '@@ %s %s\n' "$EPOCHREALTIME" "$1"; }
"""


def load(name):
    """Another script of this directory as a module."""
    specification = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def guide_blocks(guide):
    """The blocks of commands: (chapter, line in the guide, text)."""
    text = guide.read_text()
    heads = [(number, re.match(r"## (\d+) ", line)) for number, line in enumerate(text.splitlines(), 1)]
    heads = [(number, head[1]) for number, head in heads if head]
    found = []
    for words, lines, number in load("check-guides").blocks(text):
        chapter = next((name for line, name in reversed(heads) if line < number), None)
        if words in (["sh"], ["bash"]) and chapter in CHAPTERS:
            content = "\n".join(lines)
            for pattern, place in PLACES:
                content = re.sub(pattern, lambda match, place=place: place, content)
            found.append((chapter, number, content))
    return found


def run(*words, **options):
    result = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if result.returncode:
        sys.exit("\n".join(result.stdout.splitlines()[-30:]) + f"\nfailed: {' '.join(map(str, words))[:200]}")
    return result.stdout


def bootstrap(root):
    sources = "/etc/apt/sources.list.d/debian.sources"
    mirror = re.search(r"(?m)^URIs: *(\S+/debian)/*$", open(sources).read()) if os.path.exists(sources) else None
    run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root, mirror[1] if mirror else "http://deb.debian.org/debian")
    # Whatever this machine's apt needs to reach its mirror, and the Enter behind apt's question.
    settings = subprocess.run(["apt-config", "dump"], stdout=subprocess.PIPE, text=True).stdout.splitlines()
    settings = [line for line in settings if re.match(r"Acquire::(Check|http|https|Retries)", line)]
    pathlib.Path(root, "etc/apt/apt.conf.d/99host").write_text("\n".join([*settings, 'APT::Get::Assume-Yes "true";', ""]))


def certificates(root):
    """An authority, one below it, and the server's certificate in a full chain; the machine trusts the first."""
    folder = pathlib.Path(root, "etc/ssl/liaison")
    folder.mkdir(parents=True)
    make = lambda text: run("bash", "-ec", text, cwd=folder)
    make(f"""
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Authority' -keyout ca.key -out ca.pem
        openssl req -newkey rsa:2048 -nodes -subj '/CN=Below' -keyout below.key -out below.csr
        openssl x509 -req -in below.csr -CA ca.pem -CAkey ca.key -days 30 -out below.pem -extfile <(echo basicConstraints=CA:TRUE)
        openssl req -newkey rsa:2048 -nodes -subj '/CN={DOMAIN}' -keyout privkey.pem -out own.csr
        openssl x509 -req -in own.csr -CA below.pem -CAkey below.key -days 30 -out own.pem -extfile <(echo subjectAltName=DNS:{DOMAIN})
        cat own.pem below.pem >fullchain.pem""")
    shutil.copy(folder / "ca.pem", f"{root}/usr/local/share/ca-certificates/authority.crt")
    run("chroot", root, "update-ca-certificates")


def roster(root):
    """The guide's two stations and one of its deputies, and as many more as a city has."""
    stations = [("YF00", "云峰镇人大代表联络总站", "", "每月28日"), ("YF01", "清水村人大代表联络站", "YF00", "逢6")]
    stations += [(f"C{number:03}", f"第{number}社区人大代表联络站", "YF00", "每周三 9:00-11:30") for number in range(1, STATIONS - 1)]
    lines = ["站点编号,站点名称,上级站点,地址,电话,接待日"]
    lines += [f"{number},{name},{above},{name}一楼,0731-55550100,{days}" for number, name, above, days in stations]
    pathlib.Path(root, "root/stations.csv").write_text("\n".join(lines) + "\n")
    surnames, names = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "建国桂兰志强秀英小明丽华海燕国庆春梅永康"
    lines = ["编号,姓名,站点编号,层级,小组,职务", "D0003,李䶮,YF01,县,,中学教师"]
    for number in range(1, DEPUTIES):
        name = surnames[number % 20] + names[number // 20 % 20] + names[number // 400 % 20]
        station = stations[number % STATIONS][0]
        lines.append(f"E{number:04},{name},{station},{'县' if number % 3 else '乡'},第{number % 2 + 1}小组,居民")
    pathlib.Path(root, "root/deputies.csv").write_text("\n".join(lines) + "\n")


def prepare(root, package, first):
    """What lies ready before the evening, and the first block, which needs the network that the booted machine has not."""
    shutil.copy(package, f"{root}/root/")
    run("mount", "-t", "proc", "proc", f"{root}/proc")
    try:
        run("chroot", root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "bash", "-c", PRELUDE + first)
    finally:
        run("umount", f"{root}/proc")
    certificates(root)
    roster(root)
    os.makedirs(f"{root}/mnt/backup")
    alarm = pathlib.Path(root, "usr/local/bin/liaison-alarm")
    alarm.write_text("#!/bin/sh\ntouch /root/alarm\n")
    alarm.chmod(0o755)
    with open(f"{root}/etc/hosts", "a") as hosts:
        hosts.write(f"127.0.0.1 localhost {DOMAIN}\n")


class Timing:
    """How long each block took, and those that print slips and posters together."""

    def __init__(self):
        self.start, self.name, self.printing = 0, None, 0

    def begin(self, moment, name):
        if self.name:
            print(f"{moment - self.start:7.1f} s  {self.name}", flush=True)
            if re.search(PRINTING, self.name):
                self.printing += moment - self.start
        self.start, self.name = moment, name


class Machine:
    """The booted machine; its network is its own loopback."""

    def __init__(self, root):
        self.log = open(f"{root}.log", "w")
        self.container = subprocess.Popen(
            ["systemd-nspawn", "-q", "-b", "-D", root, "--register=no", "--keep-unit", "--private-network", "-M", "liaison-evening"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        children, end = f"/proc/{self.container.pid}/task/{self.container.pid}/children", time.monotonic() + 60
        self.init = None
        while time.monotonic() < end:
            time.sleep(0.2)
            self.init = self.init or next(iter(open(children).read().split()), None)
            if self.init and re.search("running|degraded", self.shell("systemctl is-system-running")[1]):
                return
        sys.exit(open(f"{root}.log").read())

    def shell(self, text):
        result = subprocess.run(["nsenter", "-t", self.init, "-m", "-u", "-i", "-n", "-p", "-C", "bash", "-c", text],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return result.returncode, result.stdout

    def follow(self, text):
        """Runs a script that marks its parts; tells how long each took as soon as it is over."""
        child = subprocess.Popen(["nsenter", "-t", self.init, "-m", "-u", "-i", "-n", "-p", "-C", "bash", "-c", text],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        lines, timing = [], Timing()
        for line in child.stdout:
            mark = re.match(r"@@ (\S+) (.*)$", line)
            if mark:
                timing.begin(float(mark[1]), mark[2])
            else:
                lines.append(line.rstrip("\n"))
        status = child.wait()
        timing.begin(time.time(), None)
        return status, lines, timing

    def halt(self):
        self.shell("systemctl poweroff")
        try:
            self.container.wait(60)
        except subprocess.TimeoutExpired:
            self.container.kill()
        self.log.close()


# A citizen writes over https and gets a receipt; the archive has every station's folder with posters and slips.
AFTERWARDS = rf"""
{PRELUDE}
export LIAISON_DATA=/var/lib/liaison
code=$(liaison roster list --station YF01 --kind deputy --json | sed -n 's/.*"code": *"\([^"]*\)".*/\1/p' | head -1)
page=$(curl -sf --http2 "https://{DOMAIN}/$code")
grep -q 'beian.miit.gov.cn' <<<"$page"
nonce=$(sed -n 's/.*name="nonce" value="\([^"]*\)".*/\1/p' <<<"$page" | head -1)
status=$(curl -s -o /dev/null -w '%{{http_code}}' --data-urlencode "nonce=$nonce" --data-urlencode 'text=路灯不亮' "https://{DOMAIN}/$code")
[ "$status" = 303 ] || {{ echo "the form answers $status"; exit 1; }}
[ "$(liaison inbox list --json | grep -c '"case"')" = 1 ]
systemctl is-active liaison-backup.timer liaison.socket liaison nginx
[ ! -e /root/alarm ] || {{ echo 'the backup raised the alarm'; exit 1; }}
archive=$(ls /root/*.tar.gz)
tar -tzf "$archive" >/root/list
echo "in the archive: $(grep -c -- '-wall\.' /root/list) walls, $(grep -c -- '-slips\.' /root/list) files of slips, $(grep -c '[^/]$' /root/list) files, $(du -h "$archive" | cut -f 1)"
[ "$(grep -c -- '-wall\.' /root/list)" = {STATIONS} ] && [ "$(grep -c -- '-slips\.' /root/list)" = {STATIONS} ]
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("--guide", default="operator.md")
    parser.add_argument("--verbose", action="store_true", help="print what the commands print")
    arguments = parser.parse_args()
    blocks = guide_blocks(GUIDES / arguments.guide)
    first = next(block for block in blocks if "apt install" in block[2])
    rest = [block for block in blocks if block is not first]
    # Whoever ends it wants the machine to end, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    work = tempfile.mkdtemp(prefix="liaison-evening-")
    root, machine, began, status = f"{work}/root", None, time.monotonic(), 1
    try:
        bootstrap(root)
        print(f"{time.monotonic() - began:7.1f} s  a bare Debian 12", flush=True)
        began = time.monotonic()
        prepare(root, arguments.package, first[2])
        print(f"{time.monotonic() - began:7.1f} s  chapter {first[0]}, line {first[1]}: {first[2].splitlines()[-1]}", flush=True)
        machine = Machine(root)
        script = PRELUDE
        for chapter, number, content in rest:
            told = next((line for line in content.splitlines() if re.search(PRINTING, line)), content.splitlines()[0])
            script += f"mark 'chapter {chapter}, line {number}: {told.replace(chr(39), '')[:90]}'\n{content}\n"
        status, lines, timing = machine.follow(script)
        if arguments.verbose or status:
            print("\n".join(lines[-60 if status else 0:]))
        print(f"{timing.printing:7.1f} s  slips and posters for {STATIONS} stations and {DEPUTIES} deputies, in all")
        if not status:
            status, output = machine.shell(AFTERWARDS)
            print(output.strip())
        print("the evening is done" if not status else "FAILED")
    finally:
        if machine:
            machine.halt()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if status else 0)


if __name__ == "__main__":
    main()
