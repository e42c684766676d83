#!/bin/sh
# Every method of `moe-judge consensus` on each set of recorded votes: the mean over five ways of making folds, beside logistic
# regression by scikit-learn. Usage: measure-consensus.sh MOE-JUDGE
set -eu
judge=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
[ -d "$root/../shared/data/judge-votes" ] || { echo "the recorded votes are not here: ../shared/data/judge-votes" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The reference needs scikit-learn; without a network the methods are measured all the same.
python3 -m venv "$folder/venv"
if "$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy scikit-learn; then
  OMP_NUM_THREADS=1 "$folder/venv/bin/python" "$root/scripts/measure-consensus.py" "$judge" "$root/../shared" "$folder" --reference
else
  echo "scikit-learn could not be installed, so the reference is left out" >&2
  python3 "$root/scripts/measure-consensus.py" "$judge" "$root/../shared" "$folder"
fi
