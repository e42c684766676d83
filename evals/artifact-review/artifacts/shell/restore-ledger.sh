#!/usr/bin/env bash
# restore-ledger.sh DUMP.age
#
# Restores a ledger dump into a fresh database beside the running one, checks it,
# and swaps the names only if asked (--swap). The old database stays as ledger_before_<stamp>.
set -euo pipefail
umask 077

readonly DB=ledger
readonly IDENTITY="${AGE_IDENTITY:-/etc/ledger-backup/identity.txt}"
readonly STAMP="$(date -u +%Y%m%d%H%M%S)"
readonly NEW="${DB}_restore_${STAMP}"
readonly OLD="${DB}_before_${STAMP}"
export PGCONNECT_TIMEOUT=15 PGSSLMODE="${PGSSLMODE:-verify-full}"

swap=false
dump=
for arg in "$@"; do
  case "$arg" in
    --swap) swap=true ;;
    -*) echo "unknown option $arg" >&2; exit 64 ;;
    *) dump=$arg ;;
  esac
done
[[ -n $dump && -r $dump ]] || { echo "usage: $0 [--swap] DUMP.age" >&2; exit 64; }
[[ -r $dump.sha256 ]] || { echo "$dump.sha256 is missing" >&2; exit 66; }

sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }

work="$(mktemp -d)"
created=false
cleanup() {
  local code=$?
  rm -rf -- "$work"
  if [[ $code -ne 0 && $created == true ]]; then
    echo "failed; dropping $NEW, $DB was not touched" >&2
    dropdb --if-exists "$NEW" || echo "could not drop $NEW" >&2
  fi
}
trap cleanup EXIT

(cd "$(dirname "$dump")" && sha256sum --check --strict "$(basename "$dump").sha256")

age --decrypt --identity "$IDENTITY" --output "$work/db.dump" "$dump"
pg_restore --list "$work/db.dump" > /dev/null

createdb --template=template0 --encoding=UTF8 "$NEW"
created=true
pg_restore --exit-on-error --no-owner --role=ledger_owner --jobs=4 --dbname="$NEW" "$work/db.dump"

echo "checking"
unbalanced="$(sql -d "$NEW" -c "select count(*) from (select journal_id from posting group by journal_id having sum(amount_cents) <> 0) x")"
if [[ $unbalanced != 0 ]]; then
  echo "$unbalanced journals do not balance" >&2
  exit 1
fi
last="$(sql -d "$NEW" -c "select coalesce(max(booked_at)::text, 'none') from posting")"
rows="$(sql -d "$NEW" -c "select count(*) from posting")"
printf 'restored %s: %s postings, last booked at %s\n' "$NEW" "$rows" "$last"

if [[ $swap == false ]]; then
  created=false # keep it
  echo "not swapped; compare, then run again with --swap or rename by hand"
  exit 0
fi

if systemctl is-active --quiet ledger-api; then
  echo "ledger-api is still running, stop it first" >&2
  exit 1
fi
read -r -p "Type the name of the database that is replaced: " answer
[[ $answer == "$DB" ]] || { echo "not confirmed" >&2; exit 1; }

# renames are transactional, both or none
sql -d postgres --single-transaction <<SQL
select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$DB', '$NEW') and pid <> pg_backend_pid();
alter database "$DB" rename to "$OLD";
alter database "$NEW" rename to "$DB";
SQL
created=false
logger -t ledger-restore -- "user ${SUDO_USER:-$USER} swapped $DB, old one is $OLD, source $(basename "$dump")"
echo "swapped; the old database is $OLD"
