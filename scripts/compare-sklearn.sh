#!/bin/sh
# The figures of `eval run`, here and by scikit-learn (from PyPI) from the labels of each case: precision, recall and F1 of what is held
# back, per class, micro and macro, of the findings, and Cohen's kappa. Exits 1 where one differs by more than 1e-9.
# Usage: compare-sklearn.sh MOE-JUDGE [SUITE], the suite relative to the repository
set -eu
judge=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn
cd "$root"
"$folder/venv/bin/python" "$root/scripts/compare-sklearn.py" "$judge" "${2:-evals/artifact-review}" "$folder"
