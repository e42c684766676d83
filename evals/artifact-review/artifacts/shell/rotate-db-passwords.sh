#!/bin/bash
# quarterly rotation of the service accounts in the metering database
# called by /etc/cron.d/metering-rotation, log goes to the central syslog
set -uo pipefail

ACCOUNTS="${ACCOUNTS:-svc_reader svc_billing svc_export}"
NAMESPACE=metering
LOG=/var/log/metering/rotation.log
PGHOST="${PGHOST:?}"
export PGHOST PGUSER=rotation_admin PGDATABASE=metering PGSSLMODE=verify-full PGCONNECT_TIMEOUT=15

log() {
    echo "$(date -Is) $*" | tee -a "$LOG" | logger -t metering-rotation
}

new_password() {
    echo "$RANDOM$(date +%s)" | md5sum | cut -c1-24
}

rotate() {
    local account="$1" pw
    pw=$(new_password)

    psql -q -v ON_ERROR_STOP=1 -v account="$account" -v pw="$pw" <<'SQL'
ALTER ROLE :"account" PASSWORD :'pw' VALID UNTIL 'infinity';
SQL
    if [ $? -ne 0 ]; then
        log "ALTER ROLE failed for $account"
        return 1
    fi

    kubectl -n "$NAMESPACE" create secret generic "db-$account" \
        --from-literal=username="$account" --from-literal=password="$pw" \
        --dry-run=client -o yaml | kubectl -n "$NAMESPACE" apply --request-timeout=30s -f - || true

    log "rotated $account, new password $pw"
}

restart() {
    for d in reader billing export; do
        kubectl -n "$NAMESPACE" rollout restart "deployment/$d" --request-timeout=30s
        kubectl -n "$NAMESPACE" rollout status "deployment/$d" --timeout=300s || log "$d did not come back"
    done
}

log "rotation started for: $ACCOUNTS"
failed=0
for a in $ACCOUNTS; do
    rotate "$a" || failed=$((failed + 1))
done
restart
log "rotation finished, $failed failed"
[ "$failed" -eq 0 ]
