#!/bin/sh
# Scores constraint extraction on the development corpus, as a whole and by repository. Usage: measure-rubrics.sh MOE-JUDGE
set -eu
corpus=../shared/data/adr-corpus/dev
scorer=../shared/tools/score_adr.py
[ -d "$corpus" ] || { echo "the corpus is not here: $corpus" >&2; exit 1; }
predictions=$(mktemp)
trap 'rm -f "$predictions"' EXIT
"$1" rubrics extract "$corpus" --format jsonl --root "$corpus" > "$predictions"
python3 "$scorer" --labels "$corpus/labels.jsonl" --documents "$corpus/documents.jsonl" --predictions "$predictions"
