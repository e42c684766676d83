#!/bin/sh
# Kills an improvement loop with kill -9 again and again, until it ends or so many times, goes on with it, and holds what it ends with against an undisturbed one.
# Usage: measure-improve-resume.sh MOE-JUDGE [KILLS] [SEED]
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
kills=${2:-20}
seed=${3:-3}
root=$(pwd)
folder=$(mktemp -d .build/improve-resume.XXXXXX)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 scripts/weaken-panel.py "$seed" "$folder/whole"
cp -r "$folder/whole" "$folder/cut"

start=$(date +%s%N)
(cd "$folder/whole" && "$program" eval improve artifact-review --offline > out.txt 2> err.txt)
took=$((($(date +%s%N) - start) / 1000000))
echo "undisturbed: $took ms"

cd "$folder/cut"
done=0
arguments="artifact-review --offline"
while [ "$done" -lt "$kills" ]; do
  # Within the time that the whole loop takes, so that every part of it is hit sooner or later.
  share=$((done % 2 ? 8 : 2))
  wait=$(awk -v seed="$seed$done" -v took="$took" -v share="$share" 'BEGIN { srand(seed); printf "%.3f", 0.05 + rand() * took / 1000 / share }')
  "$program" eval improve $arguments > out.txt 2> err.txt &
  pid=$!
  sleep "$wait"
  if kill -9 "$pid" 2> /dev/null; then
    done=$((done + 1))
  else
    break
  fi
  wait "$pid" 2> /dev/null || true
  if ls .moe-judge/improvements/*/opening.json > /dev/null 2>&1; then arguments="--resume latest"; fi
done
echo "killed $done times"
"$program" eval improve $arguments > out.txt 2> err.txt
cd "$root"

# The name and the time of a loop are its own.
plain() { sed -E 's/[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}/LOOP/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g' "$1"; }
failed=0
for file in rubrics/rules/learned.yaml evals/artifact-review/ledger.json; do
  plain "$folder/whole/$file" > "$folder/a"
  plain "$folder/cut/$file" > "$folder/b"
  if cmp -s "$folder/a" "$folder/b"; then echo "same: $file"; else echo "DIFFERENT: $file"; failed=1; fi
done
for run in whole cut; do plain "$folder"/$run/.moe-judge/improvements/*/report.json > "$folder/$run.json"; done
if cmp -s "$folder/whole.json" "$folder/cut.json"; then echo "same: report.json"; else echo "DIFFERENT: report.json"; diff "$folder/whole.json" "$folder/cut.json" | head -20; failed=1; fi
exit $failed
