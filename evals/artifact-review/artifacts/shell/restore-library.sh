#!/usr/bin/env bash
# Restore the circulation database of a branch library from its nightly archive
#
#   restore-library.sh --branch kastanienallee --date 2024-05-02 [--opts "..."]

BRANCH=""
DAY=$(date +%F)
OPTS=""
STORE=/srv/backup/circulation

while [ $# -gt 0 ]; do
  case "$1" in
    --branch) BRANCH="$2"; shift 2 ;;
    --date)   DAY="$2"; shift 2 ;;
    --opts)   OPTS="$2"; shift 2 ;;
    *) echo "unknown: $1"; exit 2 ;;
  esac
done

if [ -z "$BRANCH" ]; then
  echo "--branch is needed"
  exit 2
fi

DB="circ_$(echo "$BRANCH" | tr -c 'a-z0-9\n' '_')"
ARCHIVE="$STORE/$BRANCH/$DAY.sql.gz"

say() { echo "[restore] $*"; }

confirm() {
  read -r -p "Restore $DB from $ARCHIVE? [y/N] " a
  [ "$a" = "y" ]
}

confirm || exit 0

say "closing connections"
psql -q -d postgres -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$DB'" > /dev/null

say "recreating $DB"
dropdb --if-exists "$DB"
createdb -O circ "$DB"

say "loading"
eval "gunzip -c $ARCHIVE | psql -q -d $DB $OPTS" > /tmp/restore.log 2>&1

say "reindex"
psql -q -d "$DB" -c "reindex database $DB"
psql -q -d "$DB" -c "analyze"

items=$(psql -At -d "$DB" -c "select count(*) from item")
loans=$(psql -At -d "$DB" -c "select count(*) from loan where returned_at is null")
say "items: $items, open loans: $loans"

# the self-service terminals poll this file
date -u +%FT%TZ > "/srv/www/status/$BRANCH.restored"

say "finished"
exit 0
