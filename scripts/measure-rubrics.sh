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
echo "strict F1 by repository, the lowest first:"
part=$(mktemp -d)
trap 'rm -rf "$predictions" "$part"' EXIT
for repository in "$corpus"/*/; do
  name=$(basename "$repository")
  for file in labels documents; do grep -E "\"doc\": ?\"$name/" "$corpus/$file.jsonl" > "$part/$file" || true; done
  grep -E "\"doc\": ?\"$name/" "$predictions" > "$part/predictions" || true
  python3 "$scorer" --labels "$part/labels" --documents "$part/documents" --predictions "$part/predictions" \
    | awk -v name="$name" '$1 == "strict" && NF == 7 { print $NF, name }'
done | sort -n
