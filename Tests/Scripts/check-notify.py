#!/usr/bin/env python3
"""Checks the samples in assets/deploy/notify against a stand-in for each service: form, signature and limits.

    python3 Tests/Scripts/check-notify.py

Each sample gets a piece of news as Liaison writes it. The stand-in answers as the service does and refuses what the service refuses;
it computes each signature itself, from the service's own description. No sample may have a key, an address or the piece in its
arguments, nor print one. Needs Python 3.9 alone. The exit status is 0 when all held.
"""

import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "assets" / "deploy" / "notify"
SECRET = "SECsecret0123456789"
HOOK_KEY = b"a key of thirty-two bytes exactly"
TOKEN = "tk_secretsecretsecret"
NEWS = {
    "id": "58d475aaffd58b0cb1bf81ce1a770076", "kind": "new", "station": "YF00", "to": "KY1UTBG", "case": "YF00-261130-9YL6M",
    "due": "2026-12-30", "link": "https://llz.example.gov.cn/desk/cases/YF00-261130-9YL6M", "channel": None, "address": None,
    "to_kind": "deputy", "count": 1, "text": "您有一条新留言 YF00-261130-9YL6M，请于12月30日前答复。", "attempt": 1,
    "at": "2026-11-30T05:31:23.148+08:00",
}
failures = 0


def check(what, holds, detail=""):
    global failures
    print(f"{'ok  ' if holds else 'FAIL'} {what}{'' if holds else f': {detail}'}")
    failures += not holds


class Service(http.server.BaseHTTPRequestHandler):
    """All services at once, by path; what came stands in `requests`, what is wrong with it in `wrong`."""

    requests = []
    wrong = []
    answer = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Service.requests.append((self.path, dict(self.headers), body))
        path = urllib.parse.urlsplit(self.path)
        query = {name: values[0] for name, values in urllib.parse.parse_qs(path.query).items()}
        try:
            status, value = Service.answer or getattr(self, path.path.strip("/").split("/")[0] or "ntfy")(query, body)
        except Exception as error:  # What a stand-in can't read, the service can't.
            Service.wrong.append(f"{type(error).__name__}: {error}")
            status, value = 400, {"errcode": 40000, "code": 40000}
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def expect(self, what, holds):
        if not holds:
            Service.wrong.append(what)

    def text_json(self, body):
        self.expect("JSON content type", self.headers.get("Content-Type", "").startswith("application/json"))
        return json.loads(body)

    def wecom(self, query, body):
        value = self.text_json(body)
        self.expect("key", query == {"key": "secretkey"})
        self.expect("members", set(value) == {"msgtype", "text"} and value["msgtype"] == "text")
        content = value["text"]["content"]
        self.expect("at most 2,048 bytes", 0 < len(content.encode()) <= 2048)
        return 200, {"errcode": 0, "errmsg": "ok"}

    def dingtalk(self, query, body):
        value = self.text_json(body)
        self.expect("token", query.get("access_token") == "secrettoken")
        age = abs(time.time() * 1000 - int(query["timestamp"]))
        self.expect("timestamp in milliseconds, within the hour", age < 3_600_000)
        # "把timestamp+"\n"+密钥当做签名字符串，使用HmacSHA256算法计算签名，然后进行Base64 encode"
        text = f"{query['timestamp']}\n{SECRET}".encode()
        wanted = base64.b64encode(hmac.new(SECRET.encode(), text, hashlib.sha256).digest()).decode()
        self.expect("signature", query["sign"] == wanted)
        self.expect("members", value["msgtype"] == "text" and value["text"]["content"])
        return 200, {"errcode": 0, "errmsg": "ok"}

    def feishu(self, query, body):
        value = self.text_json(body)
        age = abs(time.time() - int(value["timestamp"]))
        self.expect("timestamp in seconds, within the hour", age < 3600 and isinstance(value["timestamp"], str))
        # "把 timestamp + "\n" + 密钥 当做签名字符串，使用 HmacSHA256 算法计算空字符串的签名结果，再进行 Base64 编码"
        key = f"{value['timestamp']}\n{SECRET}".encode()
        wanted = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        self.expect("signature", value["sign"] == wanted)
        self.expect("members", value["msg_type"] == "text" and value["content"]["text"])
        return 200, {"code": 0, "msg": "success", "data": {}}

    def webhook(self, query, body):
        value = json.loads(body)
        identity, moment = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        self.expect("webhook-id", identity == NEWS["id"] and "." not in identity)
        self.expect("timestamp in seconds, within five minutes", abs(time.time() - int(moment)) < 300)
        signed = f"{identity}.{moment}.".encode() + body
        wanted = base64.b64encode(hmac.new(HOOK_KEY, signed, hashlib.sha256).digest()).decode()
        self.expect("signature", f"v1,{wanted}" in self.headers["webhook-signature"].split(" "))
        self.expect("type, timestamp, data", set(value) == {"type", "timestamp", "data"} and value["type"] == "news.new")
        self.expect("no address in it", "address" not in value["data"])
        return 204, {}

    def ntfy(self, query, body):
        value = self.text_json(body)
        self.expect("token", self.headers.get("Authorization") == f"Bearer {TOKEN}")
        self.expect("topic, message, click", {"topic", "message", "click"} <= set(value) and value["topic"] == "station-YF00")
        self.expect("at most 4,096 bytes", len(value["message"].encode()) <= 4096)
        return 200, {"id": "x", "event": "message"}

    def log_message(self, *words):
        pass


class Samples:
    def __init__(self, folder, port):
        self.folder = folder
        base = f"http://127.0.0.1:{port}"
        self.write("wecom.keys", f"# robots\ntown {base}/wecom?key=secretkey\nother {base}/wecom?key=otherkey\n")
        self.write("dingtalk.keys", f"town {base}/dingtalk?access_token=secrettoken {SECRET}\n")
        self.write("feishu.keys", f"town {base}/feishu {SECRET}\n")
        self.write("webhook.keys", f"town {base}/webhook whsec_{base64.b64encode(HOOK_KEY).decode()}\n")
        self.write("ntfy.keys", f"server {base}/\ntoken {TOKEN}\n")
        self.write("mail.conf", f"from liaison@example.gov.cn\nsendmail {folder}/sendmail\n")
        sendmail = folder / "sendmail"
        sendmail.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$*\" >{folder}/arguments\ncat >{folder}/mail\nexit ${{SENDMAIL:-0}}\n")
        sendmail.chmod(0o755)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, name, news=None, environment=None, **changes):
        """Runs a sample on a piece; its result, what came, and what was wrong with that."""
        Service.requests, Service.wrong = [], []
        piece = json.dumps({**(NEWS if news is None else news), **changes}, ensure_ascii=False, separators=(",", ":")) + "\n"
        result = subprocess.run(
            [SAMPLES / name], input=piece.encode(), capture_output=True, timeout=60, check=False,
            env={
                **os.environ, "LIAISON_NOTIFY_KEYS": str(self.folder), "LIAISON_NOTIFY_STATE": str(self.folder),
                "PYTHONDONTWRITEBYTECODE": "1", "no_proxy": "*", **(environment or {}),
            })
        printed = (result.stdout + result.stderr).decode()
        for secret in ("secretkey", "secrettoken", SECRET, TOKEN, "whsec_", "somebody@example.org"):
            check(f"{name} prints no key and no address", secret not in printed, printed)
        return result.returncode, list(Service.requests), list(Service.wrong)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        samples = Samples(pathlib.Path(folder), server.server_address[1])
        http_samples = {"wecom": "town", "dingtalk": "town", "feishu": "town", "webhook": "town", "ntfy": "station-YF00"}
        for name, address in http_samples.items():
            status, requests, wrong = samples.run(name, channel=name, address=address)
            check(f"{name}: taken, in the right form", status == 0 and len(requests) == 1 and not wrong, f"{status} {wrong}")
            if requests and name != "webhook":
                said = json.loads(requests[0][2])
                check(f"{name}: says it in Chinese, with the link", NEWS["text"] in json.dumps(said, ensure_ascii=False)
                      and NEWS["link"] in json.dumps(said))
            status, requests, wrong = samples.run(name, channel=name, address=address, text="留言" * 9000)
            check(f"{name}: keeps to the limits", status == 0 and not wrong, f"{status} {wrong}")
            for answer in ((500, {}), (200, {"errcode": 93000, "code": 19021})) if name not in ("webhook", "ntfy") else ((500, {}), (429, {})):
                Service.answer = answer
                status, requests, _ = samples.run(name, channel=name, address=address)
                check(f"{name}: a refusal {answer[0]} isn't taken for success", status != 0 and len(requests) == 1, status)
            Service.answer = None
            status, requests, _ = samples.run(name, channel=name, address="nobody's" if name == "ntfy" else "nobody")
            check(f"{name}: an unknown address goes nowhere", status != 0 and not requests, f"{status} {requests}")
            status, requests, _ = samples.run("dispatch", channel=name, address=address)
            check(f"dispatch hands it to {name}", status == 0 and len(requests) == 1, status)

        # 20 a minute: what came so far counts, the 21st has to wait.
        for record in pathlib.Path(folder).glob("liaison-wecom-*"):
            record.unlink()
        results = [samples.run("wecom", channel="wecom", address="town")[0] for _ in range(21)]
        check("wecom: 20 a minute and no more", results == [0] * 20 + [1], results)
        for record in pathlib.Path(folder).glob("liaison-wecom-*"):
            moments = record.read_text().split()
            record.write_text(" ".join(str(float(moment) - 61) for moment in moments))
        check("wecom: goes on a minute later", samples.run("wecom", channel="wecom", address="town")[0] == 0)

        mail(samples, pathlib.Path(folder))

        status, requests, _ = samples.run("dispatch")
        check("dispatch: nobody to send to isn't sent", status != 0 and not requests, status)
        default = {"LIAISON_NOTIFY_DEFAULT": "feishu:town"}
        status, requests, wrong = samples.run("dispatch", environment=default)
        check("dispatch: the default is used where there is no contact", status == 0 and len(requests) == 1 and not wrong, wrong)
        status, requests, _ = samples.run("dispatch", channel="pigeon", address="x")
        check("dispatch: an unknown channel isn't sent", status != 0 and not requests, status)
    server.shutdown()
    print("all held" if failures == 0 else f"{failures} didn't hold")
    return failures != 0


def mail(samples, folder):
    status, _, _ = samples.run("mail", channel="mail", address="somebody@example.org")
    raw = (folder / "mail").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    check("mail: taken", status == 0, status)
    check("mail: the recipient is no argument", "example.org" not in (folder / "arguments").read_text())
    check("mail: RFC 5322, without defects", not message.defects and all(not v.defects for v in message.values()))
    check("mail: lines end with CRLF and have at most 998 bytes",
          b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 998)
    check("mail: from, to, date, id", message["To"] == "somebody@example.org" and message["From"] == "liaison@example.gov.cn"
          and message["Message-ID"] == f"<{NEWS['id']}@llz.example.gov.cn>" and message["Date"].datetime.isoformat()[:10] == "2026-11-30")
    check("mail: headers are ASCII", all(byte < 128 for byte in raw.split(b"\r\n\r\n")[0]))
    check("mail: says it, with the link", NEWS["text"] in message["Subject"] and NEWS["link"] in message.get_content())
    for address in ("no address", "a@b.cn, c@d.cn", "a@b.cn\r\nBcc: x@y.cn", "", "-oQ/tmp@x"):
        (folder / "mail").unlink(missing_ok=True)
        status, _, _ = samples.run("mail", channel="mail", address=address)
        gone = (folder / "mail").read_text() if (folder / "mail").exists() else ""
        check(f"mail: {address!r} sends to nobody else", "Bcc" not in gone and "c@d" not in gone and (status != 0 or address.startswith("-")), gone)
    status, _, _ = samples.run("mail", channel="mail", address="somebody@example.org", environment={"SENDMAIL": "75"})
    check("mail: a refusal of sendmail isn't taken for success", status != 0, status)


if __name__ == "__main__":
    sys.exit(main())
