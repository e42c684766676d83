#!/usr/bin/env bash
# Two-step rotation of the API keys that branch systems use towards the loyalty platform.
#
#   rotate-api-keys.sh begin  CLIENT     creates a second key and stores it in Vault
#   rotate-api-keys.sh finish CLIENT     revokes the first one when nobody uses it any more
#
# The client reads its key from Vault every five minutes; both keys are valid in between.
set -euo pipefail
set +x
umask 077

: "${VAULT_ADDR:?}" "${PLATFORM_URL:?}"
readonly ADMIN_TOKEN_FILE="${ADMIN_TOKEN_FILE:-/run/credentials/rotate/admin-token}"

log() { logger -t rotate-api-keys -- "$*"; printf '%s\n' "$*" >&2; }
die() { log "error: $*"; exit 1; }

[[ $# -eq 2 ]] || { sed -n '4,5p' "$0" >&2; exit 64; }
action=$1
client=$2
[[ $client =~ ^[a-z][a-z0-9-]{2,40}$ ]] || die "not a client name"
[[ $PLATFORM_URL == https://* ]] || die "PLATFORM_URL must be https"

work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
# header in a file, so that it does not show up in the process list
printf 'Authorization: Bearer %s\n' "$(< "$ADMIN_TOKEN_FILE")" > "$work/auth"

api() {
  local method=$1 path=$2
  shift 2
  curl --fail --silent --show-error --max-time 20 --request "$method" \
    --header "@$work/auth" --header 'content-type: application/json' "$@" "$PLATFORM_URL/admin/v1$path"
}

exec 9> "/run/lock/rotate-api-keys.$client"
flock -n 9 || die "rotation of $client is already running"

begin() {
  local n id
  api GET "/clients/$client/keys" > "$work/keys.json"
  n="$(jq '[.keys[] | select(.state == "active")] | length' "$work/keys.json")"
  [[ $n -eq 1 ]] || die "$client has $n active keys, expected one"

  api POST "/clients/$client/keys" --data '{"ttl_days": 100}' > "$work/new.json"
  id="$(jq -er .id "$work/new.json")"
  jq -e '{key_id: .id, key: .secret}' "$work/new.json" > "$work/vault.json"

  if ! timeout 30 vault kv put -mount=loyalty "clients/$client" "@$work/vault.json" > /dev/null; then
    api DELETE "/clients/$client/keys/$id" > /dev/null || log "key $id of $client is left over, revoke it by hand"
    die "could not store the new key of $client"
  fi
  log "$client: key $id created by ${SUDO_USER:-$(id -un)}, run finish after a day"
}

finish() {
  local current id last
  current="$(timeout 30 vault kv get -mount=loyalty -field=key_id "clients/$client")"
  api GET "/clients/$client/keys" > "$work/keys.json"

  jq -e --arg id "$current" '.keys[] | select(.id == $id and .state == "active" and .last_used_at != null)' \
    "$work/keys.json" > /dev/null || die "$client has not used its new key yet"

  jq -r --arg id "$current" '.keys[] | select(.id != $id and .state == "active") | [.id, .last_used_at // "1970-01-01T00:00:00Z"] | @tsv' \
    "$work/keys.json" > "$work/old.tsv"

  while IFS=$'\t' read -r id last; do
    if (( $(date -u +%s) - $(date -u -d "$last" +%s) < 3600 )); then
      die "$client used its old key $id within the last hour, nothing revoked"
    fi
    api DELETE "/clients/$client/keys/$id" > /dev/null
    log "$client: key $id revoked by ${SUDO_USER:-$(id -un)}"
  done < "$work/old.tsv"
}

case "$action" in
  begin) begin ;;
  finish) finish ;;
  *) die "unknown action $action" ;;
esac
