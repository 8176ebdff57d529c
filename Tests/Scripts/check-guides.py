#!/usr/bin/env python3
"""Checks README and guides: their links, pictures and words, and that the commands in them do what they say.

    python3 Tests/Scripts/check-guides.py LIAISON [GUIDE...]

Links between the files lead somewhere, headings included, and every picture is shown somewhere. Each guide's blocks marked ```sh are run in the
order in which they stand, in one shell, against a data directory of their own under /tmp; a block marked ```bash needs a machine to
install on and isn't run: where it starts the service, a server starts here, where it stops it, that server ends. What differs from the
real thing is put in: directories, the address that remote commands ask, dates, and the samples' codes, case and entry numbers.
Needs bash, jq and curl.
"""

import argparse
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
GUIDES = ROOT / "assets/guide"
PICTURES = ROOT / "assets/pictures"

# What the shell of a guide begins with. $WORK is its directory, $PROGRAM the program under test.
PRELUDE = r"""
set -Eeu
trap 'echo "failed: $BASH_COMMAND" >&2' ERR
export LANG=zh_CN.UTF-8 HOME=$WORK/home XDG_CONFIG_HOME=$WORK/home/.config XDG_DATA_HOME=$WORK/home/.local/share PAGER=cat
unset LC_ALL LIAISON_DATA
DATA=$WORK/data SERVER= ADDRESS=
mkdir -p "$HOME" "$WORK/backup" "$WORK/bin"
ln -s "$PROGRAM" "$WORK/bin/liaison"
PATH=$WORK/bin:$PATH
start_service() {
    [ -z "$SERVER" ] || return 0
    # As operators do each December: deadlines reach into the next year.
    for year in $(TZ=Asia/Shanghai date +%Y) $(($(TZ=Asia/Shanghai date +%Y) + 1)); do
        grep -q "^$year-" "$DATA/calendar.txt" || echo "$year-01-01 休 元旦" >>"$DATA/calendar.txt"
    done
    liaison serve --data "$DATA" --listen 127.0.0.1:0 --admin 127.0.0.1:0 --access-log off >"$WORK/serve.out" 2>"$WORK/serve.err" &
    SERVER=$!
    for _ in $(seq 100); do grep -q '^listening' "$WORK/serve.out" && break || sleep 0.1; done
    ADDRESS=$(sed -n 's/^listening //p' "$WORK/serve.out")
    ADMIN=$(grep -o '127.0.0.1:[0-9]*' "$WORK/serve.err" | head -1)
    [ "$(liaison inbox list --data "$DATA" --json)" != '[]' ] || for text in 村口的路灯坏了 井盖松动 水渠堵了 食堂什么时候开; do send "$text"; done
}
stop_service() { [ -z "$SERVER" ] || { kill "$SERVER"; wait "$SERVER"; SERVER=; }; }
trap 'stop_service' EXIT
people() { liaison roster list --data "$DATA" --json; }
code() { people | jq -r '[.[] | select(.kind == "deputy" and .station == "YF01" and .status == "active")][0].code'; }
other_code() { people | jq -r '[.[] | select(.kind == "deputy" and .station == "YF01" and .status == "active")][1].code'; }
case_number() { liaison inbox list --data "$DATA" --json | jq -r "[.[] | select(.station == \"YF01\")][$1].case"; }
entry() { liaison log list --data "$DATA" --station YF01 --json | jq -r '.[0].entry'; }
pending() { liaison log list --data "$DATA" --station YF01 --state pending --json | jq -r '.[0].entry'; }
notice() { liaison notice list --data "$DATA" --station YF01 --json | jq -r '.[0].notice'; }
first_token() { liaison token list --data "$DATA" --json | jq -r '.[0].id'; }
send() {
    local nonce
    nonce=$(curl -sf "$ADDRESS/$(code)" | sed -n 's/.*name="nonce" value="\([^"]*\)".*/\1/p' | head -1)
    [ "$(curl -s -o /dev/null -w '%{http_code}' --data-urlencode "nonce=$nonce" --data-urlencode "text=$1" "$ADDRESS/$(code)")" = 303 ]
}
install_samples() {
    liaison init --data "$DATA" --base-url https://llz.example.gov.cn --name 云峰镇人大代表联络站 --set handler=云峰镇人大主席团 \
        --set contact=0731-55550100 --set retention=办结后三年 >/dev/null 2>&1
    liaison roster import --data "$DATA" stations.csv deputies.csv >/dev/null 2>&1
    start_service
}
cd "$WORK"
"""

# What stands in a guide, and what it is here. The first holds for lines that ask a server.
PLACES = [
    (r"/var/lib/liaison", "$WORK/data"),
    (r"/mnt/backup", "$WORK/backup"),
    (r"/srv/", "$WORK/"),
    (r"127\.0\.0\.1:8081", "$ADMIN"),
    (r"7K3M9Q4", "$(code)"),
    (r"8YHK54X", "$(other_code)"),
    (r"YF01-261130-7K3ML", "$(case_number 0)"),
    (r"YF01-261130-25PA2", "$(case_number 1)"),
    (r"YF01-261130-3DKNL", "$(case_number 2)"),
    (r"YF01-L261130-7K3ME", "$(entry)"),
    (r"YF01-L261130-PENDG", "$(pending)"),
    (r"YF01-N261130-7K3M7", "$(notice)"),
    (r"3f9a01c2", "$(first_token)"),
]

# Whose token lies in token.txt, for guides that use the program from another machine.
HOLDERS = {"officer": "--station YF01", "deputy": '--deputy "$(code)"', "office": "--office"}

# The day on which the guides are written: their dates move on with today's.
WRITTEN = datetime.date(2026, 11, 30)


def moved(date):
    """A date of a guide as far from today, in Beijing, as it stands from the day of writing."""
    today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
    return str(datetime.date.fromisoformat(date) + (today - WRITTEN))


def blocks(text):
    """The fenced blocks: (words behind the fence, lines, number of the first line)."""
    found, opened = [], None
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"\s*```(.*)", line)
        if fence and opened is None:
            opened = (fence[1].split(), [], number + 1)
        elif fence:
            found.append(opened)
            opened = None
        elif opened is not None:
            opened[1].append(line)
    return found


def script(guide):
    lines = [PRELUDE]
    shown = blocks(guide.read_text())
    if not any("liaison init " in line for _, content, _ in shown for line in content):
        lines.append("install_samples")
        holder = HOLDERS.get(guide.name.split(".")[0])
        if holder:
            lines.append(f'liaison token issue {holder} --data "$DATA" >token.txt 2>/dev/null')
    for words, content, number in shown:
        if words == ["bash"]:
            joined = "\n".join(content)
            starts = re.search(r"systemctl (enable --now|start) .*liaison\.socket", joined)
            stops = re.search(r"systemctl stop .*liaison", joined)
            # A block that does both leaves a running service behind, as it found one.
            if starts and not stops:
                lines.append("start_service")
            if stops and not starts:
                lines.append("stop_service")
        if words != ["sh"]:
            continue
        lines.append(f"echo '--- {guide.name}:{number}'")
        for line in content:
            if re.search(r"liaison login|--server", line):
                line = line.replace("https://llz.example.gov.cn", "$ADDRESS")
            for pattern, place in PLACES:
                line = re.sub(pattern, lambda match, place=place: place, line)
            line = re.sub(r"\b20\d\d-\d\d-\d\d\b", lambda match: moved(match[0]), line)
            lines.append(line)
    return "\n".join(lines) + "\n"


def run(guide, program, verbose):
    with tempfile.TemporaryDirectory(prefix="liaison-guide.") as folder:
        for sample in (ROOT / "assets/sample").glob("*.csv"):
            shutil.copy(sample, folder)
        environment = {**os.environ, "WORK": folder, "PROGRAM": str(program)}
        result = subprocess.run(["bash", "-c", script(guide)], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=300)
        if verbose:
            print(result.stdout)
        elif result.returncode:
            print("\n".join(result.stdout.splitlines()[-15:]))
        return result.returncode == 0


def anchors(text):
    """The headings of a file, as GitHub and others make anchors of them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", re.sub(r"```.*?```", "", text, flags=re.S), flags=re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        found.add(plain.replace(" ", "-"))
    return found


def links(files):
    problems, shown = [], set()
    for path in files:
        text = re.sub(r"```.*?```", "", path.read_text(), flags=re.S)
        targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            there = (path.parent / file).resolve() if file else path
            if not there.exists():
                problems.append(f"{path.relative_to(ROOT)}: {target} leads nowhere")
            elif anchor and anchor not in anchors(there.read_text()):
                problems.append(f"{path.relative_to(ROOT)}: {target} has no such heading")
            if there.parent == PICTURES:
                shown.add(there.name)
    for picture in sorted(PICTURES.glob("*.png")):
        if picture.name not in shown:
            problems.append(f"{picture.relative_to(ROOT)} is shown nowhere")
    return problems


def words(guides):
    """Words that the glossary doesn't want, outside of commands; in contributing and the like English is checked alone."""
    problems = []
    for line in (ROOT / "assets/wording/glossary.txt").read_text().splitlines():
        if line.startswith("#") or " = " not in line:
            continue
        columns = [column.strip() for column in line.split(" = ", 1)[1].split("|")]
        for guide in guides:
            text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", guide.read_text(), flags=re.S)
            column = 3 if re.search(r"\.en$", guide.stem) else 2
            for word in filter(None, (word.strip() for word in columns[column].split(";"))):
                # 逢6 is what a roster says, and how a town calls its days.
                if word in text and word != "逢6":
                    problems.append(f"{guide.name}: “{word}” is “{columns[column - 2]}”")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("guides", nargs="*", help="only these guides' commands, by file name")
    parser.add_argument("--verbose", action="store_true", help="print what the commands print")
    arguments = parser.parse_args()
    guides = sorted(GUIDES.glob("*.md"))
    problems = links([ROOT / "README.md", ROOT / "assets/deploy/DEPLOYMENT.md", *guides])
    problems += words(guides)
    print("\n".join(problems) or "every link leads somewhere, every word is the glossary's")
    for guide in guides:
        if arguments.guides and guide.name not in arguments.guides:
            continue
        count = sum(words == ["sh"] for words, _, _ in blocks(guide.read_text()))
        if not count:
            continue
        if run(guide, arguments.program.resolve(), arguments.verbose):
            print(f"{guide.name}: {count} blocks of commands do what they say", flush=True)
        else:
            problems.append(guide.name)
            print(f"{guide.name}: FAILED", flush=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
