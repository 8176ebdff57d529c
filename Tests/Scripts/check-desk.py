#!/usr/bin/env python3
"""Walks a deputy's, an officer's and the office's day at the desk in a headless Chromium; the pages have no scripts, and may have none.

    python3 Tests/Scripts/check-desk.py .build/debug/liaison [--screenshots DIR]

It makes an installation of its own and serves it. Each page is looked at 360 and 1,280 px wide: nothing scrolls sideways, every
text and target is large enough for axe, no page is above 30 KB. Needs Debian's chromium, chromium-driver and python3-selenium; with
axe-playwright-python (only its copy of axe-core, so `pip install --no-deps` will do) axe has to find nothing either.
"""

import argparse
import base64
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.webdriver.common.by import By

AXE = importlib.util.find_spec("axe_playwright_python")
PIN = "135790"


class Browser:
    def __init__(self, address, screenshots):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ["--headless=new", "--no-sandbox", "--hide-scrollbars", "--lang=zh-CN"]:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.address, self.screenshots = address, screenshots

    def open(self, path):
        self.driver.get(self.address + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def type(self, selector, text):
        box = self.find(selector)
        box.clear()
        box.send_keys(text)

    def press(self, words):
        """Presses the first button or fold that says so."""
        for element in self.driver.find_elements(By.CSS_SELECTOR, "button, summary, a.button"):
            if words in element.text and element.is_displayed():
                element.click()
                return
        raise AssertionError(f"nothing says {words} on {self.driver.current_url}")

    def look(self, name):
        for width in (360, 1280):
            self.driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 800})
            metrics = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            assert metrics["width"] <= width, f"{name} scrolls sideways at {width}: {metrics['width']}"
            if self.screenshots:
                picture = self.driver.execute_cdp_cmd(
                    "Page.captureScreenshot",
                    {"captureBeyondViewport": True, "format": "png",
                     "clip": {"x": 0, "y": 0, "width": width, "height": min(metrics["height"], 4000), "scale": 1}})
                (self.screenshots / f"{name}-{width}.png").write_bytes(base64.b64decode(picture["data"]))
        source = len(self.driver.page_source.encode())
        assert source <= 30_000, f"{name} has {source} bytes"
        self.check_with_axe(name)
        print(f"{name}: fine ({source} bytes)", flush=True)

    def check_with_axe(self, name):
        if not AXE:
            return
        folder = pathlib.Path(AXE.submodule_search_locations[0])
        self.driver.execute_script(next(folder.rglob("axe.min.js")).read_text())
        violations = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run(document).then(result => done("
            "result.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html.slice(0, 120)))));")
        assert not violations, f"{name}: {violations}"


class Installation:
    def __init__(self, program, folder):
        self.program, self.data = program, folder / "d"
        self.run("init", "--data", self.data, "--base-url", "http://localhost", "--name", "韶山市人大代表联络站",
                 "--set", "handler=韶山市人大常委会办公室", "--set", "contact=0731-55550000", "--set", "retention=办结后三年")
        samples = pathlib.Path(__file__).parents[2] / "assets/sample"
        self.run("roster", "import", samples / "stations.csv", samples / "deputies.csv", "--data", self.data)
        self.server = subprocess.Popen(
            [program, "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
             "--access-log", "off"], stdout=subprocess.PIPE, text=True)
        self.port = self.server.stdout.readline().strip().rsplit(":", 1)[1]
        self.people = json.loads(self.run("roster", "list", "--json", "--data", self.data))

    def run(self, *words):
        result = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True)
        assert result.returncode == 0, f"{words}: {result.stderr}"
        return result.stdout

    def slip(self, *words):
        page = self.run("token", "slip", *words, "--output", "-", "--data", self.data)
        return re.search(r"[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}", page)[0]

    def message(self, code, text):
        address = f"http://127.0.0.1:{self.port}/{code}"
        form = urllib.request.urlopen(address).read().decode()
        nonce = re.search(r'name="nonce" value="([^"]+)"', form)[1]
        body = urllib.parse.urlencode({"nonce": nonce, "text": text, "name": "张三", "phone": "13912345678",
                                       "topic": "道路交通"}).encode()
        urllib.request.urlopen(address, body)


def sign_in(browser, code, name):
    browser.open(f"/DESK/IN/{code.replace('-', '')}")
    browser.look(f"{name}-slip")
    browser.type("#pin", PIN)
    browser.press("登录")
    browser.look(f"{name}-today")


def deputys_day(browser, installation, deputy):
    for index in range(3):
        installation.message(deputy["code"], f"村口的路灯坏了 {index} 个月，\n晚上老人出门不方便。<b>&amp;</b> 🙏")
    sign_in(browser, installation.slip("--deputy", deputy["code"]), "deputy")
    browser.open("/desk/cases")
    browser.look("deputy-cases")
    browser.open("/desk/cases?q=路灯&state=received")
    browser.look("deputy-search")
    browser.find(".rows a").click()
    browser.look("deputy-case")
    browser.type("#reply", "您好，已经报给供电所，\n这周内修好。")
    browser.press("看一遍再发")
    browser.look("deputy-preview")
    browser.press("发给群众")
    browser.look("deputy-replied")
    browser.press("办结")
    browser.look("deputy-closing")
    browser.find("details[open] button").click()
    browser.look("deputy-problem")
    browser.open("/desk/out")
    browser.look("deputy-out")
    browser.press("退出这部手机")
    browser.look("door")
    browser.open("/desk/cases")
    browser.look("door-asked")
    browser.open("/desk/in")
    browser.look("slip-entry")


def officers_day(browser, installation, station):
    sign_in(browser, installation.slip("--station", station["id"]), "officer")
    browser.open("/desk/intake")
    browser.look("officer-intake")
    for index in range(3):
        browser.type("#text", f"来问低保怎么办 {index}")
        browser.press("保存")
    browser.look("officer-saved")
    browser.press("打印或出示回执")
    browser.look("officer-receipt")
    browser.open("/desk/people")
    browser.look("officer-people")
    browser.open("/desk/print")
    browser.look("officer-print")
    browser.open("/desk/report")
    browser.look("officer-report")
    browser.open("/desk/cases/XX00-251224-00000")
    browser.look("officer-absent")


def offices_day(browser, installation, deputy):
    sign_in(browser, installation.slip("--office"), "office")
    browser.open("/desk/cases")
    browser.find(".rows a").click()
    browser.look("office-case")
    browser.open(f"/desk/people?station={deputy['station']}")
    browser.look("office-people")
    browser.open(f"/desk/print?station={deputy['station']}")
    browser.look("office-print")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(arguments.program.resolve(), pathlib.Path(folder))
        browser = Browser(f"http://localhost:{installation.port}", arguments.screenshots)
        try:
            deputy = next(one for one in installation.people if one["kind"] == "deputy")
            station = next(one for one in installation.people if one["kind"] == "station" and one["id"] == deputy["station"])
            deputys_day(browser, installation, deputy)
            officers_day(browser, installation, station)
            offices_day(browser, installation, deputy)
        finally:
            browser.driver.quit()
            installation.server.terminate()
            installation.server.wait()


main()
