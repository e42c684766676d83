#!/bin/sh
# Wall time, CPU and peak memory of `eval run` over generated cases by five seats, against the provider simulator on this machine, for
# few cases and for many: memory must not grow with their number. Nothing leaves the machine.
# Usage: bench-evals.sh MOE-JUDGE PROVIDER-SIMULATOR [FEW] [MANY]
set -eu
judge=$(realpath "$1")
simulator=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
touch "$folder/log"
"$simulator" > "$folder/log" &
server=$!
tries=0
until grep -q listening "$folder/log"; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { echo "the simulator did not start" >&2; exit 1; }
  sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$folder/log")
python3 "$root/scripts/bench-evals.py" "$judge" "$folder" "$url" "${3:-250}" "${4:-1000}"
