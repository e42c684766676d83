#!/bin/sh
# Tries every route of the API with what its document says, and with what it does not, against a running server over a real store.
# Usage: test-api.sh MOE-JUDGE; moe-judge-serve stands beside it. EXAMPLES=40 for each route, SEED=1.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
moe_judge=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
venv="$root/.build/venv-schemathesis"
test -x "$venv/bin/st" || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet 'schemathesis>=4,<5'; }

work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$work/state/runs"
for golden in "$root"/Tests/GoldenRuns/*rules4*; do cp -R "$golden"/runs/* "$work/state/runs/"; done
"$moe_judge" runs reindex --state "$work/state"
"$moe_judge" judge --offline --quiet --state "$work/state" "$root/docs/demo/orders_api.py" > "$work/table" || test $? -eq 1
(cd "$root" && "$moe_judge" eval run evals/artifact-review --offline --split dev --state "$work/state" > "$work/eval")
"$moe_judge" health record demo-skill --score 82 --invocations 40 --state "$work/state" > "$work/health"

"$(dirname "$moe_judge")/moe-judge-serve" token tester --scope read --scope label --token-file "$work/tokens" > "$work/token"
"$moe_judge" serve --port 0 --rate 0 --state "$work/state" --root "$root" --token-file "$work/tokens" 2> "$work/said" &
server=$!
for _ in $(seq 100); do
  url=$(sed -n 's/^listening on \(.*\)\/$/\1/p' "$work/said")
  test -z "$url" || break
  sleep 0.1
done
test -n "$url" || { cat "$work/said" >&2; exit 1; }

cd "$work"
"$venv/bin/st" run "$url/api/v1/openapi.json" --checks all --max-examples "${EXAMPLES:-40}" --seed "${SEED:-1}" \
  --header "Authorization: Bearer $(cat "$work/token")" --request-timeout 20 --max-time "${SECONDS_AT_MOST:-240}" --suppress-health-check all --no-color
if grep -v '^listening on ' "$work/said"; then
  echo "the server complained" >&2
  exit 1
fi
kill -TERM "$server"
wait "$server"
server=
