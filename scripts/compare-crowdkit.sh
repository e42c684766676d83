#!/bin/sh
# Dawid-Skene on 100,000 items by 7 judges, here and by crowd-kit (from PyPI): whether the posteriors are equal, and how long the
# fit alone and the whole command take. Usage: compare-crowdkit.sh MOE-JUDGE [ITEMS]
set -eu
judge=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check crowd-kit
OMP_NUM_THREADS=1 "$folder/venv/bin/python" -W ignore "$root/scripts/compare-crowdkit.py" "$judge" "$folder" "${2:-100000}"
