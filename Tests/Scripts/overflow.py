"""Prints each text of the pages that leaves its box or its sheet, or touches another; nothing when all is well.

    overflow.py FILE.html...

Needs python3-selenium and chromium-driver. Works on the browser's own line boxes, so it sees what a reader sees.
"""
import shutil
import sys

from selenium import webdriver

FIND = """
const found = [], boxes = [];
for (const sheet of document.querySelectorAll('.sheet')) {
    const page = sheet.getBoundingClientRect();
    const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
        if (!node.data.trim()) continue;
        const box = node.parentElement.closest('.fit, .box, h2, li, .code, .namecard, .content, .slug');
        const limit = box.getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
            // Line boxes are as tall as the font says, up to 1.5 em; what is seen of a letter is the middle.
            const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
            const middle = (line.top + line.bottom) / 2;
            const seen = {text: node.data.trim(), left: line.left, right: line.right,
                          top: middle - size / 2, bottom: middle + size / 2};
            const inside = (outer, slack) => seen.left >= outer.left - slack && seen.right <= outer.right + slack
                && seen.top >= outer.top - slack && seen.bottom <= outer.bottom + slack;
            if (!inside(limit, 1)) found.push('leaves its box: ' + seen.text + ' by ' + [limit.left - seen.left,
                seen.right - limit.right, limit.top - seen.top, seen.bottom - limit.bottom].map(Math.round) + ' px');
            if (!inside(page, 0)) found.push('leaves the sheet: ' + seen.text);
            boxes.push(seen);
        }
    }
    for (const symbol of sheet.querySelectorAll('svg:not(.crop)')) {
        const area = symbol.getBoundingClientRect();
        boxes.push({text: 'symbol', left: area.left, right: area.right, top: area.top, bottom: area.bottom});
    }
}
boxes.sort((a, b) => a.top - b.top);
boxes.forEach((a, i) => {
    for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom - 1; j++) {
        const b = boxes[j];
        if (a.left < b.right - 1 && b.left < a.right - 1) found.push('overlap: ' + a.text + ' | ' + b.text);
    }
});
return found;
"""

options = webdriver.ChromeOptions()
for argument in ["--headless", "--no-sandbox", "--disable-gpu"]:
    options.add_argument(argument)
options.binary_location = shutil.which("chromium")
driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
try:
    for path in sys.argv[1:]:
        driver.get("file://" + path)
        for finding in driver.execute_script(FIND):
            print(f"{path}: {finding}")
finally:
    driver.quit()
