#!/bin/sh
# Keeps two runs of this version below FOLDER, an offline one and one by seats on the provider simulator, each with its
# attestation and the public half of the key, which itself is thrown away. What is there already is left.
# Usage: make-golden-runs.sh MOE-JUDGE PROVIDER-SIMULATOR FOLDER
set -eu
judge=$(realpath "$1")
simulator=$(realpath "$2")
golden=$(realpath "$3")
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir adrs
cat > orders.py <<'PYTHON'
import logging
import sqlite3

log = logging.getLogger(__name__)


def orders(connection: sqlite3.Connection, status: str):
    log.info("orders of status %s", status)
    return connection.execute(f"SELECT id FROM orders WHERE status = '{status}'").fetchall()
PYTHON
cat > total.py <<'PYTHON'
def total(prices: list[int]) -> int:
    """The sum of all prices, in cents."""
    return sum(prices)
PYTHON
cat > adrs/001-database.md <<'MARKDOWN'
# ADR-001: one database

Status: accepted

## Decision

- Services MUST use PostgreSQL.
- Statements MUST be parameterized.
MARKDOWN

# keep NAME: attests the run in .moe-judge and keeps it.
keep() {
  (umask 077 && openssl genpkey -algorithm ed25519 -out key.pem)
  run=$(ls .moe-judge/runs)
  rules=$(sed -n '1s/.*"verdict_rules":"\([^"]*\)".*/\1/p' ".moe-judge/runs/$run/journal.jsonl")
  place="$golden/$("$judge" --version)-rules$rules-$1"
  if [ -e "$place" ]; then
    echo "$place is there already; it is left as it is"
  else
    mkdir -p "$place"
    openssl pkey -in key.pem -pubout -out "$place/key.pub.pem"
    "$judge" runs attest latest --key key.pem -o "$place/run.intoto.json" 2> attested.txt
    cp -R .moe-judge/runs "$place/runs"
    "$judge" runs verify latest --state "$place" --attestation "$place/run.intoto.json" --public-key "$place/key.pub.pem" > verified.txt
    echo "$place: $(find "$place" -type f -exec cat {} + | wc -c) bytes"
  fi
  rm -rf .moe-judge key.pem
}

"$judge" judge --offline --quiet --persona security_analyst --persona qa_evaluator --persona delivery_engineer \
  --adr-dir adrs --rubric adr-001 orders.py total.py > result.txt || test $? -eq 1
keep offline

touch log
"$simulator" > log &
server=$!
tries=0
until grep -q listening log; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { echo "the simulator did not start" >&2; exit 1; }
  sleep 0.1
done
url=$(sed -n 's/^listening on //p' log)
cat > moe-judge.yaml <<YAML
providers:
  anthropic: {base_url: "$url"}
  openai: {base_url: "$url/v1"}
  together: {base_url: "$url/v1"}
calls: {max_retries: 0, timeout_seconds: 20}
YAML
mkdir personas
cat > personas/routing.yaml <<YAML
technical_architect: {primary: anthropic/claude-sonnet-4}
security_analyst: {primary: together/deepseek-v3}
qa_evaluator: {primary: openai/fault-nonce, backup: openai/gpt-4o}
YAML
# judged OPTION...: judges both files by three seats.
# One seat's own model answers with a mark that is not the run's, so that its backup speaks; what tools say is shown to all.
judged() {
  code=0
  ANTHROPIC_API_KEY=golden OPENAI_API_KEY=golden TOGETHER_API_KEY=golden MOE_JUDGE_TRUSTED_HOSTS=127.0.0.1 \
    "$judge" judge --quiet --no-progress --persona technical_architect --persona security_analyst --persona qa_evaluator \
    --adr-dir adrs --rubric adr-001 --cache off "$@" orders.py total.py > result.txt || code=$?
  # No consensus and a refusal are verdicts too.
  case ${code:-0} in 0|1|3) ;; *) cat result.txt; exit 1 ;; esac
}
judged --canaries off
keep models
judged --canaries all
keep canaries

# Two seats find fault: one stands by it, the other gives way without evidence, which does not count.
cat > personas/routing.yaml <<YAML
technical_architect: {primary: anthropic/sceptic}
security_analyst: {primary: together/wavering}
qa_evaluator: {primary: openai/gpt-4o}
YAML
judged --canaries off --allow-homogeneous
keep debate
