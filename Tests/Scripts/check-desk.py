#!/usr/bin/env python3
"""Walks a deputy's, an officer's and the office's day at the desk in a headless Chromium; the pages have no scripts, and may have none.

    python3 Tests/Scripts/check-desk.py .build/debug/liaison [--screenshots DIR]

It makes an installation of its own and serves it. Each page is looked at 360 and 1,280 px wide, light and dark: nothing scrolls
sideways, every text and target is large enough and has contrast enough for axe, no page is above 30 KB. Slips are scanned from
their print, and what is printed is measured. Needs Debian's chromium, chromium-driver, python3-selenium, zbar-tools and
poppler-utils; with axe-playwright-python (only its copy of axe-core, so `pip install --no-deps` will do) axe has to find nothing
either.
"""

import argparse
import base64
import datetime
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

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
        self.looked_at = 0

    def open(self, path):
        self.driver.get(self.address + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def type(self, selector, text):
        box = self.find(selector)
        box.clear()
        box.send_keys(text)

    def choose(self, selector, value):
        self.find(f'{selector} option[value="{value}"]').click()

    def date(self, selector, day):
        """A date as the form sends it: the field's own typing depends on the browser's language."""
        self.driver.execute_script("arguments[0].value = arguments[1]", self.find(selector), str(day))

    def upload(self, selector, name, text):
        path = self.folder / name
        path.write_text(text)
        self.find(selector).send_keys(str(path))

    def click(self, element):
        """Clicks, and waits for the page that a button or link leads to."""
        leads = element.tag_name != "summary"
        self.driver.execute_script("document.documentElement.dataset.before = 'yes'")
        element.click()
        if leads:
            arrived = "return !document.documentElement.dataset.before && document.readyState == 'complete'"
            WebDriverWait(self.driver, 10, ignored_exceptions=[WebDriverException]).until(
                lambda driver: driver.execute_script(arrived), f"nothing comes after {self.driver.current_url}")

    def says(self, words):
        """The page that a button has led to says so; the one before may still be there for a moment."""
        wait = WebDriverWait(self.driver, 10, ignored_exceptions=[WebDriverException])
        wait.until(lambda _: words in self.find("main").text, f"{self.driver.current_url} doesn't say {words}")

    def press(self, words):
        """Presses the first button or fold that says so."""
        for element in self.driver.find_elements(By.CSS_SELECTOR, "button, summary, a.button"):
            if words in element.text and element.is_displayed():
                self.click(element)
                return
        raise AssertionError(f"nothing says {words} on {self.driver.current_url}")

    def look(self, name):
        for scheme in ("light", "dark"):
            self.driver.execute_cdp_cmd(
                "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            self.look_at_widths(name if scheme == "light" else f"{name}-dark")
            self.check_with_axe(f"{name}, {scheme}")
        source = len(self.driver.page_source.encode())
        assert source <= 30_000, f"{name} has {source} bytes"
        self.looked_at += 1
        print(f"{name}: fine ({source} bytes)", flush=True)

    def scan(self):
        """What a camera reads of the first QR code on the page: an address, of which this server has the path."""
        with tempfile.NamedTemporaryFile(suffix=".png") as picture:
            picture.write(self.find("svg").screenshot_as_png)
            picture.flush()
            read = subprocess.run(["zbarimg", "--raw", "-q", picture.name], capture_output=True, text=True, check=True)
        return urllib.parse.urlsplit(read.stdout.split()[0]).path

    def printed(self):
        """The sizes of the sheets that the page prints, in millimetres."""
        pdf = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})["data"]
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(base64.b64decode(pdf))
            file.flush()
            told = subprocess.run(["pdfinfo", "-f", "1", "-l", "999", file.name], capture_output=True, text=True, check=True)
        sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", told.stdout)
        return [tuple(round(float(side) * 25.4 / 72) for side in size) for size in sizes]

    def fetch(self, path):
        """What a link saves, with its header."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in self.driver.get_cookies())
        request = urllib.request.Request(self.address + path, headers={"Cookie": cookies, "Accept-Language": "zh-CN"})
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read().decode("utf-8-sig")

    def look_at_widths(self, name):
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
        self.program, self.data, self.slips = program, folder / "d", 0
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
        """A page with a fresh slip, to print."""
        self.slips += 1
        path = self.data.parent / f"slip-{self.slips}.html"
        self.run("token", "slip", *words, "--output", path, "--data", self.data)
        return path

    def message(self, code, text, **more):
        address = f"http://127.0.0.1:{self.port}/{code}"
        form = urllib.request.urlopen(address).read().decode()
        nonce = re.search(r'name="nonce" value="([^"]+)"', form)[1]
        body = urllib.parse.urlencode({"nonce": nonce, "text": text, "name": "张三", "phone": "13912345678",
                                       "topic": "道路交通", **more}).encode()
        urllib.request.urlopen(address, body)


def sign_in(browser, slip, name):
    browser.driver.get(f"file://{slip}")
    browser.open(browser.scan())
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
    browser.click(browser.find(".rows a"))
    browser.look("deputy-case")
    browser.type("#reply", "您好，已经报给供电所，\n这周内修好。")
    sign_in_meanwhile(browser, installation.slip("--deputy", deputy["code"]))
    browser.press("看一遍再发")
    browser.look("deputy-preview")
    browser.press("发给群众")
    browser.look("deputy-replied")
    browser.press("办结")
    browser.look("deputy-closing")
    browser.click(browser.find("details[open] button"))
    browser.look("deputy-problem")
    browser.open("/desk/out")
    browser.look("deputy-out")
    browser.press("退出这部手机")
    browser.look("door")
    browser.open("/desk/cases")
    browser.look("door-asked")
    browser.open("/desk/in")
    browser.look("slip-entry")


def sign_in_meanwhile(browser, slip):
    """The session is gone when what was written is sent; a slip in another tab, and it goes on where it was."""
    browser.driver.delete_all_cookies()
    browser.press("看一遍再发")
    browser.says("这周内修好。")
    browser.look("deputy-lost")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.driver.get(f"file://{slip}")
    browser.open(browser.scan())
    browser.type("#pin", PIN)
    browser.press("登录")
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.press("接着办")
    words = browser.find("#reply").get_attribute("value")
    assert words == "您好，已经报给供电所，\n这周内修好。", f"the words are {words}"
    browser.look("deputy-back")


def deputys_rooms(browser, installation, deputy):
    """What a deputy does of the station's other work: an entry that waits, an activity, the days, the points."""
    sign_in(browser, installation.slip("--deputy", deputy["code"]), "deputy-again")
    browser.open("/desk/log?add=yes")
    browser.look("deputy-log")
    browser.press("保存")
    browser.look("deputy-log-problem")
    browser.choose("#duty", "visit")
    browser.type("#people", "3")
    browser.type("#title", "走访三户困难群众 <b>&amp;</b>")
    browser.type("#text", "送去大米和食用油，问了医保报销的事。")
    browser.press("保存")
    browser.says("已经登记")
    browser.look("deputy-log-saved")
    browser.open("/desk/log")
    browser.click(browser.find(".rows a"))
    browser.says("待审核")
    browser.look("deputy-entry")
    browser.press("修改")
    browser.type("#people-amended", "4")
    browser.press("保存修改")
    browser.look("deputy-entry-amended")
    browser.open("/desk/notices")
    browser.look("deputy-notices")
    browser.click(browser.find(".rows a"))
    browser.look("deputy-notice")
    browser.press("报名")
    browser.says("已经报名")
    browser.look("deputy-signed-up")
    browser.press("取消报名")
    browser.says("已经取消报名")
    browser.press("报名")
    browser.says("已经报名")
    browser.open("/desk/reception")
    browser.look("deputy-reception")
    browser.open("/desk/points")
    browser.look("deputy-points")
    browser.open("/desk/out")
    browser.press("退出这部手机")


def officer_announces(browser, installation, station):
    """Before the deputy's other work: an activity to sign up for, and a reception day."""
    sign_in(browser, installation.slip("--station", station["id"]), "officer-first")
    browser.open("/desk/notices")
    browser.press("发一条公告")
    browser.look("officer-posting")
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    browser.type("#title", "到灌区调研春灌准备情况")
    browser.type("#text", "上午九点在镇政府门口集合，\n请带好雨鞋。")
    browser.date("#activity", today)
    browser.type("#places", "8")
    browser.choose("#duty", "research")
    browser.press("发布")
    browser.look("officer-posted")
    browser.open("/desk/reception")
    browser.look("officer-reception")
    browser.press("安排一天")
    browser.date("#on-set", today + datetime.timedelta(days=1))
    browser.type("#time-set", "9:00-11:30")
    browser.find("input[name=deputies]").click()
    browser.type("#place-set", "一楼接待室")
    browser.look("officer-setting")
    browser.press("保存")
    browser.says("一楼接待室")
    browser.look("officer-set")
    browser.press("取消一天")
    browser.press("取消那天的接待")
    browser.look("officer-reception-problem")
    browser.open("/desk/out")
    browser.press("退出这部手机")


def officers_rooms(browser, installation):
    """What waits is approved with one button, who came is noted, a register is imported, a matter given to a department."""
    browser.open("/desk")
    browser.says("待审核的台账 1 条")
    browser.look("officer-today")
    browser.open("/desk/log?state=pending")
    browser.look("officer-approvals")
    browser.press("退回")
    browser.look("officer-rejecting")
    browser.press("审核通过")
    browser.says("已经审核通过")
    browser.look("officer-approved")
    browser.open("/desk/log?add=yes")
    browser.look("officer-log")
    browser.open("/desk/log")
    browser.click(browser.find(".rows a"))
    browser.press("修改")
    browser.look("officer-entry")
    browser.open("/desk/notices")
    browser.click(browser.find(".rows a"))
    browser.press("登记出席")
    browser.look("officer-attendance")
    browser.click(browser.find("details[open] form button"))
    browser.says("已经登记出席")
    browser.look("officer-attended")
    browser.open("/desk/log/import")
    browser.look("officer-import")
    browser.upload("#csv", "bad.csv", "日期,任务,代表\n2026-13-01,走访联系选民,某某\n2026-01-01,飞行,某某\n")
    browser.press("导入")
    browser.look("officer-import-problem")
    browser.open("/desk/points")
    browser.look("officer-points")
    browser.open("/desk/points?format=html")
    browser.look("officer-sunshine")
    browser.open("/desk/points?archive=" + installation.deputy["code"])
    browser.look("officer-archive")
    browser.open("/desk/cases?state=received")
    browser.click(browser.find(".rows a"))
    browser.press("交给部门办")
    browser.look("officer-assigning")
    browser.type("#unit", "韶山市供电公司")
    browser.click(browser.find("details[open] form button"))
    browser.says("已经交办")
    browser.look("officer-assigned")


def officers_contacts(browser, installation, deputy):
    """Where people are told of news; what looks like no person's message."""
    browser.open("/desk/contacts")
    browser.look("officer-contacts")
    browser.open(f"/desk/contacts/{deputy['code']}")
    browser.type("#channel", "电子 邮件")
    browser.type("#address", "zhang@example.cn")
    browser.press("保存")
    browser.look("officer-contact-problem")
    browser.type("#channel", "mail")
    browser.press("保存")
    browser.says("邮件")
    browser.look("officer-contact-saved")
    assert "zhang@example.cn" not in browser.driver.page_source, "an address stands in the list"
    browser.open(f"/desk/contacts/{deputy['code']}")
    browser.press("不再通知")
    browser.look("officer-contact")
    for index in range(2):
        installation.message(deputy["code"], f"低价办证，加微信 {index}", website="http://example.com")
    browser.open("/desk")
    browser.says("隔离区有 2 条")
    browser.open("/desk/quarantine")
    browser.look("officer-quarantine")
    browser.press("不是群众写的")
    browser.press("剔除")
    browser.says("请写一句理由")
    browser.look("officer-quarantine-problem")
    browser.type("details[open] input[name=text]", "广告")
    browser.press("剔除")
    browser.says("已经剔除")
    browser.press("是群众写的，放行")
    browser.says("已经放行")
    browser.look("officer-quarantine-empty")
    browser.open("/desk/report?format=norms")
    browser.look("officer-norms")


def offices_rules(browser, installation):
    """The duties and the calendar: what counts, the faults of a bad file, the difference, the button."""
    duties = (installation.data / "duties.csv").read_text()
    calendar = (installation.data / "calendar.txt").read_text()
    for room in ("duties", "calendar", "report"):
        browser.open(f"/desk/{room}")
        browser.look(f"office-{room}")
    browser.open("/desk/duties")
    browser.upload("#file", "bad.csv", "key,duty,points\nBad Key,某某,2\nb,,many\n")
    browser.press("看看有什么变动")
    browser.says("第 2 行")
    browser.look("office-duties-faults")
    browser.open("/desk/duties")
    changed = duties.replace("visit,走访联系选民,visit,2,", "visit,走访联系选民,visit,3,")
    browser.upload("#file", "duties.csv", changed + "since,2027-01-01\ntree,义务植树,other,1,6,entry\n")
    browser.press("看看有什么变动")
    browser.says("义务植树")
    browser.look("office-duties-difference")
    browser.press("照此更新履职任务")
    browser.says("请先确认")
    browser.find("#confirmed").click()
    browser.press("照此更新履职任务")
    browser.says("履职任务已经更新")
    browser.look("office-duties-done")
    browser.open("/desk/calendar")
    browser.upload("#file", "bad.txt", "2027-10-01 休\n十月二日 休\n")
    browser.press("看看有什么变动")
    browser.says("第 2 行")
    browser.look("office-calendar-faults")
    browser.open("/desk/calendar")
    browser.upload("#file", "calendar.txt", calendar + "2027-10-01..2027-10-07 休 国庆节\n2027-10-09 班\n")
    browser.press("看看有什么变动")
    browser.says("改为上班")
    browser.look("office-calendar-difference")
    browser.press("照此更新工作日历")
    browser.says("工作日历已经更新")
    browser.look("office-calendar-done")


def offices_rooms(browser, installation, deputy):
    """The office's registers and days over all stations, and the roster: its faults, the difference, the button."""
    for room in ("log", "notices", "reception", "points", "roster"):
        browser.open(f"/desk/{room}")
        browser.look(f"office-{room}")
    for room in ("log", "reception"):
        browser.open(f"/desk/{room}?station={deputy['station']}")
        browser.look(f"office-{room}-of-one")
    browser.open("/desk/roster")
    browser.upload("#deputies", "bad.csv", "编号,姓名,站点编号,层级\n,,XX99,乡\nN2,某某,XX98,处\n")
    browser.press("看看有什么变动")
    browser.says("第 2 行")
    browser.look("office-roster-faults")
    browser.open("/desk/roster")
    name = "欧阳春秋"
    browser.upload("#deputies", "deputies.csv",
                   f"编号,姓名,站点编号,层级\nN1,{name},{deputy['station']},乡\n{deputy['id']},{deputy['name']}改,{deputy['station']},{deputy['level']}\n")
    browser.press("看看有什么变动")
    browser.says(name)
    browser.look("office-roster-difference")
    browser.press("照此更新名册")
    browser.says("名册已经更新")
    browser.look("office-roster-done")
    people = json.loads(installation.run("roster", "list", "--json", "--data", installation.data))
    assert any(one["name"] == name for one in people), "the roster isn't what was shown"


def officers_day(browser, installation, station):
    sign_in(browser, installation.slip("--station", station["id"]), "officer")
    browser.open("/desk/intake")
    browser.look("officer-intake")
    started = time.monotonic()
    for index in range(20):
        # As people type: the box has the focus, and no mouse is needed.
        box = browser.driver.switch_to.active_element
        box.send_keys(f"来问低保怎么办 {index}" + Keys.TAB + f"来访人{index}")
        browser.click(browser.find("form button:not(.second)"))
    print(f"twenty visitors: {time.monotonic() - started:.0f} s of the program's and the browser's time")
    browser.look("officer-saved")
    browser.press("打印或出示回执")
    browser.look("officer-receipt")
    assert browser.printed() in ([(210, 297)], [(216, 279)]), "a receipt isn't one sheet"
    browser.driver.back()
    browser.press("打开这条留言")
    browser.press("登错了")
    browser.type("#text-mistaken", "登重了，前面已经登过。")
    browser.look("officer-mistaking")
    browser.press("记为登错")
    browser.says("不计入统计")
    browser.look("officer-mistaken")
    officers_papers(browser, installation, station)
    browser.open("/desk/cases/XX00-251224-00000")
    browser.look("officer-absent")


def officers_papers(browser, installation, station):
    """Slips, posters and reports: what is printed has its millimetres, what is saved its name."""
    here = f"station={station['id']}"
    browser.open(f"/desk/people?{here}")
    browser.look("officer-people")
    browser.press("给还没有登录的代表打印登录纸")
    assert set(browser.printed()) == {(210, 297)}, "slips aren't A4"
    path = browser.scan()
    assert path.startswith("/DESK/IN/") and len(path) > 30, path
    browser.open(f"/desk/print?{here}")
    browser.look("officer-print")
    sizes = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
    links = [link.get_attribute("href") for link in browser.driver.find_elements(By.CSS_SELECTOR, ".rows a")]
    assert len(links) == 13, links
    for link in links:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link).query))
        browser.driver.get(link)
        sheets = {tuple(sorted(size)) for size in browser.printed()}
        assert sheets == {sizes[query.get("paper", "A4")]}, f"{link} prints {sheets}"
    print(f"{len(links)} kinds of sheets have their sizes")
    browser.open("/desk/report")
    browser.look("officer-report")
    browser.click(browser.find(".rows a"))
    assert "登错了" in browser.find("body").text
    period = urllib.parse.urlsplit(browser.driver.current_url).query
    headers, table = browser.fetch(f"/desk/report?{period.replace('format=html', 'format=csv')}")
    row = dict(zip(*(line.split(",") for line in table.splitlines()[:2])))
    assert headers["Content-Disposition"].startswith("attachment") and row["登错了"] == "1", table
    assert browser.printed()[0] in ((210, 297), (297, 210)), "a report isn't A4"


def offices_day(browser, installation, deputy):
    sign_in(browser, installation.slip("--office"), "office")
    browser.open("/desk/cases")
    browser.click(browser.find(".rows a"))
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
            browser.folder, installation.deputy = pathlib.Path(folder), deputy
            deputys_day(browser, installation, deputy)
            officer_announces(browser, installation, station)
            deputys_rooms(browser, installation, deputy)
            officers_day(browser, installation, station)
            officers_rooms(browser, installation)
            officers_contacts(browser, installation, deputy)
            offices_day(browser, installation, deputy)
            offices_rules(browser, installation)
            offices_rooms(browser, installation, deputy)
            print(f"{browser.looked_at} pages looked at, at 360 and 1,280 px, light and dark"
                  + (", none with a violation for axe" if AXE else ""))
        finally:
            browser.driver.quit()
            installation.server.terminate()
            installation.server.wait()


main()
