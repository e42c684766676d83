#!/usr/bin/env bash
# Of action.yml: whether moe-judge is on the path. Otherwise where its source is, and under which key its build is kept.
#
#   MOE_JUDGE_SOURCE   the git address to build from; empty for the files of the action itself
#   MOE_JUDGE_VERSION  the tag, branch or commit of that; without an address the version that a program on the path must have
set -euo pipefail
version=${MOE_JUDGE_VERSION:-} address=${MOE_JUDGE_SOURCE:-}

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
stop() {
  printf '::error::%s\n' "$*"
  exit 2
}

case $version in *[!A-Za-z0-9._/+-]* | -*) stop "version: this is no tag, branch or commit." ;; esac
case $address in -* | *[[:cntrl:]]*) stop "source: this is no git address." ;; esac

if [ -z "$address" ] && command -v moe-judge >/dev/null; then
  if [ -z "$version" ] || [ "$(moe-judge --version)" = "${version#v}" ]; then
    output found true
    exit
  fi
fi

source=$GITHUB_ACTION_PATH
if [ -n "$address" ]; then
  source=$RUNNER_TEMP/moe-judge-source
  rm -rf "$source"
  git init --quiet "$source"
  git -C "$source" fetch --quiet --depth 1 -- "$address" "${version:-HEAD}"
  git -C "$source" checkout --quiet --detach FETCH_HEAD
fi

# What the program is made of, and what it runs on.
key=$(
  {
    cd "$source"
    find Package.swift Sources Plugins personas rubrics ci scripts -type f -print0 | LC_ALL=C sort -z |
      xargs -0 sha256sum
    cat /etc/os-release
    uname -m
    swift --version 2>/dev/null || true
  } | sha256sum | cut -d ' ' -f 1
)
output found false
output source "$source"
output key "moe-judge-$key"
