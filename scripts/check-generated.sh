#!/bin/sh
# Whether docs/schemas is what the code writes. Usage: check-generated.sh MOE-JUDGE
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh "$(dirname "$0")/write-schemas.sh" "$1" "$folder"
diff -r "$folder" docs/schemas || {
  echo "docs/schemas is out of date; run: make schemas" >&2
  exit 1
}
echo "docs/schemas is what the code writes"
