#!/bin/sh
# One week's improvement loop of a suite: judges, keeps the ledger on a branch of its own, proposes what was adopted. Run it from the root
# of a repository; docs/weekly/README.md says what to do when it stops. The working tree and the checked-out branch stay as they are.
#
#   MOE_JUDGE        the program (moe-judge)                 IMPROVE_OPTIONS  of 'eval improve', such as: --critic a/b --budget-usd 20
#   SUITE            below evals/ (artifact-review)          RESUME           a loop to go on with, instead of a new one
#   REMOTE           (origin)                                PAUSE            seconds before what failed is tried once more (60)
#   LEDGER_BRANCH    (moe-judge/ledger)                      MOE_JUDGE_STATE  the state folder (.moe-judge)
#
# Ends with 0 whatever the loop came to, with the program's code when it stopped, with 1 when a person must look at ledger or remote.
set -euf
judge=${MOE_JUDGE:-moe-judge}
suite=${SUITE:-artifact-review}
remote=${REMOTE:-origin}
ledger_branch=${LEDGER_BRANCH:-moe-judge/ledger}
pause=${PAUSE:-60}
state=${MOE_JUDGE_STATE:-.moe-judge}
export GIT_TERMINAL_PROMPT=0

say() { printf 'weekly-improvement: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# MARK: What is asked for

command -v "$judge" >/dev/null || stop "$judge: no such program. Put moe-judge on the path, or set MOE_JUDGE."
[ "$(git rev-parse --show-cdup || echo none)" = "" ] || stop "run this from the root of a git repository."
head=$(git rev-parse --verify --quiet 'HEAD^{commit}') || stop "the repository has no commit yet."
suite=${suite%/} && suite=${suite#evals/}
case $suite in
"" | -* | /* | *..* | *[!A-Za-z0-9._/-]*) stop "SUITE=$suite: name a suite below evals/, in letters, digits, . _ - and /." ;;
esac
[ -f "evals/$suite/suite.yaml" ] || stop "SUITE=$suite: there is no evals/$suite/suite.yaml here."
case $remote in "" | -*) stop "REMOTE=$remote: this is no remote." ;; esac
git check-ref-format "refs/heads/$ledger_branch" || stop "LEDGER_BRANCH=$ledger_branch: this is no name of a branch."
case ${RESUME:-} in *[!A-Za-z0-9._-]* | -*) stop "RESUME=$RESUME: this names no loop. See $state/improvements." ;; esac
# Runs git with the paths that decide behind the words given.
of_panel() { git "$@" -- personas rubrics adrs moe-judge.yaml "evals/$suite" ":(exclude)evals/$suite/ledger.json"; }

# A change of what decides that is in no commit would ride along in the proposal.
dirty=$(of_panel status --porcelain --untracked-files=all)
[ -z "$dirty" ] || stop "these are changed and not committed, so the loop would build on them; commit or stash them:
$dirty"

# MARK: One at a time

place=$state/weekly/$suite
ledger=$place/ledger.json
lock=$place/lock
mkdir -p "$place"
if ! mkdir "$lock" 2>/dev/null; then
  other=$(cat "$lock/pid" 2>/dev/null || true)
  # A lock without a number is one that is just being taken.
  if [ -z "$other" ] || kill -0 "$other" 2>/dev/null; then
    stop "another job of this suite is under way (process ${other:-unknown}). If it is not, remove $lock."
  fi
  rm -rf "$lock"
  mkdir "$lock" 2>/dev/null || stop "another job of this suite has just begun."
fi
echo $$ >"$lock/pid"
work=$(mktemp -d)
child='' stopped=''
interrupt() { [ -z "$child" ] || kill -INT "$child" 2>/dev/null || true; }
trap 'interrupt; [ -z "$child" ] || wait "$child" || true; rm -rf "$work" "$lock"' EXIT
trap 'stopped=130; interrupt' INT TERM HUP

# shellcheck source=scripts/weekly-ledger.sh
. "$(dirname "$0")/weekly-ledger.sh"

# MARK: The loop

digest() { [ ! -f "$1" ] || cksum <"$1"; }

# Runs 'eval improve' with the words given and pushes its ledger as soon as it says that the holdout is being opened. Sets $code.
improve() {
  [ -z "$stopped" ] || exit "$stopped"
  : >"$work/log"
  shown=0 code=0
  seen=$(digest "$ledger")
  # Judges need no access to the repository.
  # shellcheck disable=SC2086
  (unset GH_TOKEN GITHUB_TOKEN && exec "$judge" eval improve "$@" ${IMPROVE_OPTIONS:-} --format json) \
    >"$work/report.json" 2>"$work/log" &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    sleep 1 || true
    show_log
    now=$(digest "$ledger")
    if [ "$now" != "$seen" ]; then
      seen=$now
      publish || say "$remote cannot be reached now; the ledger is pushed at the end"
    fi
  done
  wait "$child" || code=$?
  child=
  show_log
  [ -z "$stopped" ] || code=$stopped
}

show_log() {
  lines=$(wc -l <"$work/log")
  [ "$lines" -eq "$shown" ] || sed -n "$((shown + 1)),${lines}p" "$work/log" >&2
  shown=$lines
  begun=$(sed -n 's/^moe-judge: loop \([^;]*\); if it is stopped.*/\1/p' "$work/log")
  if [ -n "$begun" ] && [ "$begun" != "${loop:-}" ]; then
    loop=$begun
    echo "$loop $head $branch" >>"$place/loops"
    echo "$loop" >"$place/unfinished"
  fi
}

# Goes on with loop $1. The branch that it may have made before it was stopped is made anew, as long as it is not pushed.
resume() {
  loop=$1
  if made=$(git rev-parse --verify --quiet "refs/heads/$branch") && [ "$(git rev-parse "$made^")" = "$head" ] &&
    [ "$made" != "$(on_remote "$branch" | cut -f 1)" ]; then
    git update-ref -d "refs/heads/$branch" "$made"
  fi
  say "going on with loop $loop"
  improve --resume "$loop"
}

# The commit and the branch of loop $1, which this job began: sets $begun_on and $branch, empty for one that it did not begin.
recall() {
  begun_on='' branch=''
  [ ! -f "$place/loops" ] || while read -r name commit of; do
    [ "$name" != "$1" ] || { begun_on=$commit && branch=$of; }
  done <"$place/loops"
}

# The commit of a branch on the remote and its name; fails where there is none.
on_remote() { git ls-remote "$remote" "refs/heads/$1" | grep .; }

# Every proposal for this suite has a branch that begins so; behind it stands a date.
proposals=moe-judge/improve-$(printf %s "$suite" | tr / -)-

# A proposal from the very files that are checked out: a new loop would find the same and use the holdout for it once more.
waiting_proposal() {
  git ls-remote "$remote" "refs/heads/${proposals}2*" >"$work/proposals" || stop "$remote cannot be reached."
  while read -r commit reference; do
    git fetch --quiet --no-tags --no-write-fetch-head "$remote" "$reference" || continue
    if of_panel diff --quiet "$commit^" "$head"; then
      echo "${reference#refs/heads/}"
      return
    fi
  done <"$work/proposals"
}

# A name that neither side has.
free_branch() {
  today=$proposals$(date -u +%Y-%m-%d)
  branch=$today number=1
  while git show-ref --verify --quiet "refs/heads/$branch" || on_remote "$branch" >/dev/null; do
    number=$((number + 1))
    branch=$today-$number
  done
}

take_newest
publish || stop "$remote does not take the ledger, so a use of the holdout could get lost. Nothing was judged."
git push --quiet --dry-run "$remote" "${parent:-$head}:refs/heads/$ledger_branch" ||
  stop "$remote lets this job push nothing, so a use of the holdout could get lost. Nothing was judged."
loop=''
unfinished=$(cat "$place/unfinished" 2>/dev/null || true)
recall "${RESUME:-$unfinished}"
if [ -n "${RESUME:-}" ]; then
  [ -n "$begun_on" ] || stop "RESUME=$RESUME: this job did not begin that loop here. Known: $place/loops"
  [ "$begun_on" = "$head" ] ||
    stop "loop $RESUME was begun on commit $begun_on; check that out, or its change would undo what came since."
  resume "$RESUME"
elif [ "$begun_on" = "$head" ] && [ -d "$state/improvements/$unfinished" ] && ! on_remote "$branch" >/dev/null; then
  resume "$unfinished"
else
  [ -z "$unfinished" ] || say "loop $unfinished was stopped, on another commit or after its branch was pushed; it is left alone"
  rm -f "$place/unfinished"
  waiting=$(waiting_proposal)
  if [ -n "$waiting" ]; then
    say "nothing was judged: $waiting on $remote awaits a decision. Merge it, or delete it to have another loop."
    exit 0
  fi
  free_branch
  improve "$suite" --ledger "$ledger" --pr --branch "$branch" -o "$place/report.md"
  # Providers that failed, or a process that was killed.
  if [ -n "$loop" ] && [ -z "$stopped" ] && { [ "$code" -eq 4 ] || [ "$code" -gt 128 ]; }; then
    say "loop $loop ended with $code; once more in $pause s"
    sleep "$pause" || true
    resume "$loop"
  fi
fi

# MARK: What comes of it

for wait in 1 "$pause" 0; do
  if publish; then
    published=yes
    break
  fi
  sleep "$wait"
done
[ -n "${published:-}" ] || stop "$remote does not take the ledger. A used holdout must not be forgotten: it is kept as $ledger, and
the next run of this job here pushes it first. Until then merge nothing of loop $loop."
if [ "$code" -ne 0 ]; then
  case $code in 4 | 12[89] | 1[3-9]? | 2??) say "the next run goes on with loop $loop" ;; *) rm -f "$place/unfinished" ;; esac
  say "the loop stopped with $code; to go on with it now: RESUME=$loop sh $0"
  exit "$code"
fi
mv "$work/report.json" "$place/report.json"
if ! grep -q '"outcome" : "adopted"' "$place/report.json"; then
  rm -f "$place/unfinished"
  say "nothing was adopted; the report is $place/report.md"
  exit 0
fi
branch=$(sed -n 's/^moe-judge: branch \([^,]*\), commit .*/\1/p' "$work/log")
[ -n "$branch" ] || stop "adopted, and the program named no branch. See $state/improvements/$loop."
# After a conflict another machine's proposal may have the name.
target=$branch
if on_remote "$branch" >/dev/null; then target=$branch-$loop; fi
git push --quiet "$remote" "refs/heads/$branch:refs/heads/$target" ||
  stop "adopted, and $remote does not take the branch. Run this job again here, or push it: git push $remote $branch:$target"
rm -f "$place/unfinished"
# GitHub takes 65,536 characters.
awk '{size += length($0) + 1} size > 60000 {print "\n(Cut here; the whole report is with the job.)"; exit} {print}' \
  "$place/report.md" >"$place/body.md"
if ! command -v gh >/dev/null; then
  say "adopted: branch $target is on $remote. Open a pull request with the text in $place/body.md (gh is not here)."
  exit 0
fi
base=$(git symbolic-ref --quiet --short HEAD || true)
gh pr create --head "$target" ${base:+--base "$base"} --title "$(git log -1 --format=%s "$branch")" --body-file "$place/body.md" ||
  stop "adopted: branch $target is on $remote, but no pull request could be opened. Open it with the text in $place/body.md."
