#!/usr/bin/env bash
# Of action.yml: judges what a pull request changes, and leaves annotations, files, a job summary and a comment. What comes in comes by
# variables and is handed on in whole words. No text of the change is read by the shell or taken for a command of the workflow.
#
#   MOE_JUDGE_BASE      the revision before the change; empty for the base of the pull request
#   MOE_JUDGE_PATHS     what is judged instead of the change, one path a line
#   MOE_JUDGE_ARGS      more options of 'moe-judge judge', one word a line
#   MOE_JUDGE_FAIL_ON, MOE_JUDGE_ADVISORY, MOE_JUDGE_COMMENT, MOE_JUDGE_COMMENT_TOKEN, MOE_JUDGE_DIRECTORY
#   PULL_REQUEST_BASE, PULL_REQUEST_HEAD   commits of the event
#
# Ends with 0 and says as outputs: exit-code (moe-judge's own) and results (the folder of the files).
set -euo pipefail
results=$RUNNER_TEMP/moe-judge
report=$results/moe-judge.md
rm -rf "$results"
mkdir -p "$results"

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
stop() {
  printf '::error::%s\n' "$*"
  output exit-code 2
  exit 2
}

cd -P .
cd "${MOE_JUDGE_DIRECTORY:-.}" || stop "working-directory: there is no such folder."
# A change could make the folder a link to another one, with milder files.
[ "$(pwd -L)" = "$(pwd -P)" ] || stop "working-directory: this folder, or one above it, is a link. Name the folder itself."
# In a container the checkout belongs to somebody else.
git rev-parse --git-dir >/dev/null 2>&1 || git config --global --add safe.directory "$GITHUB_WORKSPACE"

# MARK: What is judged

commit() { git rev-parse --verify --quiet --end-of-options "$1^{commit}"; }

range='' base=''
if [ -n "${MOE_JUDGE_BASE:-}" ]; then
  base=$(commit "$MOE_JUDGE_BASE") || stop "base: this revision is not in the clone. Check out with 'fetch-depth: 0'."
  range=$base...HEAD
elif [ -n "${PULL_REQUEST_BASE:-}" ]; then
  # The merge commit that the event checks out: its first parent is the base as it is now.
  if [ "$(commit 'HEAD^2' || true)" = "${PULL_REQUEST_HEAD:-none}" ]; then
    base=$(commit 'HEAD^1')
    range=$base..HEAD
  else
    base=$(commit "$PULL_REQUEST_BASE") || stop "the base of the pull request is not in the clone. Check out with 'fetch-depth: 0'."
    range=$base...HEAD
  fi
fi

words=(judge --offline-without-keys --allow-empty --no-color)
[ -z "${MOE_JUDGE_FAIL_ON:-}" ] || words+=(--fail-on "$MOE_JUDGE_FAIL_ON")
[ "${MOE_JUDGE_ADVISORY:-false}" != true ] || words+=(--advisory)
while IFS= read -r word; do [ -z "$word" ] || words+=("$word"); done <<<"${MOE_JUDGE_ARGS:-}"
for form in json sarif md junit.xml html; do words+=(-o "$results/moe-judge.$form"); done
words+=(--format github)
if [ -n "${MOE_JUDGE_PATHS:-}" ]; then
  [ -z "$base" ] || words+=(--config-rev "$base")
  words+=(--)
  while IFS= read -r path; do [ -z "$path" ] || words+=("$path"); done <<<"$MOE_JUDGE_PATHS"
elif [ -n "$range" ]; then
  words+=(--diff "$range")
else
  stop "this is no pull request. Say which revision was before the change with 'base', or what to judge with 'paths'."
fi

# MARK: The judgment

# Names of files stand in the log; nothing that is said meanwhile is a command.
pause=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$pause"
code=0
env -u GITHUB_TOKEN -u GH_TOKEN -u MOE_JUDGE_COMMENT_TOKEN moe-judge "${words[@]}" >"$results/annotations.txt" || code=$?
printf '::%s::\n' "$pause"
# Annotations, and no other command.
grep -E '^::(error|warning|notice)[ :]' "$results/annotations.txt" || true

if [ ! -s "$report" ]; then
  case $code in
  2) why="an option or a file is wrong" ;;
  4) why="the providers or the network failed" ;;
  5) why="the budget is used up" ;;
  130) why="it was stopped" ;;
  *) why="something went wrong" ;;
  esac
  printf '## No judgment\n\nmoe-judge ended with %s: %s. The log of the job says more.\n' "$code" "$why" >"$report"
fi

# MARK: Who is told

# GitHub takes 1 MiB for a step.
LC_ALL=C awk '{ size += length($0) + 1 } size > 900000 { print "\n(Cut here; the whole report is among the files of the job.)"; exit } { print }' \
  "$report" >>"$GITHUB_STEP_SUMMARY"
if [ "${MOE_JUDGE_COMMENT:-true}" = true ]; then
  GITHUB_TOKEN=${MOE_JUDGE_COMMENT_TOKEN:-} moe-judge gate comment "$report" ||
    printf '::warning::%s\n' "The comment on the pull request could not be written; the job summary has the report."
fi
output exit-code "$code"
output results "$results"
