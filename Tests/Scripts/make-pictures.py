#!/usr/bin/env python3
"""Makes the pictures of README and guides from the running program, in a headless Chromium: pages as a phone shows them, print pages, a terminal.

    python3 Tests/Scripts/make-pictures.py LIAISON           # writes assets/pictures
    python3 Tests/Scripts/make-pictures.py LIAISON --check   # writes nothing; exit status 1 when a picture is missing or would have another size

Codes, numbers and dates are new in each run, so pictures are compared by their size alone. Everything happens in a temporary data directory,
served on 127.0.0.1. Needs Debian's chromium, chromium-driver and fonts-noto-cjk, python3-selenium and python3-pil.
"""

import argparse
import base64
import html
import io
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).parents[2]
PICTURES = ROOT / "assets/pictures"
PIN = "135790"
# A picture is at most this large, in bytes; one that would be larger gets fewer greys.
LIMIT = 60_000

MESSAGES = [
    ("村口第三盏路灯坏了半个多月，晚上老人出门看不见路，请帮忙修一修。", "道路交通"),
    ("小区门口的井盖松动，车一压就响。", "住房物业"),
    ("想问一下村里的老年食堂什么时候开。", "社会保障"),
    ("水渠堵了，下面几十亩田放不到水。", "农业农村"),
]
REPLY = "您好，路灯的事我已经和供电所说了，本周五前来修。修好后请您看一看。"

STATIONS = """站点编号,站点名称,上级站点,地址,电话,接待日
YF00,云峰镇人大代表联络总站,,云峰镇人民路1号,0731-55550100,每月28日 9:00-11:30
YF01,清水村人大代表联络站,YF00,清水村便民服务中心一楼,0731-55550101,逢6 9:00-11:30
"""
DEPUTIES = """编号,姓名,站点编号,层级,小组,职务
D0001,周清和,YF00,市,,镇人大主席
D0002,何建国,YF01,县,,清水村党支部书记
D0003,李秀英,YF01,县,,中学教师
D0004,陈桂兰,YF01,乡,,种粮大户
D0005,谭志强,YF01,乡,,卫生院医生
D0006,刘小红,YF01,乡,,村妇联主席
D0007,阿卜杜拉·买买提,YF01,乡,,餐馆经营者
"""


class Installation:
    """A data directory with a roster, served; what the program prints is Chinese."""

    def __init__(self, program, folder):
        self.program, self.folder, self.data = program, folder, folder / "data"
        self.environment = {"LANG": "zh_CN.UTF-8", "PATH": os.environ["PATH"], "HOME": str(folder),
                            "LIAISON_DATA": str(self.data), "TERM": "xterm-256color", "COLUMNS": "80", "PAGER": "cat"}
        self.run("init", "--base-url", "https://llz.example.gov.cn", "--name", "云峰镇人大代表联络站", "--set", "handler=云峰镇人大主席团",
                 "--set", "contact=0731-55550100", "--set", "retention=办结后三年")
        for name, rows in (("stations", STATIONS), ("deputies", DEPUTIES)):
            (folder / f"{name}.csv").write_text(rows)
        self.run("roster", "import", folder / "stations.csv", folder / "deputies.csv")
        self.server = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--access-log", "off"],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.server.stdout.readline().strip().removeprefix("listening ").replace("127.0.0.1", "localhost")
        self.people = json.loads(self.run("roster", "list", "--json"))

    def stop(self):
        self.server.terminate()
        self.server.wait()

    def run(self, *words):
        result = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, env=self.environment)
        if result.returncode:
            raise SystemExit(f"{words}: {result.stderr}")
        return result.stdout

    def terminal(self, *words):
        """What a command writes to a terminal of 80 columns, escapes included."""
        output = bytearray()
        process, descriptor = pty.fork()
        if process == 0:
            os.execve(self.program, [self.program, *words], self.environment)
        try:
            while True:
                chunk = os.read(descriptor, 65536)
                if not chunk:
                    break
                output.extend(chunk)
        except OSError:
            pass  # Linux answers EIO where others answer the end.
        os.waitpid(process, 0)
        return output.decode().replace("\r\n", "\n")

    def code(self, name):
        return next(person["code"] for person in self.people if person["name"] == name)

    def slip(self, *words):
        page = self.run("token", "slip", *words, "--output", "-")
        return re.search(r"[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}", page)[0].replace("-", "")

    def send(self, name, text, topic):
        """Sends a message as a phone does; the receipt's path comes back."""
        address = f"{self.address}/{self.code(name)}"
        page = urllib.request.urlopen(address).read().decode()
        nonce = html.unescape(re.search(r'name="nonce" value="([^"]+)"', page)[1])
        body = urllib.parse.urlencode({"nonce": nonce, "text": text, "topic": topic, "name": "张大爷", "phone": "13800138000"})
        answer = urllib.request.urlopen(address, body.encode())
        return urllib.parse.urlparse(answer.url).path


class Camera:
    """A phone's browser, and what it shows as a small PNG."""

    def __init__(self, installation, folder):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--lang=zh-CN"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        self.installation, self.folder = installation, folder

    def open(self, path):
        self.driver.get(path if "://" in path else self.installation.address + path)

    def type(self, selector, text):
        self.driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def press(self, words):
        for element in self.driver.find_elements(By.CSS_SELECTOR, "button, summary, a.button"):
            if words in element.text and element.is_displayed():
                element.click()
                return
        raise SystemExit(f"nothing says {words} on {self.driver.current_url}")

    def sign_in(self, code):
        """Signs in by a slip's code, from the page that the slip opens."""
        if not self.driver.current_url.upper().endswith(code):
            self.open("/desk/in/" + code)
        self.type("#pin", PIN)
        self.press("登录")
        # A click comes back before the page that it asks for has come.
        WebDriverWait(self.driver, 20).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "a[href='/desk/cases']"))

    def take(self, name, width=360, height=None, scale=2, window=740, colours=16):
        """Writes NAME.png: the page in a window of `width` and `window` CSS pixels, from its top down to its end, or to `height`."""
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride",
                {"width": width, "height": window, "deviceScaleFactor": scale, "mobile": width < 800})
        size = command("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": width, "height": min(size["height"], height or 4000), "scale": 1}
        data = command("Page.captureScreenshot", {"captureBeyondViewport": True, "format": "png", "clip": clip})["data"]
        picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        while True:
            packed = io.BytesIO()
            picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
            if packed.tell() <= LIMIT:
                break
            if colours <= 4:
                raise SystemExit(f"{name} has {packed.tell()} bytes: show less of it")
            colours -= 4
        (self.folder / f"{name}.png").write_bytes(packed.getvalue())

    def file(self, page):
        self.open(page.as_uri())


SHADES = {"31": "#f28b82", "32": "#81c995", "33": "#fdd663", "34": "#8ab4f8", "35": "#ff8bcb", "36": "#78d9ec", "2": "#9aa0a6"}


def screen(commands):
    """A page that shows a terminal: each command behind its prompt, then what it wrote."""
    lines = []
    for command, output in commands:
        shown = re.sub(r"\x1b\[([0-9;]*)m", lambda match: "\0" + match[1] + "\0", output.rstrip("\n"))
        parts = shown.split("\0")
        text = html.escape(parts[0])
        for sequence, words in zip(parts[1::2], parts[2::2]):
            style = "".join(f"color:{SHADES[number]};" if number in SHADES else "font-weight:bold;" if number == "1" else ""
                            for number in sequence.split(";"))
            text += f'<span style="{style}">{html.escape(words)}</span>'
        lines.append(f'<span style="color:#81c995">$</span> <b>{html.escape(command)}</b>\n{text}')
    return ("<!doctype html><meta charset=utf-8><style>body{margin:0;background:#202124;color:#e8eaed}"
            "pre{margin:0;padding:14px 18px;font:15px/1.5 'Noto Sans Mono CJK SC',monospace}</style><pre>"
            + "\n".join(lines) + "</pre>")


def take_all(installation, camera):
    receipts = [installation.send("何建国", text, topic) for text, topic in MESSAGES]
    numbers = [path.split("/")[2] for path in receipts]
    number = numbers[0]

    camera.open("/" + installation.code("何建国"))
    camera.take("form", height=1120)

    installation.run("ack", number, "--grade", "ordinary", "--deputy", installation.code("何建国"))
    installation.run("reply", number, "--text", REPLY, "--deputy", installation.code("何建国"))
    camera.open(receipts[0])
    camera.take("receipt", height=1050)

    wall, slips, report = (installation.folder / name for name in ("wall.html", "slips.html", "report.html"))
    installation.run("poster", "--station", "YF01", "--output", wall)
    camera.file(wall)
    camera.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    camera.take("poster", width=1123, height=1588, scale=0.7)
    installation.run("token", "slip", "--station", "YF01", "--deputies", "--output", slips)
    camera.file(slips)
    camera.take("slips", width=794, height=1123, scale=0.9)
    camera.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    # The codes on the slips above are as good as used: these phones get slips of their own.
    code = installation.slip("--deputy", installation.code("何建国"))
    camera.open("/desk/in/" + code)
    camera.take("desk-sign-in")
    camera.sign_in(code)
    camera.take("desk-today", height=1080)
    camera.open("/desk/cases/" + numbers[1])
    camera.take("desk-case", height=1270)

    camera.sign_in(installation.slip("--station", "YF01"))
    camera.open("/desk/intake")
    camera.take("desk-intake", height=1250)
    camera.open("/desk/people")
    camera.take("desk-people", height=1000)
    camera.open("/desk/print")
    camera.take("desk-print", height=1250)

    installation.run("report", "--format", "html", "--output", report)
    camera.file(report)
    camera.take("report", width=900, height=1100, scale=1)

    terminal = installation.folder / "terminal.html"
    shown = [["inbox", "list"], ["inbox", "show", number]]
    terminal.write_text(screen([("liaison " + " ".join(words), installation.terminal(*words)) for words in shown]))
    camera.file(terminal)
    camera.take("terminal", width=700, scale=1.5, window=50)
    terminal.write_text(screen([("liaison doctor", installation.terminal("doctor").replace(str(installation.data), "/var/lib/liaison"))]))
    camera.file(terminal)
    camera.take("doctor", width=700, scale=1.5, window=50)


def compare(made):
    """Says which pictures are missing, left over, or of another size than they would be made now."""
    problems = []
    names = {path.name for path in made.glob("*.png")}
    for name in sorted(names | {path.name for path in PICTURES.glob("*.png")}):
        kept = PICTURES / name
        if name not in names:
            problems.append(f"{name}: made no more")
        elif not kept.exists():
            problems.append(f"{name}: missing")
        else:
            now, then = Image.open(made / name).size, Image.open(kept).size
            # A date with one digit more may turn a line, and what doctor finds depends on the machine.
            if now[0] != then[0] or abs(now[1] - then[1]) > now[1] * 0.2:
                problems.append(f"{name}: {then[0]}x{then[1]}, would be {now[0]}x{now[1]}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="write nothing, say what is missing or has another size")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-pictures.") as folder:
        folder = pathlib.Path(folder)
        made = folder / "pictures"
        made.mkdir()
        installation = Installation(arguments.program.resolve(), folder)
        try:
            camera = Camera(installation, made)
            try:
                take_all(installation, camera)
            finally:
                camera.driver.quit()
        finally:
            installation.stop()
        if arguments.check:
            problems = compare(made)
            print("\n".join(problems) or "the pictures are as they would be made now")
            sys.exit(1 if problems else 0)
        PICTURES.mkdir(exist_ok=True)
        for picture in sorted(made.glob("*.png")):
            shutil.copyfile(picture, PICTURES / picture.name)
            print(f"{picture.name}: {picture.stat().st_size} bytes")


main()
