#!/bin/sh
# A panel that is weaker than the shipped one by a seed, and what the improvement loop makes of it.
# Usage: demo-improve.sh MOE-JUDGE SEED
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d .build/demo-improve.XXXXXX)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 scripts/weaken-panel.py "$2" "$folder/panel"
cd "$folder/panel"
"$program" eval improve artifact-review --offline --svg f1.svg
echo
echo "what it learned (rubrics/rules/learned.yaml, the first lines):"
head -20 rubrics/rules/learned.yaml 2>/dev/null || echo "nothing was adopted"
