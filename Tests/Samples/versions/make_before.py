#!/usr/bin/env python3
"""Makes `before/`: a small store with every act in it, by a release that is out.

    python3 make_before.py LIAISON [NAME]

LIAISON is the program of the release, NAME the directory beside this file, `before` unless given. Beside the store stand
what that release said of it: NAME.list.json, NAME.show.json, NAME.report.json. Its days are of November 2026.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
STATIONS = """编号,名称,上级站点,地址,电话,接待日
SS00,韶山市代表联络站,,韶山市英雄路1号,0731-55550000,每月28日
SS01,清溪镇代表联络站,SS00,清溪镇迎宾路2号,0731-55550001,逢6
"""
DEPUTIES = """编号,姓名,站点编号,层级,小组,职务
1,王建国,SS00,市,第一小组,教师
2,李秀英,SS01,乡,,村医
3,张伟,SS00,县,第一小组,
"""


class Store:
    def __init__(self, program, directory):
        self.program, self.directory = program, directory
        self.environment = dict(os.environ, LC_ALL="zh_CN.UTF-8", NO_COLOR="1")
        self.environment.pop("LIAISON_DATA", None)

    def run(self, *words, data=True):
        command = [self.program, *words] + (["--data", str(self.directory)] if data else [])
        done = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))


class Citizen:
    """Fills forms in as a browser does."""

    def __init__(self, address):
        self.address = address

    def open(self, path):
        with urllib.request.urlopen(self.address + path) as page:
            return page.read().decode()

    def post(self, path, fields, photo=None):
        nonce = re.search(r'name="nonce" value="([^"]+)"', self.open(path)).group(1)
        fields = dict(fields, nonce=nonce)
        if photo is None:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            mark = "liaison-sample"
            body = b"".join(
                f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                for name, value in fields.items())
            body += (
                f'--{mark}\r\nContent-Disposition: form-data; name="photo"; filename="photo"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode()
            body += photo.read_bytes() + f"\r\n--{mark}--\r\n".encode()
            kind = f"multipart/form-data; boundary={mark}"
        request = urllib.request.Request(self.address + path, body, {"Content-Type": kind})
        with urllib.request.urlopen(request) as answer:
            return urllib.parse.urlsplit(answer.geturl()).path


def fill(store, citizen):
    people = {item["name"]: item["code"] for item in store.json("roster", "list")}
    wang, li, zhang = people["王建国"], people["李秀英"], people["张伟"]
    photos = HERE.parent / "photos"

    def message(code, text, photo=None, **fields):
        receipt = citizen.post(f"/{code}", dict(fields, text=text), photo)
        return receipt, receipt.split("/")[2]

    def act(verb, number, *words):
        store.run(verb, number, *words)

    # Answered, closed and rated, with a photo; closed again after a reopening.
    receipt, lamp = message(
        wang, "村口的路灯坏了三个月。", photos / "dot.png", name="周敏", phone="13800000000", topic="道路交通")
    act("ack", lamp, "--grade", "ordinary", "--deputy", wang)
    act("reply", lamp, "--text", "已报电力部门。", "--deputy", wang)
    act("close", lamp, "--outcome", "resolved", "--text", "路灯已修好。", "--deputy", wang)
    citizen.post(receipt, {"kind": "rate", "rating": "dissatisfied"})
    citizen.post(receipt, {"kind": "reopen", "text": "又不亮了。"})
    act("close", lamp, "--outcome", "passed-on", "--text", "已转城管。", "--station", "SS00")
    citizen.post(receipt, {"kind": "rate", "rating": "satisfied"})
    # Asked and answered, and added to.
    receipt, bus = message(zhang, "公交车太少。\n早上等半小时。")
    citizen.post(receipt, {"kind": "append", "text": "晚上也一样。"})
    act("ack", bus, "--grade", "major", "--for", zhang, "--station", "SS00")
    act("ask", bus, "--text", "是哪一路车？", "--deputy", zhang)
    citizen.post(receipt, {"kind": "append", "text": "3路。"})
    act("extend", bus, "--until", "2027-06-30", "--reason", "要等线路调整。", "--deputy", zhang)
    # Claimed from the shared inbox.
    _, well = message(people["韶山市代表联络站"], "井盖响。", photos / "grey.jpg")
    act("claim", well, "--deputy", wang)
    act("ack", well, "--grade", "simple", "--deputy", wang)
    act("close", well, "--outcome", "explained", "--text", "是热胀冷缩。", "--deputy", wang)
    # To another station.
    _, road = message(wang, "清溪镇的路不平。", name="刘芳")
    act("transfer", road, "--to", "SS01", "--reason", "属清溪镇。")
    act("ack", road, "--grade", "ordinary", "--station", "SS01")
    # Within the station, to another deputy, then closed in two more ways.
    _, noise = message(wang, "夜里施工太吵。")
    act("transfer", noise, "--to", zhang, "--reason", "属第一小组。")
    act("close", noise, "--outcome", "impossible", "--text", "工期已定。", "--deputy", zhang)
    receipt, dog = message(li, "狗没有拴。")
    act("close", dog, "--outcome", "withdrawn", "--text", "来电撤回。", "--deputy", li)
    citizen.post(receipt, {"kind": "rate", "rating": "fair"})
    # Erased, photo and all.
    receipt, _ = message(zhang, "请不要公开我的事。", photos / "dot.png", name="匿名", phone="13900000000")
    citizen.post(receipt, {"kind": "erase", "asks": "confirm", "confirm": "yes"})
    # From quarantine, and back to it.
    _, person = message(wang, "我用的是屏幕阅读器。", website="x")
    store.run("quarantine", "release", person)
    _, machine = message(wang, "加微信领奖。", website="x")
    store.run("quarantine", "discard", machine, "--reason", "广告")
    message(wang, "买房优惠。", website="x")
    # Without a scan.
    store.run(
        "intake", "--station", "SS01", "--to", li, "--channel", "walk-in", "--received-at", "2026-11-20",
        "--name", "陈大爷", "--text", "低保没有发。")
    store.run("intake", "--station", "SS00", "--channel", "phone", "--text", "自来水发黄。")
    store.run("intake", "--station", "SS00", "--channel", "paper", "--text", "请修桥。")
    store.run("token", "issue", "--deputy", wang)
    store.run("token", "issue", "--station", "SS01")
    store.run("code", "reissue", zhang, "--reason", "海报丢了")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    name = sys.argv[2] if len(sys.argv) > 2 else "before"
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch) / name
        store = Store(program, directory)
        store.run(
            "init", "--base-url", "https://llz.example.gov.cn", "--name", "韶山市人大代表联络站", "--set",
            "handler=韶山市人大常委会", "--set", "contact=0731-55550000", "--set", "retention=办结后三年", "--set",
            "topics=道路交通,教育")
        for file, text in [("stations.csv", STATIONS), ("deputies.csv", DEPUTIES)]:
            (pathlib.Path(scratch) / file).write_text(text)
            store.run("roster", "import", str(pathlib.Path(scratch) / file))
        server = subprocess.Popen(
            [program, "serve", "--data", str(directory), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
             "--access-log", "off"], env=store.environment, stdout=subprocess.PIPE, text=True)
        try:
            address = server.stdout.readline().split()[-1]
            fill(store, Citizen(address))
        finally:
            server.terminate()
            server.wait()
        said = {
            "list": store.json("inbox", "list"),
            "report": store.json(
                "report", "--from", "2026-11-01", "--to", "2026-12-31", "--as-of", "2026-11-30"),
            "show": [store.json("inbox", "show", item["case"]) for item in store.json("inbox", "list")]}
        for part, value in said.items():
            text = json.dumps(value, ensure_ascii=False, indent=1)
            (HERE / f"{name}.{part}.json").write_text(text + "\n")
        # Caches and locks are made anew.
        for path in ["cache", "spool", ".tokens.lock", "roster/.lock"]:
            path = directory / path
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.rmtree(HERE / name, ignore_errors=True)
        shutil.copytree(directory, HERE / name)


if __name__ == "__main__":
    main()
