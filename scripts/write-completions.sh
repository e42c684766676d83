#!/bin/sh
# Writes the completions of bash, zsh and fish. Usage: write-completions.sh MOE-JUDGE FOLDER
set -eu
mkdir -p "$2"
"$1" --generate-completion-script bash > "$2/moe-judge.bash"
"$1" --generate-completion-script zsh > "$2/_moe-judge"
"$1" --generate-completion-script fish > "$2/moe-judge.fish"
