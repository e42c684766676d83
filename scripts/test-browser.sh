#!/bin/sh
# Looks at every kind of page of the dashboard with Debian's Chromium: with and without scripts, light and dark, narrow and wide.
# Usage: test-browser.sh MOE-JUDGE MOE-JUDGE-SERVE [--screenshots DIR]
# Chromium's driver (websockets) and axe-core come from PyPI, into .build/test-browser. What it starts it ends, by process id.
set -eu
judge=$(realpath "$1")
serve=$(realpath "$2")
shift 2
scripts=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$scripts")
place=$root/.build/test-browser
python=$place/python/bin/python

command -v chromium >/dev/null 2>&1 || sh "$scripts/install-system-packages.sh" chromium
if ! [ -x "$python" ]; then python3 -m venv "$place/python"; fi
# Of axe-playwright-python the file of axe-core alone, so not what it depends on.
"$python" -m pip install --quiet --disable-pip-version-check websockets==17.4
"$python" -m pip install --quiet --disable-pip-version-check --no-deps axe-playwright-python==0.1.8
axe=$(find "$place/python" -name axe.min.js | head -n 1)

state=$(mktemp -d "$place/state.XXXXXX")
server=""
stop() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$state"
}
trap stop EXIT
trap 'exit 130' INT TERM

look() { PYTHONDONTWRITEBYTECODE=1 "$python" "$scripts/test_browser" --axe "$axe" "$@"; }

echo "the checks themselves:"
look --self-test >"$state/self-test" || {
  grep -vE ': (fires|silent)' "$state/self-test" || true
  exit 1
}
tail -n 1 "$state/self-test"

cd "$root"
sh "$scripts/demo-dashboard.sh" --state "$state/demo" --seed-only "$judge" >"$state/seeding" 2>&1 || {
  cat "$state/seeding" >&2
  exit 1
}
# There before the server is: what reads it may be quicker than the shell that starts the server.
: >"$state/serving"
# The pages show the path as it is given, and pictures of them are kept: no path of this machine.
"$serve" serve --state "${state#"$root"/}/demo" --root "$(sed -n 's/^root //p' "$state/seeding")" --port 0 2>"$state/serving" &
server=$!
address=""
for _ in $(seq 300); do
  address=$(sed -n 's/^listening on //p' "$state/serving")
  [ -z "$address" ] || break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$address" ]; then
  echo "the server does not listen:" >&2
  cat "$state/serving" >&2
  exit 1
fi
look "$address" "$@"
