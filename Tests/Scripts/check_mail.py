"""Reads every message of a directory with Python's email package and compares it with its expectation.

usage: check_mail.py DIRECTORY
For each NAME.eml there is a NAME.json: {"text": what the body starts with, "headers": sorted names,
"subject": ..., "attachments": [bytes, ...]}. Prints one line a fault; exit 1 when there is any.
"""
import email
import email.policy
import json
import pathlib
import sys

faults = []
messages = sorted(pathlib.Path(sys.argv[1]).glob("*.eml"))
for path in messages:
    raw = path.read_bytes()
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))

    def fault(text):
        faults.append(f"{path.name}: {text}")

    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if part.defects:
            fault(f"defects {part.defects}")
        for name, value in part.items():
            if value.defects:
                fault(f"{name}: {value.defects}")
    if b"\r" in raw or b"\0" in raw or not raw.isascii():
        fault("bytes that don't belong in a Maildir's message")
    if max(map(len, raw.split(b"\n"))) > 256:
        fault("long line")
    if any(len(line) > 76 for line in raw.split(b"\n") if b"=?UTF-8?" in line):
        fault("long line with an encoded word")
    if sorted(message.keys()) != expected["headers"]:
        fault(f"headers {sorted(message.keys())}")
    if message["Subject"] != expected["subject"]:
        fault(f"subject {message['Subject']!r}")
    if len(message["From"].addresses) != 1 or not message["From"].addresses[0].domain.endswith(".invalid"):
        fault(f"from {message['From']!r}")
    if message["Date"].datetime is None:
        fault("date")
    body = message.get_body(("plain",)).get_content()
    if not body.startswith(expected["text"]):
        fault(f"body {body[:80]!r}")
    sizes = [len(part.get_content()) for part in message.iter_attachments()]
    if sizes != expected["attachments"]:
        fault(f"attachments {sizes}")

print("\n".join(faults) if faults else f"{len(messages)} messages without defects")
sys.exit(1 if faults or not messages else 0)
