#!/bin/sh
# Whether docs/schemas and docs/reference are what the code writes. Usage: check-generated.sh MOE-JUDGE
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh "$(dirname "$0")/write-schemas.sh" "$1" "$folder/schemas"
"$1" reference docs "$folder/reference"
for name in schemas reference; do
  diff -r "$folder/$name" "docs/$name" || {
    echo "docs/$name is out of date; run: make $name" >&2
    exit 1
  }
done
echo "docs/schemas and docs/reference are what the code writes"
