#!/usr/bin/env bash
# Imports the patient list that the referring practices upload (semicolon CSV, UTF-8, with header)
#
#   patient_no;last_name;first_name;birth_date;insurance_no;diagnosis;practice_id
#
# usage: import-patients.sh FILE.csv
set -euo pipefail

FILE="${1:?file}"
REJECTS="$(mktemp)"
trap 'rm -f "$REJECTS"' EXIT

export PGCONNECT_TIMEOUT=10
export PGOPTIONS="-c statement_timeout=30000"

run() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }

count=0
bad=0

valid_date() {
  [[ $1 =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] && date -d "$1" >/dev/null 2>&1
}

valid_insurance() {
  [[ $1 =~ ^[A-Z][0-9]{9}$ ]]
}

import_row() {
  local no="$1" last="$2" first="$3" born="$4" ins="$5" diag="$6" practice="$7"

  if ! valid_date "$born" || ! valid_insurance "$ins"; then
    return 1
  fi

  echo "importing $no $last, $first ($born) $diag"

  run -c "INSERT INTO patient (patient_no, last_name, first_name, birth_date, insurance_no)
          VALUES ('$no', '$last', '$first', '$born', '$ins')
          ON CONFLICT (patient_no) DO UPDATE
            SET last_name = excluded.last_name, first_name = excluded.first_name"

  run -v no="$no" -v diag="$diag" -v practice="$practice" <<'SQL'
INSERT INTO referral (patient_no, diagnosis, practice_id, received_on)
VALUES (:'no', :'diag', :'practice', current_date)
ON CONFLICT DO NOTHING;
SQL
}

[[ -r $FILE ]] || { echo "cannot read $FILE" >&2; exit 66; }

header="$(head -n1 "$FILE" | tr -d '\r')"
if [[ $header != "patient_no;last_name;first_name;birth_date;insurance_no;diagnosis;practice_id" ]]; then
  echo "unexpected header" >&2
  exit 65
fi

while IFS=';' read -r no last first born ins diag practice; do
  count=$((count + 1))
  if ! import_row "$no" "$last" "$first" "$born" "$ins" "$diag" "${practice%$'\r'}"; then
    bad=$((bad + 1))
    echo "$count" >> "$REJECTS"
  fi
done < <(tail -n +2 "$FILE")

echo "rows: $count, rejected: $bad"
if [[ $bad -gt 0 ]]; then
  echo "rejected rows: $(paste -sd, "$REJECTS")"
  exit 1
fi
