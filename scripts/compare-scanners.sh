#!/bin/sh
# Installs the other scanners into a folder of their own and compares. Usage: compare-scanners.sh MOE-JUDGE
set -eu
judge=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet bandit==1.9.4 checkov==3.3.30 zizmor==1.32.0 detect-secrets==1.5.0
python3 "$here/compare-scanners.py" "$judge" "$tools/bin"
