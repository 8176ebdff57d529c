#!/usr/bin/env python3
"""Walks a citizen's way through a running service in a headless Chromium, as a phone on a 2G network.

    liaison serve --data DIR --listen 127.0.0.1:8080
    python3 Tests/Scripts/check-journey.py http://127.0.0.1:8080 CODE [--photo FILE] [--screenshots DIR]

CODE is a deputy's or a station's. Needs Debian's chromium, chromium-driver and python3-selenium. Writes real
messages: never run it against a service that people use.
"""

import argparse
import pathlib
import shutil
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

# GPRS: round trip, then bytes a second down and up.
NETWORK = {"offline": False, "latency": 650, "downloadThroughput": 6250, "uploadThroughput": 2500}
TEXT = "我是清溪村的村民，村口的路灯坏了三个月，\n晚上老人出门不方便。<b>&amp;</b> 🙏"


class Phone:
    """A narrow phone with text at twice its size."""

    def __init__(self, screenshots):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ["--headless=new", "--no-sandbox", "--hide-scrollbars"]:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"webkit.webprefs.default_font_size": 32})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.command(
            "Emulation.setDeviceMetricsOverride", width=320, height=640, deviceScaleFactor=1, mobile=True)
        self.command("Network.enable")
        self.command("Network.emulateNetworkConditions", **NETWORK)
        self.screenshots = screenshots

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def send(self, selector, until):
        """Presses a button, waits for an address that holds `until`, and returns the seconds it took."""
        start = time.monotonic()
        button = self.find(selector)
        button.click()
        WebDriverWait(self.driver, 60).until(lambda driver: until in driver.current_url)
        WebDriverWait(self.driver, 60).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "footer"))
        return time.monotonic() - start

    def step(self, name):
        """Keeps a picture, and fails on console messages and sideways scrolling."""
        if self.screenshots:
            self.driver.save_screenshot(str(self.screenshots / f"{name}.png"))
        width = self.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= 320, f"{name} scrolls sideways: {width} px"
        # Chromium itself reports the status of a refused form.
        messages = [m for m in self.driver.get_log("browser") if "status of 422" not in m["message"]]
        assert not messages, f"{name}: {messages}"
        print(f"{name}: fine", flush=True)


def walk(phone, address, code, photo):
    driver = phone.driver
    start = time.monotonic()
    driver.get(f"{address}/{code}")
    print(f"the form came in {time.monotonic() - start:.1f} s")
    phone.step("form")

    phone.find("#phone").send_keys("看不明白")
    if photo:
        phone.find("#photo").send_keys(str(photo.resolve()))
    phone.send("#send", until="?try=1")
    assert driver.title.startswith(("错误：", "Error: ")), driver.title
    assert phone.find("#phone").get_attribute("value") == "看不明白"
    # A browser doesn't keep what was chosen: it waits on the server, and nobody is asked to choose it again.
    assert bool(photo) == bool(driver.find_elements(By.CSS_SELECTOR, 'input[name="kept"][value="1"]'))
    assert not driver.find_elements(By.CSS_SELECTOR, 'a[href="#photo"]')
    phone.step("refused")

    # The driver types no characters beyond the basic plane.
    driver.execute_script("document.getElementById('text').value = arguments[0]", TEXT)
    phone.find("#phone").clear()
    print(f"the message was taken in {phone.send('#send', until='/r/'):.1f} s")
    receipt = driver.current_url
    assert phone.find("blockquote").text == TEXT, phone.find("blockquote").text
    assert phone.find("[role=status]").is_displayed()
    if photo:
        assert any(words in phone.find(".timeline").text for words in ["照片 1 张", "Photos: 1"])
    phone.step("receipt")

    driver.back()
    phone.send("#send", until="/r/")
    assert driver.current_url == receipt, "back and send again made a second message"
    assert len(driver.find_elements(By.CSS_SELECTOR, ".timeline li")) == 1
    phone.step("back and sent again")

    phone.find("#text-append").find_element(By.XPATH, "ancestor::details/summary").click()
    phone.find("#text-append").send_keys("补充一句")
    phone.find("#text-append").find_element(By.XPATH, "ancestor::form//button").click()
    quotes = lambda driver: len(driver.find_elements(By.CSS_SELECTOR, "blockquote")) == 2
    WebDriverWait(driver, 60).until(quotes)
    phone.step("added")

    driver.refresh()
    assert len(driver.find_elements(By.CSS_SELECTOR, "blockquote")) == 2
    number, query = receipt.split("?")[0].split("/")[-2:]
    driver.get(f"{address}/q")
    phone.find("#number").send_keys(number.lower())
    phone.find("#query").send_keys(query.replace("-", " ").lower())
    phone.send("main button", until="/r/")
    phone.step("looked up by hand")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("code")
    parser.add_argument("--photo", type=pathlib.Path, help="a JPEG or PNG file to send along")
    parser.add_argument("--screenshots", type=pathlib.Path)
    parsed = parser.parse_args()
    phone = Phone(parsed.screenshots)
    try:
        walk(phone, parsed.address.rstrip("/"), parsed.code, parsed.photo)
    finally:
        phone.driver.quit()
