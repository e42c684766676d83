#!/bin/sh
# Judges 200 artifacts by a panel of five seats against the mock provider in ../shared/mock, without faults and with them: how
# many panels are full, whether every call is accounted for, what it takes. Usage: measure-robustness.sh MOE-JUDGE [ARTIFACTS]
set -eu
judge=$(realpath "$1")
count=${2:-200}
root=$(cd "$(dirname "$0")/.." && pwd)
mock=$root/../shared/mock
[ -d "$mock" ] || { echo "the mock provider is not here: ../shared/mock" >&2; exit 1; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cc -O2 -o "$folder/mockllm" "$mock/mockllm.c" -lm
mkdir "$folder/artifacts"
python3 - "$folder/artifacts" "$count" <<'PYTHON'
import pathlib, sys
body = ('def total_of(event):\n    """The price of all items of one event."""\n'
        '    total = sum(item["price"] for item in event["items"])\n    return {"total": total}\n\n\n')
for number in range(int(sys.argv[2])):
    name = f"a{number:05d}"
    (pathlib.Path(sys.argv[1]) / f"{name}.py").write_text(f"# ARTIFACT-ID:{name}\n" + body * 8)
PYTHON

# run NAME SETTING...
run() {
  name=$1
  shift
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  env "$@" PORT="$port" REPLIES="$root/Benchmarks/mock/replies.tsv" "$folder/mockllm" > "$folder/log" 2>&1 &
  server=$!
  sed "s/@PORT@/$port/" "$root/Benchmarks/mock/moe-judge.yaml" > "$folder/moe-judge.yaml"
  python3 - "$judge" "$folder" "$port" "$name" <<'PYTHON'
import json, os, subprocess, sys, time, urllib.request
judge, folder, port, name = sys.argv[1:]
time.sleep(0.3)
start = time.perf_counter()
environment = {key: value for key, value in os.environ.items() if not key.endswith("_API_KEY")}
with open(os.path.join(folder, "out.jsonl"), "wb") as out, open(os.path.join(folder, "errors"), "wb") as errors:
    process = subprocess.Popen(
        [judge, "judge", "artifacts/*.py", "--format", "jsonl", "--quiet", "--state", os.path.join(folder, f"state-{port}")],
        cwd=folder, stdout=out, stderr=errors, env={**environment, "MOCK_API_KEY": "mock-key-0123456789"})
    _, status, usage = os.wait4(process.pid, 0)
wall, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
rows = [json.loads(line) for line in open(os.path.join(folder, "out.jsonl"))]
rows = [row for row in rows if "seats" in row]
full = sum(sum(seat["state"] == "judged" for seat in row["seats"]) == 5 for row in rows)
calls, answers = (sum(row["usage"][key] for row in rows) for key in ("calls", "answers"))
stats = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/stats"))
print(f"{name}: {full} of {len(rows)} panels full, exit {os.waitstatus_to_exitcode(status)}; calls {calls} (the mock counted {stats['total']}), "
      f"answers {answers} ({stats['whole_answers']}), bought twice {stats['needless_repeats']}; wall {wall:.1f} s, CPU {cpu:.2f} s, "
      f"peak memory {usage.ru_maxrss / 1024:.0f} MiB")
key = subprocess.run(["grep", "-rl", "mock-key-0123456789", folder], capture_output=True, text=True).stdout
print(f"  files that hold the key: {len(key.split())}")
PYTHON
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

run "no faults" FAULT_SEED=1
run "10 % 429, 5 % 500, 2 % truncated, 2 % malformed" RATE_429=0.1 RATE_500=0.05 RATE_TRUNCATED=0.02 RATE_MALFORMED=0.02
run "20 % 429, 10 % 500, 3 % truncated, 3 % malformed, 2 % empty" \
  RATE_429=0.2 RATE_500=0.1 RATE_TRUNCATED=0.03 RATE_MALFORMED=0.03 RATE_EMPTY=0.02
