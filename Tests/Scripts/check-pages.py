#!/usr/bin/env python3
"""Checks every page of the citizen's side in a headless Chromium, as a phone would show it, and the report's page.

    mkdir gallery
    LIAISON_GALLERY=$PWD/gallery swift test --filter PageGallery
    python3 Tests/Scripts/check-pages.py gallery [--screenshots DIR] [unittest's options]

Needs Debian's chromium, chromium-driver, python3-selenium and zbar-tools, and from PyPI html5lib and
axe-playwright-python (only its copy of axe-core, so `pip install --no-deps` will do). A test whose tool is
missing is counted as skipped.
"""

import argparse
import base64
import functools
import http.server
import importlib.util
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

CHROMIUM = shutil.which("chromium")
CHROMEDRIVER = shutil.which("chromedriver")
HAS_BROWSER = bool(CHROMIUM and CHROMEDRIVER and importlib.util.find_spec("selenium"))
AXE = importlib.util.find_spec("axe_playwright_python")
GALLERY = pathlib.Path()
SCREENSHOTS = None

# The address of the sample deputy's form.
FORM = "/7K3M9Q4"

# Widths in CSS pixels, with the reader's default text size: 16 px is 100 %, 32 px is 200 %.
VIEWS = [(360, 16), (320, 32)]

LAYOUT = """
const problems = [];
const scale = arguments[0];
document.querySelectorAll('details').forEach(details => details.open = true);
if (document.documentElement.scrollWidth > innerWidth) problems.push('scrolls sideways');
for (const element of document.querySelectorAll('body *')) {
    if (element.closest('.trap, [hidden]') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const name = element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 20);
    const box = element.getBoundingClientRect();
    if (box.right > innerWidth + .5 || box.left < -.5) problems.push('outside the screen: ' + name);
    if (parseFloat(style.fontSize) < 18 * scale) problems.push('small: ' + style.fontSize + ' ' + name);
    if (element.matches('p, li, label, dd, input, textarea, blockquote')
        && parseFloat(style.lineHeight) < 1.5 * parseFloat(style.fontSize)) problems.push('tight: ' + name);
    if (element.matches('button, .button, select, textarea, summary, .choice, .links a, header a,'
        + ' input:not([type=hidden]):not([type=radio]):not([type=checkbox])') && box.height < 60) problems.push('low: ' + name);
}
return problems;
"""

AXE_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {rules: {'color-contrast-enhanced': {enabled: true}}}).then(result => done(
    result.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html.slice(0, 90)
        + ' ' + node.failureSummary.slice(0, 200)))));
"""


def contrast(first, second):
    """The contrast of two colours as `rgb(r, g, b)`, by WCAG 2."""

    def luminance(colour):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= .04045 else ((part + .055) / 1.055) ** 2.4 for part in parts]
        return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2]

    low, high = sorted([luminance(first), luminance(second)])
    return (high + .05) / (low + .05)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the gallery with the policy that the pages will have."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """The form also at its real address."""
        if self.path == FORM:
            self.path = "/form-deputy.zh-Hans.html"
        super().do_GET()

    def do_POST(self):
        """The first attempt is refused, the second meets a connection that breaks."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != f"{FORM}?try=1":
            self.close_connection = True
            return
        page = (GALLERY / "form-missing.zh-Hans.html").read_bytes()
        self.send_response(422)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def end_headers(self):
        self.send_header("Cache-Control", "private, no-cache")
        # A report is a file that carries its policy with it.
        if not self.path.startswith("/reports/"):
            self.send_header("Content-Security-Policy", (GALLERY / "content-security-policy").read_text())
        super().end_headers()

    def log_message(self, format, *arguments):
        pass


def pages():
    return sorted(path.name for path in GALLERY.glob("*.html"))


def reports():
    """What an office reads on a large screen and on paper; a phone must do."""
    return sorted(f"reports/{path.name}" for path in GALLERY.glob("reports/*.html"))


@unittest.skipUnless(importlib.util.find_spec("html5lib"), "html5lib is missing (PyPI)")
class Markup(unittest.TestCase):
    def test_every_page_parses_without_errors(self):
        import html5lib

        for page in pages() + reports():
            with self.subTest(page):
                parser = html5lib.HTMLParser(strict=False)
                parser.parse((GALLERY / page).read_bytes(), transport_encoding="utf-8")
                self.assertEqual([(place, code) for place, code, _ in parser.errors], [])


@unittest.skipUnless(HAS_BROWSER, "chromium, chromium-driver or python3-selenium is missing (Debian)")
class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        handler = functools.partial(Handler, directory=str(GALLERY))
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.address = f"http://127.0.0.1:{cls.server.server_address[1]}"

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def start(self, width, *arguments, text_size=16, scheme="light"):
        """A phone of that width, ended with the test."""
        from selenium import webdriver

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ["--headless=new", "--no-sandbox", "--hide-scrollbars", *arguments]:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"webkit.webprefs.default_font_size": text_size})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(
            options=options, service=webdriver.ChromeService(executable_path=CHROMEDRIVER))
        self.addCleanup(driver.quit)
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": True})
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        return driver

    def screenshot(self, driver, width):
        height = driver.execute_script("return document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        return base64.b64decode(
            driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})[
                "data"])

    def test_layout_holds_and_the_console_stays_silent(self):
        for width, text_size in VIEWS:
            driver = self.start(width, text_size=text_size)
            for page in pages():
                with self.subTest(page, width=width, text_size=text_size):
                    driver.get(f"{self.address}/{page}")
                    self.keep(driver, width, f"{page}.{width}.{text_size}")
                    self.assertEqual(driver.execute_script(LAYOUT, text_size / 16), [])
                    self.assertEqual(driver.get_log("browser"), [])

    def test_reports_fit_every_screen_and_a4(self):
        for width, text_size in [(1000, 16), *VIEWS]:
            driver = self.start(width, text_size=text_size)
            for page in reports():
                with self.subTest(page, width=width, text_size=text_size):
                    driver.get(f"{self.address}/{page}")
                    self.keep(driver, width, f"{pathlib.Path(page).name}.{width}.{text_size}")
                    sideways = "return document.documentElement.scrollWidth - innerWidth"
                    self.assertLessEqual(driver.execute_script(sideways), 0)
                    self.assertEqual(driver.get_log("browser"), [])
                    printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
                    # A4 in points: 595.28 x 841.89.
                    self.assertRegex(base64.b64decode(printed), rb"/MediaBox ?\[0 0 59[45][.\d]* 84[12]")

    @unittest.skipUnless(AXE, "axe-playwright-python is missing (PyPI)")
    def test_axe_finds_no_violation_in_light_and_dark(self):
        axe = pathlib.Path(AXE.origin).with_name("axe.min.js").read_text()
        for scheme in ["light", "dark"]:
            driver = self.start(360, scheme=scheme)
            for page in pages() + reports():
                with self.subTest(page, scheme=scheme):
                    driver.get(f"{self.address}/{page}")
                    if scheme == "dark":
                        self.keep(driver, 360, f"{pathlib.Path(page).name}.dark")
                    driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
                    driver.execute_script(axe)
                    self.assertEqual(driver.execute_async_script(AXE_RUN), [])

    def test_problems_take_the_focus_and_lead_to_their_fields(self):
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.ui import WebDriverWait

        driver = self.start(360)
        for page in pages():
            driver.get(f"{self.address}/{page}")
            if not driver.find_elements(By.CSS_SELECTOR, "[role=alert]"):
                continue
            with self.subTest(page):
                role = "return document.activeElement.getAttribute('role')"
                WebDriverWait(driver, 5).until(lambda driver: driver.execute_script(role) == "alert")
                for link in driver.find_elements(By.CSS_SELECTOR, "[role=alert] a"):
                    target = link.get_attribute("href").split("#")[1]
                    link.click()
                    self.assertTrue(driver.find_element(By.ID, target).is_displayed())
                    self.assertEqual(driver.execute_script("return document.activeElement.id"), target)

    def test_what_is_new_begins_on_the_first_screen(self):
        driver = self.start(360)
        for state in ["asked", "replied", "closed", "dissatisfied"]:
            for language in ["zh-Hans", "en"]:
                with self.subTest(state, language=language):
                    driver.get(f"{self.address}/receipt-{state}.{language}.html")
                    top = "return document.querySelector('.news blockquote').getBoundingClientRect().top"
                    self.assertLess(driver.execute_script(top), 740 - 60)

    def test_the_focus_can_be_seen_on_the_bar(self):
        from selenium.webdriver.common.by import By
        from selenium.webdriver.common.keys import Keys

        for scheme in ["light", "dark"]:
            driver = self.start(360, scheme=scheme)
            driver.get(f"{self.address}/home.zh-Hans.html")
            for _ in range(2):
                driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
                ring, bar, width = driver.execute_script(
                    "const style = getComputedStyle(document.activeElement);"
                    "return [style.outlineColor, getComputedStyle(document.querySelector('header'))"
                    ".backgroundColor, style.outlineWidth]")
                self.assertEqual(width, "3px")
                self.assertGreater(contrast(ring, bar), 4.5, f"{ring} on {bar}")

    def test_a_broken_connection_loses_no_text(self):
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.ui import WebDriverWait

        driver = self.start(360, "--disable-features=BackForwardCache")
        driver.get(self.address + FORM)
        form = driver.current_url
        driver.find_element(By.ID, "send").click()
        # A click returns before the page it leads to is there.
        WebDriverWait(driver, 10).until(lambda driver: driver.current_url != form)
        refused = driver.current_url
        driver.find_element(By.ID, "text").send_keys("路灯坏了")
        driver.find_element(By.ID, "send").click()
        WebDriverWait(driver, 10).until(lambda driver: not driver.find_elements(By.ID, "text"))
        driver.back()
        WebDriverWait(driver, 10).until(lambda driver: driver.current_url == refused)
        self.assertEqual(driver.find_element(By.ID, "text").get_attribute("value"), "路灯坏了")

    @unittest.skipUnless(shutil.which("zbarimg"), "zbar-tools is missing (Debian)")
    def test_receipts_own_code_can_be_scanned_from_the_screen(self):
        for scheme in ["light", "dark"]:
            driver = self.start(360, scheme=scheme)
            driver.get(f"{self.address}/receipt-received.zh-Hans.html")
            with tempfile.NamedTemporaryFile(suffix=".png") as picture:
                picture.write(self.screenshot(driver, 360))
                picture.flush()
                scan = subprocess.run(
                    ["zbarimg", "--quiet", "--raw", picture.name], capture_output=True, text=True, check=True)
            self.assertEqual(
                scan.stdout, "https://LLZ.EXAMPLE.GOV.CN/R/SS01-251224-EE444/7K3M-9QX2-AB4C\n")

    @unittest.skipUnless(
        shutil.which("zbarimg") and shutil.which("pdftoppm"), "zbar-tools or poppler-utils is missing (Debian)")
    def test_a_receipt_can_be_kept_on_paper(self):
        printed = set()
        for scheme in ["light", "dark"]:
            driver = self.start(360, scheme=scheme)
            driver.get(f"{self.address}/receipt-received.zh-Hans.html")
            paper = driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
            with tempfile.TemporaryDirectory() as directory:
                name = pathlib.Path(directory) / "receipt"
                name.with_suffix(".pdf").write_bytes(base64.b64decode(paper["data"]))
                text = subprocess.run(
                    ["pdftotext", "-layout", name.with_suffix(".pdf"), "-"], capture_output=True, text=True, check=True)
                for words in ["SS01-251224-EE444", "7K3M-9QX2-AB4C", "村口的路灯", "llz.example.gov.cn/q"]:
                    self.assertIn(words, text.stdout)
                self.assertNotIn("截屏", text.stdout)
                self.assertEqual(text.stdout.count("\f"), 1, "one page")
                subprocess.run(
                    ["pdftoppm", "-png", "-r", "150", "-singlefile", name.with_suffix(".pdf"), name], check=True)
                printed.add(name.with_suffix(".png").read_bytes())
                if SCREENSHOTS:
                    shutil.copy(name.with_suffix(".png"), SCREENSHOTS / f"printed.{scheme}.png")
                scan = subprocess.run(
                    ["zbarimg", "--quiet", "--raw", name.with_suffix(".png")], capture_output=True, text=True, check=True)
            self.assertEqual(
                scan.stdout, "https://LLZ.EXAMPLE.GOV.CN/R/SS01-251224-EE444/7K3M-9QX2-AB4C\n")
        self.assertEqual(len(printed), 1, "paper is white whatever the screen is")

    @unittest.skipUnless(shutil.which("pdfinfo"), "poppler-utils is missing (Debian)")
    def test_an_ordinary_receipt_is_one_sheet(self):
        driver = self.start(360)
        states = ["received", "acknowledged", "handling", "asked", "replied", "closed", "ordinary-replied", "ordinary-closed"]
        for name in [f"receipt-{state}.{language}" for state in states for language in ["zh-Hans", "en"]]:
            with self.subTest(name), tempfile.NamedTemporaryFile(suffix=".pdf") as file:
                driver.get(f"{self.address}/{name}.html")
                paper = driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
                file.write(base64.b64decode(paper["data"]))
                file.flush()
                facts = subprocess.run(["pdfinfo", file.name], capture_output=True, text=True, check=True).stdout
                self.assertRegex(facts, r"Pages: +1\n")
                text = subprocess.run(
                    ["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True, check=True).stdout
                self.assertIn("SS01-251224-EE444", text)
                # What an answer says stands on the sheet, once.
                if "ordinary" in name:
                    start = {"zh-Hans": "我们和供电所一起到现场看了", "en": "We went there with the power company"}
                    self.assertIn(start[name.rsplit(".", 1)[1]], text)
                if SCREENSHOTS:
                    subprocess.run(
                        ["pdftoppm", "-png", "-r", "60", "-singlefile", file.name, SCREENSHOTS / f"printed.{name}"], check=True)

    @unittest.skipUnless(shutil.which("pdftotext"), "poppler-utils is missing (Debian)")
    def test_a_printed_form_says_how_personal_data_is_used(self):
        driver = self.start(360)
        driver.get(f"{self.address}/form-station.zh-Hans.html")
        paper = driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(base64.b64decode(paper["data"]))
            file.flush()
            text = subprocess.run(
                ["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True, check=True).stdout
        for words in ["处理者：韶山市人大常委会办公室", "保存期限：办结后三年", "您想说什么"]:
            self.assertIn(words, text)
        self.assertNotIn("发送留言", text)

    def keep(self, driver, width, name):
        if SCREENSHOTS:
            (SCREENSHOTS / f"{name}.png").write_bytes(self.screenshot(driver, width))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gallery", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    parsed, rest = parser.parse_known_args()
    GALLERY, SCREENSHOTS = parsed.gallery.resolve(), parsed.screenshots
    if not pages():
        parser.error(f"no pages in {GALLERY}")
    unittest.main(argv=[__file__, *rest], verbosity=2)
