#!/usr/bin/env bash
#
# deploy-kiosk.sh RELEASE.tar.gz [host ...]
#
# Puts a kiosk release on the ticket kiosks of the museum sites. Without hosts: all of hosts.txt.
# Each host keeps its last three releases; "current" is a symlink.
set -euo pipefail

readonly ROOT=/opt/kiosk
readonly KEEP=3
readonly SSH_OPTS=(-o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=15 -o ServerAliveCountMax=4)
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

log() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*" >&2; }
die() { log "error: $*"; exit 1; }

usage() {
  sed -n '3,6p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 64
}

[[ $# -ge 1 ]] || usage
archive=$1
shift
[[ -f $archive ]] || die "no such file: $archive"
[[ -f $archive.sha256 ]] || die "checksum missing: $archive.sha256"

name="$(basename "$archive" .tar.gz)"
[[ $name =~ ^kiosk-[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "unexpected archive name: $name"

(cd "$(dirname "$archive")" && sha256sum --check --status "$(basename "$archive").sha256") || die "checksum differs"

hosts=("$@")
if [[ ${#hosts[@]} -eq 0 ]]; then
  mapfile -t hosts < <(grep -Ev '^[[:space:]]*(#|$)' "$here/hosts.txt")
fi
[[ ${#hosts[@]} -gt 0 ]] || die "no hosts"

for h in "${hosts[@]}"; do
  [[ $h =~ ^[a-z0-9][a-z0-9.-]*$ ]] || die "not a host name: $h"
done

remote() {
  local host=$1
  shift
  ssh "${SSH_OPTS[@]}" "kiosk@$host" "$@"
}

deploy_one() {
  local host=$1 release="$ROOT/releases/$name" previous

  previous="$(remote "$host" "readlink -f '$ROOT/current'")" || return 1
  scp -q "${SSH_OPTS[@]}" "$archive" "kiosk@$host:$ROOT/incoming/$name.tar.gz" || return 1

  remote "$host" "set -eu
    rm -rf '$release.part'
    mkdir -p '$release.part'
    tar -xzf '$ROOT/incoming/$name.tar.gz' -C '$release.part'
    rm -f '$ROOT/incoming/$name.tar.gz'
    if [ ! -d '$release' ]; then mv -T '$release.part' '$release'; else rm -rf '$release.part'; fi
    ln -sfn '$release' '$ROOT/current.new'
    mv -T '$ROOT/current.new' '$ROOT/current'
    sudo -n systemctl restart kiosk.service" || { switch_back "$host" "$previous"; return 1; }

  if ! healthy "$host"; then
    switch_back "$host" "$previous"
    return 1
  fi

  remote "$host" "cd '$ROOT/releases' && ls -1t | grep -E '^kiosk-[0-9.]+\$' | tail -n +$((KEEP + 1)) |
    while IFS= read -r old; do
      [ \"\$(readlink -f '$ROOT/current')\" = '$ROOT/releases/'\"\$old\" ] || rm -rf -- \"./\$old\"
    done" || log "$host: old releases not removed"
}

healthy() {
  local host=$1 i
  for i in 1 2 3 4 5 6; do
    if remote "$host" "curl -fsS --max-time 5 http://127.0.0.1:8080/ready > /dev/null"; then
      return 0
    fi
    sleep 5
  done
  return 1
}

switch_back() {
  local host=$1 previous=$2
  log "$host: back to $previous"
  remote "$host" "set -eu
    ln -sfn '$previous' '$ROOT/current.new'
    mv -T '$ROOT/current.new' '$ROOT/current'
    sudo -n systemctl restart kiosk.service" || log "$host: COULD NOT SWITCH BACK, kiosk needs a visit"
}

failed=()
for h in "${hosts[@]}"; do
  log "$h: $name"
  if deploy_one "$h"; then
    log "$h: done"
  else
    failed+=("$h")
    # first host is the canary
    [[ $h == "${hosts[0]}" ]] && die "first host failed, stopping"
  fi
done

if [[ ${#failed[@]} -gt 0 ]]; then
  die "failed on: ${failed[*]}"
fi
log "all ${#hosts[@]} hosts on $name"
