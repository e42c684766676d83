#!/usr/bin/env bash
# Nightly dump of the municipal register database, encrypted and copied off site.
# Runs as user "pgbackup" from /etc/cron.d/register-backup. Password comes from ~/.pgpass.
set -euo pipefail
umask 077

: "${PGHOST:?}" "${PGDATABASE:?}" "${PGUSER:=pgbackup}"
: "${BACKUP_DIR:=/var/backups/register}"
: "${AGE_RECIPIENTS:=/etc/register-backup/recipients.txt}"
: "${S3_BUCKET:?}"
: "${KEEP_DAYS:=35}"
: "${MIN_BYTES:=50000000}"
export PGHOST PGDATABASE PGUSER
export PGSSLMODE=verify-full PGCONNECT_TIMEOUT=15

readonly stamp="$(date -u +%Y%m%dT%H%M%SZ)"
readonly target="$BACKUP_DIR/$PGDATABASE-$stamp.dump.age"

log() { logger -t register-backup -- "$*"; printf '%s\n' "$*"; }

finish() {
  local code=$?
  [[ -n "${work:-}" ]] && rm -rf -- "$work"
  if [[ $code -ne 0 ]]; then
    log "FAILED with exit code $code"
    rm -f -- "$target.part"
    curl -fsS --max-time 15 --retry 3 "$HEALTHCHECK_URL/fail" > /dev/null || log "could not report the failure"
  fi
}
: "${HEALTHCHECK_URL:?}"
trap finish EXIT

exec 9> "$BACKUP_DIR/.lock"
flock -n 9 || { log "another backup is running"; exit 75; }

[[ -s "$AGE_RECIPIENTS" ]] || { log "no recipients in $AGE_RECIPIENTS"; exit 78; }

work="$(mktemp -d "$BACKUP_DIR/.work.XXXXXX")"

free_kb="$(df --output=avail -k "$BACKUP_DIR" | tail -n1)"
if (( free_kb < 20 * 1024 * 1024 )); then
  log "less than 20 GiB free in $BACKUP_DIR"
  exit 1
fi

log "dumping $PGDATABASE"
timeout 3h pg_dump --format=custom --compress=6 --lock-wait-timeout=60s --no-password --file "$work/db.dump"

# the dump must be listable and contain the tables nobody can do without
pg_restore --list "$work/db.dump" > "$work/toc"
for table in citizen residence_permit audit_log; do
  grep -q "TABLE DATA public $table " "$work/toc" || { log "table $table missing in the dump"; exit 1; }
done

size="$(stat -c %s "$work/db.dump")"
if (( size < MIN_BYTES )); then
  log "dump has only $size bytes"
  exit 1
fi

age --encrypt --recipients-file "$AGE_RECIPIENTS" --output "$target.part" "$work/db.dump"
mv -- "$target.part" "$target"
(cd "$BACKUP_DIR" && sha256sum "$(basename "$target")" > "$(basename "$target").sha256")

log "copying to s3://$S3_BUCKET"
for f in "$target" "$target.sha256"; do
  timeout 2h aws s3 cp --only-show-errors "$f" "s3://$S3_BUCKET/register/$(basename "$f")"
done
remote_size="$(aws s3api head-object --bucket "$S3_BUCKET" --key "register/$(basename "$target")" --query ContentLength --output text)"
if [[ "$remote_size" != "$(stat -c %s "$target")" ]]; then
  log "size of the copy differs ($remote_size)"
  exit 1
fi

# local copies only; the bucket has its own lifecycle with object lock
find "$BACKUP_DIR" -maxdepth 1 -type f -name "$PGDATABASE-*.dump.age*" -mtime "+$KEEP_DAYS" -print -delete

curl -fsS --max-time 15 --retry 3 "$HEALTHCHECK_URL" > /dev/null || log "backup is fine, but could not be reported"
log "done, $size bytes dumped"
