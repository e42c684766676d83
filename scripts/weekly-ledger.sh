# shellcheck shell=sh disable=SC2154
# A part of weekly-improvement.sh: the ledger of a suite, here and on the remote's ledger branch.
#
# Reads $suite, $remote, $ledger_branch, $ledger (our file), $place and $work (folders for what is kept and what is not).

# The loops that used the holdout, in order, each with what came of it.
uses() { [ ! -f "$1" ] || awk -F'"' '/^ *"loop" : /{loop = $4} /^ *"state" : /{print loop, $4}' "$1"; }

is_ledger() { grep -q '"format" : "moe-judge/holdout-ledger/1"' "$1" && [ "$(tail -n 1 "$1")" = "}" ]; }

# Whether NEWER knows all uses that OLDER knows; one that was opened may have ended since. Usage: continues OLDER NEWER
continues() {
  { uses "$1" | sed 's/^/older /' && uses "$2" | sed 's/^/newer /'; } | awk '
    $1 == "older" {loop[++n] = $2; state[n] = $3; next}
    ++m <= n && (loop[m] != $2 || (state[m] != $3 && state[m] != "opened")) {lost = 1}
    END {exit lost || m < n}'
}

# Puts the remote's ledger into $work/theirs (no file where it has none) and its commit into $parent. Fails when the remote cannot be asked.
fetch_ledger() {
  rm -f "$work/theirs"
  parent=
  refs=$(git ls-remote "$remote" "refs/heads/$ledger_branch") || return 1
  parent=${refs%%[!0-9a-f]*}
  [ -n "$parent" ] || return 0
  git fetch --quiet --no-tags --no-write-fetch-head "$remote" "refs/heads/$ledger_branch" || return 1
  if git cat-file -e "$parent:$suite/ledger.json" 2>/dev/null; then
    git cat-file blob "$parent:$suite/ledger.json" >"$work/theirs"
    is_ledger "$work/theirs" || stop "the ledger of $suite on $remote $ledger_branch is damaged (commit $parent), so nobody knows what was
spent. Bring back the last good one from that branch's history in a new commit; nothing was pushed or judged further."
  elif git cat-file -e "$parent:$suite/ledger.json/" 2>/dev/null; then
    stop "$remote $ledger_branch: $suite/ledger.json is no file."
  fi
}

# Adds our ledger to the remote's branch, never by force. 0 when the remote knows all that we know, 1 when it cannot be reached.
publish() {
  [ -f "$ledger" ] || return 0
  is_ledger "$ledger" || stop "$ledger is damaged; it was not pushed. Compare it with $remote $ledger_branch."
  for try in 1 2 3 4 5; do
    fetch_ledger || return 1
    if [ -f "$work/theirs" ]; then
      if cmp -s "$ledger" "$work/theirs"; then return 0; fi
      if continues "$ledger" "$work/theirs"; then
        if continues "$work/theirs" "$ledger"; then
          stop "$ledger and that of $remote $ledger_branch know the same loops and are not the same: one was edited. Keep the true one in both."
        fi
        return 0
      fi
      continues "$work/theirs" "$ledger" || conflict
    fi
    commit=$(ledger_commit) || return 1
    if git push --quiet "$remote" "$commit:refs/heads/$ledger_branch" 2>"$work/push"; then
      parent=$commit
      say "the ledger is on $remote $ledger_branch, commit $commit"
      return 0
    fi
    # Somebody was faster, or the remote does not take it: the next look tells which.
    sleep "$try"
  done
  cat "$work/push" >&2
  return 1
}

# A commit of the remote's ledgers with ours in place, made beside index and working tree.
ledger_commit() (
  export GIT_INDEX_FILE="$work/index"
  git var GIT_COMMITTER_IDENT >/dev/null 2>&1 || {
    export GIT_AUTHOR_NAME=moe-judge GIT_AUTHOR_EMAIL=moe-judge@localhost
    export GIT_COMMITTER_NAME=moe-judge GIT_COMMITTER_EMAIL=moe-judge@localhost
  }
  git read-tree "${parent:---empty}" && blob=$(git hash-object -w --no-filters "$ledger") &&
    git update-index --add --cacheinfo "100644,$blob,$suite/ledger.json" && tree=$(git write-tree) &&
    git commit-tree "$tree" ${parent:+-p "$parent"} -m "Record what the holdout of $suite was used for"
)

conflict() {
  stop "the ledgers differ: $ledger and $remote $ledger_branch each know a use of the holdout that the other does not, so two
loops looked at it at once. Nothing was pushed and nothing of this loop may be merged. Ours is kept. Say RESUME=<loop>
with the loop that only ours knows ($(uses "$ledger" | tail -n 1)): it is then charged again, after theirs."
}

# The newest of ours, the suite's own in the tree and the remote's becomes ours.
take_newest() {
  [ ! -f "$ledger" ] || is_ledger "$ledger" ||
    stop "$ledger is damaged. Remove it if $remote $ledger_branch knows every loop of this machine; it is taken from there then."
  fetch_ledger || stop "$remote cannot be reached, so what the holdout was used for is not known. Nothing was judged."
  if [ -n "${RESUME:-}" ] && [ -f "$ledger" ] && [ -f "$work/theirs" ] &&
    ! continues "$ledger" "$work/theirs" && ! continues "$work/theirs" "$ledger"; then
    uses "$ledger" | grep -v "^$RESUME " >"$work/others" || true
    sed 's/\(.*\) \(.*\)/"loop" : "\1"\n"state" : "\2"/' "$work/others" >"$work/known"
    continues "$work/known" "$work/theirs" || conflict
    mv "$ledger" "$place/ledger.before-$RESUME.json"
    say "ours is set aside as $place/ledger.before-$RESUME.json; $RESUME goes on with the ledger of $remote"
  fi
  for other in "evals/$suite/ledger.json" "$work/theirs"; do
    [ -f "$other" ] || continue
    is_ledger "$other" || stop "$other is damaged. Bring it back from git."
    if [ ! -f "$ledger" ]; then
      cp "$other" "$ledger"
    elif continues "$other" "$ledger"; then
      continue
    elif continues "$ledger" "$other"; then
      cp "$other" "$ledger"
    else
      [ "$other" = "$work/theirs" ] && conflict
      stop "evals/$suite/ledger.json knows a use of the holdout that $ledger does not, and the other way round. Somebody ran
'eval improve' by hand beside this job. Keep the one with more uses in both places; say which loop is lost in the commit."
    fi
  done
}
