#!/bin/sh
# CPU time, wall time and peak memory of a release build: start-up, one file of 500 lines, 1,000 and 10,000 files of 200 lines.
# Usage: measure-speed.sh MOE-JUDGE
set -eu
judge=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - "$root" "$folder" <<'PYTHON'
import pathlib, sys
root, folder = map(pathlib.Path, sys.argv[1:])
artifacts = root / "evals/artifact-review/artifacts"
sources = sorted(artifacts.glob("python/*.py")) + sorted(artifacts.glob("typescript/*.ts"))
lines = [path.read_text().splitlines() for path in sources]
(folder / "f500.py").write_text("\n".join((lines[0] * 20)[:500]) + "\n")
(folder / "many").mkdir()
(folder / "all").mkdir()
for i in range(10000):
    path, text = sources[i % len(sources)], lines[i % len(lines)]
    first = f"# {i}" if path.suffix == ".py" else f"// {i}"
    whole = "\n".join([first] + (text * 10)[:199]) + "\n"
    (folder / "all" / f"f{i:05d}{path.suffix}").write_text(whole)
    if i < 1000: (folder / "many" / f"f{i:05d}{path.suffix}").write_text(whole)
PYTHON
cd "$folder"
python3 - "$judge" <<'PYTHON'
import os, resource, subprocess, sys, time
judge = sys.argv[1]
cases = [("--help", ["--help"], 9), ("500-line file", ["judge", "--offline", "f500.py", "--quiet"], 9),
         ("1,000 files of 200 lines", ["judge", "--offline", "many/*", "--quiet", "--format", "jsonl"], 3),
         ("10,000 files of 200 lines", ["judge", "--offline", "all/*", "--quiet", "--format", "jsonl"], 1)]
for name, arguments, runs in cases:
    figures = []
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen([judge, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        figures.append((usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024))
    cpu, wall, memory = (sorted(column)[len(column) // 2] for column in zip(*figures))
    print(f"{name}: {cpu * 1000:.0f} ms CPU, {wall * 1000:.0f} ms wall, {memory:.0f} MiB (median of {runs})")
PYTHON
