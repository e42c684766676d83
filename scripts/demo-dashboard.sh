#!/bin/sh
# Fills a store with a real demo and serves the dashboard over it: judgments on several days, a panel of models that debates
# (the provider simulator), an improvement loop, evals, and three months of skill health. Nothing outside of the demo's folder is changed.
# Usage: demo-dashboard.sh MOE-JUDGE [MOE-JUDGE-SERVE] [--state DIR] [--seed-only] [--fresh]
# PORT names the port (8080). The simulator is SIMULATOR, or stands beside MOE-JUDGE.
set -eu
usage="usage: demo-dashboard.sh MOE-JUDGE [MOE-JUDGE-SERVE] [--state DIR] [--seed-only] [--fresh]"
repository=$(cd "$(dirname "$0")/.." && pwd)
programs= state= seed_only= fresh=
while [ $# -gt 0 ]; do
  case $1 in
    --state) [ $# -gt 1 ] || { echo "--state names no folder; $usage" >&2; exit 2; }; state=$2; shift ;;
    --seed-only) seed_only=yes ;;
    --fresh) fresh=yes ;;
    -*) echo "$1 is no option; $usage" >&2; exit 2 ;;
    *) programs="$programs $(realpath "$1")" ;;
  esac
  shift
done
# shellcheck disable=SC2086 # two paths of programs, which hold no space
set -- $programs
[ $# -gt 0 ] || { echo "$usage" >&2; exit 2; }
judge=$1
serve=${2:-$(dirname "$judge")/moe-judge-serve}
simulator=${SIMULATOR:-$(dirname "$judge")/provider-simulator}
mkdir -p "${state:=$repository/.build/demo-dashboard/state}"
state=$(cd "$state" && pwd)
root=$state-root
work=$state-work
server=
stop() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; server=; rm -rf "$work"; }
trap stop EXIT
trap 'exit 130' INT TERM

say() { echo "demo: $*" >&2; }

# on DAYS-AGO COMMAND...: as if it were that day, where a compiler is there to make it believe so; else today.
on() {
  ago=$1
  shift
  if [ -e "$work/clock.so" ]; then
    env LD_PRELOAD="$work/clock.so" CLOCK_OFFSET=$((-86400 * ago)) "$@"
  else
    "$@"
  fi
}

# verdict COMMAND...: a refusal and no consensus are verdicts too, and so is a suite below its floors.
verdict() {
  code=0
  "$@" > "$work/out" 2> "$work/errors" || code=$?
  case $code in 0 | 1 | 3) ;; *) cat "$work/out" "$work/errors" >&2; say "exit $code: $*"; exit 1 ;; esac
}

commit() {
  git -C "$root" add -A
  date="$(($(date +%s) - 86400 * $1)) +0000"
  GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git -C "$root" -c commit.gpgsign=false commit -q -m "$2"
}

workspace() {
  rm -rf "$root"
  mkdir -p "$root/adrs" "$root/src" "$root/evals"
  git -C "$root" init -q -b main
  git -C "$root" config user.name "Robin Example"
  git -C "$root" config user.email robin@example.org
  artifacts=$repository/evals/artifact-review/artifacts
  cp -R "$repository/evals/artifact-review" "$root/evals/"
  cp "$repository/docs/demo/orders_api.py" "$root/src/"
  for file in dockerfile kubernetes python go terraform document; do
    find "$artifacts/$file" -maxdepth 1 -type f | sort | sed -n '1p;4p' | while read -r one; do cp "$one" "$root/src/"; done
  done
  cat > "$root/src/total.py" <<'PYTHON'
def total(prices: list[int]) -> int:
    """The sum of all prices, in cents."""
    return sum(prices)
PYTHON
  cat > "$root/src/stock.py" <<'PYTHON'
import logging
import sqlite3

log = logging.getLogger(__name__)


def reserved(connection: sqlite3.Connection, article: str):
    log.info("stock of article %s is asked for", article)
    return connection.execute(f"SELECT amount FROM stock WHERE article = '{article}'").fetchone()
PYTHON
  cat > "$root/adrs/001-database.md" <<'MARKDOWN'
# ADR-001: one database

Status: accepted

## Decision

- Services MUST use PostgreSQL.
- Statements MUST be parameterized.
- Connections SHOULD come from a pool.
MARKDOWN
  cat > "$root/adrs/002-logging.md" <<'MARKDOWN'
# ADR-002: what is logged

Status: accepted

## Decision

- Services MUST NOT log personal data.
- Log lines SHOULD be structured.
MARKDOWN
  for skill in code-review security-review release-notes test-writer incident-summary log-triage terraform-plan sql-migrations \
    schema-docs ticket-routing onboarding-guide api-changelog; do
    mkdir -p "$root/skills/$skill"
    printf -- '---\nname: %s\ndescription: Demo skill %s.\n---\n\n# %s\n\n## Success Output\n\nA short answer.\n' \
      "$skill" "$skill" "$skill" > "$root/skills/$skill/SKILL.md"
  done
  commit 30 "Begin the orders service"
  (cd "$root" && "$judge" rubrics generate --adr-dir adrs --output rubrics/generated > "$work/out" 2>&1) || { cat "$work/out" >&2; exit 1; }
  commit 29 "Generate the rubrics"
  printf '\nAnswer in three bullets at most, and leave out what is not asked for.\n' >> "$root/skills/release-notes/SKILL.md"
  commit 18 "Shorten the release notes skill"
  printf '%s\n' '- Log lines MUST carry the id of the request.' >> "$root/adrs/002-logging.md"
  commit 6 "Decide on request ids in logs"
}

offline_judgments() {
  say "offline judgments of several days"
  cd "$root"
  ago=24
  for files in "src/orders_api.py src/total.py" "src/stock.py" "src/*.py" "src/*.tf src/*.yaml" "src/*ocker*" "src/*.md" "src/stock.py src/total.py" "src/*.go"; do
    # shellcheck disable=SC2086 # several names
    existing=$(ls -d $files 2>/dev/null || true)
    # shellcheck disable=SC2086
    [ -z "$existing" ] || verdict on "$ago" "$judge" judge --offline --quiet --adr-dir adrs --state "$state" $existing
    ago=$((ago - 3))
  done
  # A change that mends what was found, judged as a change.
  sed -i.bak "s|connection.execute(f\"SELECT amount FROM stock WHERE article = '{article}'\")|connection.execute(\"SELECT amount FROM stock WHERE article = ?\", (article,))|" src/stock.py
  rm -f src/stock.py.bak
  commit 2 "Bind the article in the stock query"
  verdict on 2 "$judge" judge --offline --quiet --adr-dir adrs --state "$state" --diff HEAD~1..HEAD
  verdict "$judge" judge --offline --quiet --adr-dir adrs --state "$state" src/orders_api.py src/stock.py src/total.py
  words
}

# A person's words on two findings of the last run.
words() {
  "$judge" findings list --format json --state "$state" > "$work/findings.json"
  word confirm sql-injection "the status comes straight from the query of the request"
  word dismiss tls-verification-off "this host is reached over loopback alone"
}

# word DEED RULE REASON
word() {
  finding=$(python3 -c 'import json, sys
listed = json.load(open(sys.argv[1]))
found = listed.get("findings", []) if isinstance(listed, dict) else listed
print(next((one["fingerprint"] for one in found if one.get("rule") == sys.argv[2]), ""))' "$work/findings.json" "$2")
  [ -n "$finding" ] || { say "no finding of $2 to speak of"; return; }
  "$judge" findings "$1" latest "$finding" --reason "$3" --state "$state" > "$work/out" 2>&1 || say "$(cat "$work/out")"
}

model_judgments() {
  if [ ! -x "$simulator" ]; then
    say "no $simulator, so that no panel of models judges: swift build --product provider-simulator"
    return
  fi
  say "judgments by a panel of models that debates (the provider simulator)"
  "$simulator" > "$work/log" &
  server=$!
  tries=0
  until grep -q listening "$work/log"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { say "the simulator did not start"; exit 1; }
    sleep 0.1
  done
  url=$(sed -n 's/^listening on //p' "$work/log")
  cat > "$work/panel.yaml" <<YAML
providers:
  anthropic: {base_url: "$url"}
  openai: {base_url: "$url/v1"}
  together: {base_url: "$url/v1"}
models:
  anthropic/sceptic-large: {family: claude, input_usd: 3, output_usd: 15}
  together/wavering-chat: {family: deepseek, input_usd: 0.6, output_usd: 1.7}
  openai/gpt-4.1-mini: {family: gpt, input_usd: 0.4, output_usd: 1.6}
calls: {max_retries: 0, timeout_seconds: 20}
YAML
  cd "$root"
  # panelled DAYS-AGO OPTION...
  panelled() {
    days=$1
    shift
    verdict on "$days" env ANTHROPIC_API_KEY=demo OPENAI_API_KEY=demo TOGETHER_API_KEY=demo MOE_JUDGE_TRUSTED_HOSTS=127.0.0.1 \
      "$judge" judge --quiet --no-progress --config "$work/panel.yaml" --adr-dir adrs --cache off --canaries off --state "$state" "$@"
  }
  agreed="--persona technical_architect --persona security_analyst --persona qa_evaluator --model technical_architect=anthropic/claude-sonnet-4 --model security_analyst=together/deepseek-v3 --model qa_evaluator=openai/gpt-4o"
  torn="--persona technical_architect --persona security_analyst --persona qa_evaluator --persona delivery_engineer --model technical_architect=anthropic/sceptic-large --model security_analyst=together/wavering-chat --model qa_evaluator=openai/gpt-4o --model delivery_engineer=openai/gpt-4.1-mini"
  # shellcheck disable=SC2086 # several options
  {
    panelled 15 $agreed src/total.py
    panelled 11 $torn src/orders_api.py
    panelled 5 $torn src/stock.py src/total.py
    panelled 1 $agreed --diff HEAD~1..HEAD
    panelled 0 $torn src/orders_api.py
  }
  kill "$server" 2>/dev/null || true
  server=
}

evals() {
  say "evals of a weakened panel, an improvement loop, evals of the shipped one"
  (cd "$repository" && python3 scripts/weaken-panel.py 3 "$work/panel" > "$work/out")
  cd "$work/panel"
  verdict on 21 "$judge" eval run artifact-review --offline --label "before the rules were mended" --state "$state"
  verdict on 9 "$judge" eval improve artifact-review --offline --max-iterations 3 --state "$state"
  verdict on 8 "$judge" eval run artifact-review --offline --label "with what the loop learned" --state "$state"
  cd "$root"
  verdict on 3 "$judge" eval run artifact-review --offline --label "the shipped rule packs" --state "$state"
  verdict on 1 "$judge" eval calibrate artifact-review --offline --state "$state"
  verdict "$judge" eval run constraint-extraction --state "$state"
}

health() {
  say "three months of a dozen skills"
  cd "$root"
  python3 "$repository/scripts/demo-health.py" "$work/health.jsonl"
  verdict "$judge" health import "$work/health.jsonl" --state "$state"
  verdict "$judge" health baseline "checklist" --skill code-review --date "$(day 25)" --reason "the new checklist is in use since then" --state "$state"
  verdict "$judge" health regressions --auto-task --state "$state"
}

# The day so many days ago, YYYY-MM-DD in UTC.
day() { python3 -c 'import datetime, sys; print((datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=int(sys.argv[1]))).date())' "$1"; }

seed() {
  find "$state" -mindepth 1 -delete
  # What is begun and not done is a demo's too, and done again.
  : > "$state/demo-begun"
  mkdir -p "$work"
  cc -shared -fPIC -o "$work/clock.so" "$repository/scripts/demo-clock.c" 2> "$work/errors" ||
    clang -shared -fPIC -o "$work/clock.so" "$repository/scripts/demo-clock.c" 2> "$work/errors" ||
    { rm -f "$work/clock.so"; say "no C compiler, so that everything happens today"; }
  workspace
  cp -R "$repository/evals/constraint-extraction" "$root/evals/"
  evals
  offline_judgments
  model_judgments
  health
  echo "seeded" > "$state/demo-seeded"
}

if [ -n "$fresh" ] || [ ! -e "$state/demo-seeded" ]; then
  # Only what this script has made is ever removed.
  for folder in "$state" "$root"; do
    if [ ! -e "$state/demo-begun" ] && [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
      say "$folder holds something that is no demo, and stays as it is. Name another folder with --state."
      exit 2
    fi
  done
  seed
fi
if [ -n "$seed_only" ]; then
  echo "state $state"
  echo "root $root"
  exit 0
fi
[ -x "$serve" ] || { say "no $serve: swift build --product moe-judge-serve"; exit 1; }
stop
trap - EXIT INT TERM
say "the dashboard: http://127.0.0.1:${PORT:-8080}/ (Ctrl-C ends it)"
exec "$serve" serve --state "$state" --root "$root" --port "${PORT:-8080}"
