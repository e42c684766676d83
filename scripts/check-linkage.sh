#!/bin/sh
# Whether release builds need only the libraries that docs/how-to/install.md lists. Usage: check-linkage.sh PROGRAM...
set -eu
page="$(dirname "$0")/../docs/how-to/install.md"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The loader has another name on each kind of processor.
same_loader() { sed 's/^ld-linux-.*/ld-linux/' | sort -u; }
# The rows of the page's table: | `libcurl.so.4` | ...
sed -n 's/^| `\([^`]*\.so[^`]*\)` |.*/\1/p' "$page" | same_loader > "$folder/listed"
for program in "$@"; do
  # What the program itself names; what those libraries need in turn is theirs.
  readelf --dynamic "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | same_loader > "$folder/needed"
  test -s "$folder/needed" || { echo "$program: no dynamic section; is it a Linux program?" >&2; exit 2; }
  unlisted=$(comm -23 "$folder/needed" "$folder/listed")
  if [ -n "$unlisted" ]; then
    echo "$program needs libraries that $page does not list:" $unlisted >&2
    echo "link them statically, or add them there, to the Dockerfile and to the packages of the page" >&2
    exit 1
  fi
  echo "$program needs these libraries and no others:" $(cat "$folder/needed")
  cat "$folder/needed" >> "$folder/all"
done
gone=$(sort -u "$folder/all" | comm -13 - "$folder/listed")
if [ -n "$gone" ]; then
  echo "$page lists libraries that nothing here needs:" $gone >&2
  exit 1
fi
