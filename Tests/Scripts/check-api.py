#!/usr/bin/env python3
"""The API against its own description: the document is valid OpenAPI 3.1, and what a live server answers to requests
made from it, sensible and not, is what it says, for the tokens of the office, a station and a deputy.

    check-api.py LIAISON [--seconds N]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

from openapi_spec_validator import validate


def run(program, *words, **options):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True, **options).stdout


def fill(program, data, roster):
    """Some cases of each kind, so that there is something to answer with."""
    numbers = []
    for index, deputy in enumerate(roster):
        line = run(
            program, "intake", "--data", data, "--station", deputy["station"], "--to", deputy["code"],
            "--text", f"第{index}件：路灯不亮", "--name", "李四", "--phone", "13800138000")
        numbers.append(line.split()[0])
    run(program, "ack", numbers[0], "--data", data, "--grade", "simple")
    run(program, "reply", numbers[1], "--data", data, "--text", "已修好。")
    run(program, "close", numbers[1], "--data", data, "--outcome", "resolved")
    entry = run(
        program, "log", "add", "--data", data, "--station", roster[0]["station"], "--duty", "research", "--deputy",
        roster[0]["code"], "--title", "走访").split()[0]
    run(program, "notice", "post", "--data", data, "--station", roster[0]["station"], "--title", "义诊")
    notice = json.loads(run(program, "notice", "list", "--data", data, "--json"))[0]["notice"]
    run(program, "contact", "set", "--data", data, "--deputy", roster[0]["code"], "--channel", "mail", "--address", "a@b.cn")
    holders = [roster[0]["code"], roster[0]["station"], roster[1]["code"]]
    return {"number": numbers, "entry": [entry], "notice": [notice], "code": [roster[0]["code"]], "holder": holders}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=75, help="how long all of it may take")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as directory:
        data = f"{directory}/data"
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        run(program, "init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", "演示",
            "--set", "handler=人大办公室", "--set", "contact=12345", "--set", "retention=三年", env=environment)
        samples = os.path.join(os.path.dirname(__file__), "../../assets/sample")
        run(program, "roster", "import", "--data", data, f"{samples}/stations.csv", f"{samples}/deputies.csv")
        people = json.loads(run(program, "roster", "list", "--data", data, "--json", "--kind", "deputy"))
        known = fill(program, data, people[:6])
        deputy = people[0]
        tokens = {
            "office": run(program, "token", "issue", "--data", data, "--office").strip(),
            "station": run(program, "token", "issue", "--data", data, "--station", deputy["station"]).strip(),
            "deputy": run(program, "token", "issue", "--data", data, "--deputy", deputy["code"]).strip(),
        }
        server = subprocess.Popen(
            [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
             "--rate-limit", "off"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            address = re.search(r"http://\S+", server.stdout.readline()).group(0)
            with urllib.request.urlopen(f"{address}/api/v1/openapi.json") as answer:
                document = json.load(answer)
            validate(document)
            # What is stored gives requests that come through; what is made up, those that don't.
            for path, item in document["paths"].items():
                for operation in item.values():
                    for parameter in operation.get("parameters", []):
                        if parameter["in"] == "path" and parameter["name"] in known:
                            parameter["schema"]["enum"] = known[parameter["name"]] + ["nonsense"]
            # The API's own path stays: only the values above are chosen here.
            file = f"{directory}/openapi.json"
            with open(file, "w", encoding="utf-8") as output:
                json.dump(document, output)
            failed = 0
            for holder, token in tokens.items():
                print(f"== {holder}", flush=True)
                failed += check(file, f"{address}/api/v1", token, options.seconds // len(tokens), directory)
            if server.poll() is not None:
                sys.exit("the server has ended")
            sys.exit(1 if failed else 0)
        finally:
            server.terminate()
            server.wait()


# What every answer must hold to. Left out are the checks that take a schema for the whole rule (a date that is well
# formed may still lie before another), and the phase that sends methods that HTTP doesn't know: 501 is right there.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance," \
    "response_schema_conformance"


def check(file, url, token, seconds, directory):
    words = [
        "schemathesis", "run", file, "--url", url, "--header", f"Authorization: Bearer {token}", "--checks", CHECKS,
        "--phases", "fuzzing", "--max-examples", "25", "--max-time", str(seconds), "--seed", "1",
        "--generation-database", "none", "--suppress-health-check", "all", "--request-timeout", "20",
        "--warnings", "off", "--no-color"]
    return subprocess.run(words, cwd=directory).returncode


if __name__ == "__main__":
    main()
