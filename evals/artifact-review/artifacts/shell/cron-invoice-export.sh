#!/usr/bin/env bash
# Hands yesterday's invoices to the accounting office by SFTP.
# cron: 20 5 * * 1-6  invexport  /usr/local/bin/cron-invoice-export.sh
# A day can be given for repeats: cron-invoice-export.sh 2024-06-30
set -euo pipefail
umask 077

CONFIG="${INVEXPORT_CONFIG:-/etc/invexport.conf}"
# shellcheck source=/dev/null
source "$CONFIG" # PGSERVICE SFTP_TARGET SFTP_KEY STATE_DIR MAILTO
: "${PGSERVICE:?}" "${SFTP_TARGET:?}" "${SFTP_KEY:?}" "${STATE_DIR:?}" "${MAILTO:?}"
export PGSERVICE PGCONNECT_TIMEOUT=10 PGOPTIONS='-c statement_timeout=300000'

day="${1:-$(date -d yesterday +%F)}"
if [[ ! $day =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || ! date -d "$day" > /dev/null 2>&1; then
  echo "not a date: $day" >&2
  exit 64
fi

exec 9> "$STATE_DIR/lock"
if ! flock -w 60 9; then
  echo "export is already running" >&2
  exit 75
fi

work="$(mktemp -d "$STATE_DIR/work.XXXXXX")"
on_exit() {
  local code=$?
  rm -rf -- "$work"
  if [[ $code -ne 0 ]]; then
    printf 'Invoice export for %s failed with code %s on %s, see journalctl -t invexport.\n' "$day" "$code" "$(hostname)" \
      | mail -s "invoice export failed" -- "$MAILTO"
  fi
}
trap on_exit EXIT

log() { logger -t invexport -- "$*"; }

if [[ -e $STATE_DIR/sent/$day && -z ${1:-} ]]; then
  log "$day was sent already"
  exit 0
fi

csv="$work/invoices-$day.csv"
psql --no-psqlrc --quiet --csv --set ON_ERROR_STOP=1 --set day="$day" > "$csv" <<'SQL'
select invoice_no, customer_no, issued_on, net_cents, vat_cents, gross_cents, currency
from invoice
where issued_on = :'day'::date and state = 'final'
order by invoice_no;
SQL

expected="$(psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --set day="$day" <<'SQL'
select count(*) from invoice where issued_on = :'day'::date and state = 'final';
SQL
)"
lines=$(($(wc -l < "$csv") - 1))
if [[ $lines -ne $expected ]]; then
  log "$day: $lines lines, $expected invoices"
  exit 1
fi

(cd "$work" && sha256sum "$(basename "$csv")" > "$(basename "$csv").sha256")

# upload under a temporary name; the other side picks up *.csv only
timeout 600 sftp -q -b - -i "$SFTP_KEY" -o BatchMode=yes -o StrictHostKeyChecking=yes \
  -o ConnectTimeout=20 -o ServerAliveInterval=15 "$SFTP_TARGET" <<BATCH
put $csv inbox/invoices-$day.part
put $csv.sha256 inbox/invoices-$day.csv.sha256
rename inbox/invoices-$day.part inbox/invoices-$day.csv
BATCH

mkdir -p "$STATE_DIR/sent"
printf '%s %s\n' "$lines" "$(date -u +%FT%TZ)" > "$STATE_DIR/sent/$day"
log "$day: $lines invoices sent"
