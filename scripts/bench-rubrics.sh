#!/bin/sh
# Constraint extraction over 10,000 documents on one core, beside a plain Python pass with one regular expression over the
# same files: documents a second and peak memory. The documents are those of the corpus, or of the folder CORPUS names,
# repeated under numbered names. Usage: bench-rubrics.sh MOE-JUDGE [COUNT]
set -eu
judge=$(realpath "$1")
count=${2:-10000}
root=$(cd "$(dirname "$0")/.." && pwd)
corpus=${CORPUS:-$root/../shared/data/adr-corpus/dev}
[ -d "$corpus" ] || corpus=$root/adrs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/expression.py" <<'PYTHON'
import pathlib, re, sys
keyword = re.compile(r"\b(must not|shall not|must|shall|required|mandatory|forbidden|prohibited|never|should not|should|recommended|preferred|may|optional)\b", re.I)
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if found := keyword.search(line):
            print(path.name, number, found.group(0), line)
PYTHON
python3 - "$corpus" "$folder" "$count" "$judge" <<'PYTHON'
import os, pathlib, subprocess, sys, time
corpus, folder, count, judge = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
sources = [path.read_bytes() for path in sorted(corpus.rglob("*.md")) if path.name != "SOURCES.md"]

def documents(number):
    name = folder / f"documents-{number}"
    name.mkdir()
    for index in range(number):
        (name / f"{index:06d}.md").write_bytes(sources[index % len(sources)])
    return str(name)

def measure(name, command, number):
    start = time.perf_counter()
    with open(os.devnull, "w") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=nothing)
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (name, status)
    wall, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    print(f"{name}: {number} documents, {number / cpu:,.0f} a second of CPU time ({cpu:.2f} s; wall {wall:.2f} s), "
          f"peak memory {usage.ru_maxrss / 1024:.0f} MiB")

print(f"{len(sources)} documents of {sum(map(len, sources)) // len(sources)} bytes on average, repeated")
for number in (count // 10, count):
    measure("rubrics extract", [judge, "rubrics", "extract", documents(number), "--format", "jsonl"], number)
measure("Python expression", [sys.executable, str(folder / "expression.py"), str(folder / f"documents-{count}")], count)
PYTHON
