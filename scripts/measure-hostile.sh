#!/bin/sh
# Reads and generates from hostile Markdown with the command line itself: time, memory and exit code of each. Usage:
# measure-hostile.sh MOE-JUDGE
set -eu
judge=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - "$judge" "$folder" <<'PYTHON'
import os, pathlib, random, subprocess, sys, time
judge, folder = sys.argv[1], pathlib.Path(sys.argv[2])
numbers = random.Random(7)
decision = b"# T\n\n## Status\n\nAccepted\n\n## Decision\n\n"
texts = {
    "50 MB of one line": lambda: b"must " * 10_000_000,
    "900 KB of one line": lambda: decision + b"must " * 180_000,
    "10,000 nested list levels": lambda: decision + b"- " * 10_000 + b"must",
    "10,000 nested quotations": lambda: decision + b"> " * 10_000 + b"must",
    "900 KB of random bytes": lambda: bytes(numbers.randrange(256) for _ in range(900_000)),
    "900 KB of opening brackets": lambda: decision + b"[" * 900_000,
    "900 KB of image openings": lambda: decision + b"![[]()" * 150_000,
    "900 KB of emphasis": lambda: decision + b"*a_ " * 225_000,
    "900 KB of back ticks": lambda: decision + b"`" * 900_000,
    "a table of 20,000 columns": lambda: decision + b"|a" * 20_000 + b"\n" + b"|-" * 20_000 + b"\n" + b"|must" * 20_000,
    "30,000 constraints": lambda: decision + b"- Services must log.\n\n" * 30_000,
    "30,000 constraints, all different": lambda: decision + b"".join(b"- Service %d must log.\n\n" % n for n in range(30_000)),
    "9,000 constraints, all different": lambda: decision + b"".join(b"- Service %d must log.\n\n" % n for n in range(9_000)),
    "long sentences of may": lambda: decision + (b"may " * 390 + b"go.\n\nX ") * 600,
    "20,000 headings": lambda: b"# Decision\n\nmust\n\n" * 20_000,
    "carriage returns": lambda: decision.replace(b"\n", b"\r") + b"Services must log.\r\r" * 20_000,
    "NUL and wide characters": lambda: decision + "漢字 \0 e\u0301 يجب must be 🎉.\n\n".encode() * 20_000,
    "an unclosed fence": lambda: decision + b"```\n" + b"must\n" * 150_000,
    "front matter without an end": lambda: b"---\n" + b"a: b\n" * 150_000,
}
worst = 0
for name, text in texts.items():
    place = folder / "adrs"
    place.mkdir(exist_ok=True)
    content = text()
    size = len(content)
    (place / "0001-a.md").write_bytes(content)
    del content
    figures = []
    for command in (["extract", str(place), "--format", "jsonl"],
                    ["generate", "--adr-dir", "adrs", "--output", "out", "--status", "accepted", "--status", "other", "--dry-run"]):
        start = time.perf_counter()
        process = subprocess.Popen([judge, "rubrics"] + command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        worst = max(worst, wall)
        code = os.waitstatus_to_exitcode(status)
        figures.append(f"{command[0]} {wall:.2f} s, {usage.ru_maxrss / 1024:.0f} MiB, exit {code}")
        assert code >= 0 and code != 70, (name, command, code)
    print(f"{name} ({size:,} bytes): " + "; ".join(figures))
print(f"the slowest took {worst:.2f} s; none was ended by a signal")
PYTHON
