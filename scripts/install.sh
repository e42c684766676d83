#!/bin/sh
# Installs both programs with manual pages and completions below $DESTDIR$PREFIX, or removes them.
# Usage: install.sh MOE-JUDGE | --uninstall; moe-judge-serve stands beside MOE-JUDGE.
set -eu
prefix="${DESTDIR:-}${PREFIX:-/usr/local}"
manual="$prefix/share/man/man1"
bash="$prefix/share/bash-completion/completions/moe-judge"
zsh="$prefix/share/zsh/site-functions/_moe-judge"
fish="$prefix/share/fish/vendor_completions.d/moe-judge.fish"

if [ "$1" = --uninstall ]; then
  # The pages are named for the commands that the installed version has, so all of ours go, whatever their number.
  rm -f "$prefix/bin/moe-judge" "$prefix/bin/moe-judge-serve" "$bash" "$zsh" "$fish" "$manual/moe-judge.1" "$manual"/moe-judge-*.1
  echo "moe-judge is gone from $prefix"
  exit 0
fi

serve="$(dirname "$1")/moe-judge-serve"
test -x "$serve" || { echo "$serve is not there; build it: swift build --product moe-judge-serve" >&2; exit 2; }
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
sh "$(dirname "$0")/write-completions.sh" "$1" "$made"
"$1" reference manual "$made/man"
install -d "$prefix/bin" "$manual" "$(dirname "$bash")" "$(dirname "$zsh")" "$(dirname "$fish")"
rm -f "$manual"/moe-judge-*.1
install -m 755 "$1" "$prefix/bin/moe-judge"
install -m 755 "$serve" "$prefix/bin/moe-judge-serve"
# Symbols are half of the file, and only a debugger reads them.
if [ "$(uname)" = Linux ] && command -v strip > /dev/null; then
  strip "$prefix/bin/moe-judge" "$prefix/bin/moe-judge-serve"
fi
install -m 644 "$made"/man/*.1 "$manual"
install -m 644 "$made/moe-judge.bash" "$bash"
install -m 644 "$made/_moe-judge" "$zsh"
install -m 644 "$made/moe-judge.fish" "$fish"
echo "moe-judge and moe-judge-serve are in $prefix/bin, its manual in $manual"
