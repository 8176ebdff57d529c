"""What the samples share: the piece of news, the keys, and one HTTP request with a bounded answer."""

import json
import os
import sys
import urllib.error
import urllib.request

KEYS = os.environ.get("LIAISON_NOTIFY_KEYS", "/etc/liaison/notify")


def fail(reason):
    """Ends without success: Liaison tries again later, and logs the reason. Never print an address or a key here."""
    print(reason, file=sys.stderr)
    sys.exit(1)


def piece():
    """The piece of news on standard input."""
    try:
        return json.loads(sys.stdin.buffer.read(65536))
    except ValueError:
        fail("standard input is no JSON")


def keys(name):
    """The lines of a key file, each a list of words."""
    path = os.path.join(KEYS, name)
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.split() for line in file if line.strip() and not line.lstrip().startswith("#")]
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    return lines


def entry(name, wanted, count):
    """The words behind the name that the address gives; with one line, that line."""
    lines = keys(name)
    for line in lines:
        if line[0] == wanted and len(line) >= count + 1:
            return line[1 : count + 1]
    fail(f"{name} has no complete line for the contact's address")


def sentence(news):
    """What a phone shows: the sentence, and where to go on."""
    return f"{news['text']}\n{news['link']}"


def shorten(text, limit):
    """The text in at most so many bytes of UTF-8, cut between characters."""
    data = text.encode("utf-8")
    if len(data) <= limit:
        return text
    return data[: limit - 3].decode("utf-8", "ignore") + "…"


def post(url, body, headers):
    """Sends a POST and returns the answer's status and its first 64 KB; ends the program where there is none."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(65536)
    except urllib.error.HTTPError as error:
        return error.code, error.read(65536)
    except (urllib.error.URLError, OSError, ValueError) as error:
        # The reason alone: a URL of a robot is its key.
        fail(f"no answer: {type(getattr(error, 'reason', error)).__name__}")


def post_json(url, value, headers=None):
    """Sends JSON and returns status and the JSON of the answer."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8")
    headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    status, answer = post(url, body, headers)
    try:
        return status, json.loads(answer)
    except ValueError:
        return status, {}
