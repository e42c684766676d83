#!/bin/sh
# How long the dashboard takes for each of its pages over a store of 100,000 judgments, and what 64 connections at once do to it for
# 30 seconds (Debian's wrk). The store is made below .build and stays there for the next time. Nothing leaves the machine.
# Usage: bench-dashboard.sh MOE-JUDGE MOE-JUDGE-SERVE [REQUESTS-A-PAGE] [SECONDS]
set -eu
judge=$(realpath "$1")
serve=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
state=.build/bench-dashboard/state
mkdir -p .build/bench-dashboard
python3 scripts/bench-dashboard.py seed "$judge" "$state"
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true; rm -rf "$folder"' EXIT
"$serve" serve --state "$state" --root "$root" --port 0 --rate 0 2> "$folder/log" &
server=$!
tries=0
until grep -q listening "$folder/log"; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { cat "$folder/log" >&2; echo "the server did not start" >&2; exit 1; }
  sleep 0.1
done
url=$(grep -o 'http://[^ ]*' "$folder/log" | head -1)
memory() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$server/status"; }

echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nproc) CPUs"
echo "memory at the start: $(memory)"
python3 scripts/bench-dashboard.py measure "$state" "$url" "${3:-200}"
echo "memory after one request at a time: $(memory)"

command -v wrk > /dev/null || { echo "wrk is not installed: apt-get install wrk" >&2; exit 1; }
# Only what answers 200 is asked for, so that whatever else comes is an error.
python3 scripts/bench-dashboard.py paths "$state" | cut -f2 | while read -r path; do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "${url%/}$path")" != 200 ] || echo "$path"
done > "$folder/paths"
cat > "$folder/mix.lua" <<LUA
local paths, number = {}, 0
for line in io.lines("$folder/paths") do paths[#paths + 1] = line end
request = function()
  number = number + 1
  return wrk.format("GET", paths[number % #paths + 1])
end
LUA
wrk -t2 -c64 "-d${4:-30}s" --timeout 30s --latency -s "$folder/mix.lua" "$url" > "$folder/wrk" &
load=$!
while kill -0 "$load" 2> /dev/null; do
  sleep 5
  echo "memory under load: $(memory)"
done
wait "$load"
cat "$folder/wrk"
sleep 2
echo "memory after the load: $(memory)"
if grep -qE 'Non-2xx|Socket errors' "$folder/wrk"; then echo "there were errors" >&2; exit 1; fi
