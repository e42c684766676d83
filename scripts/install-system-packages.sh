#!/bin/sh
# Installs the Debian packages named that are missing. Says what to do where it cannot.
set -eu
command -v dpkg-query >/dev/null 2>&1 || {
  echo "not Debian or Ubuntu: install these by hand if the build misses them: $*" >&2
  exit 0
}
missing=""
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || {
    echo "these packages are missing, and neither root nor sudo is at hand to install them:$missing" >&2
    exit 1
  }
  sudo=sudo
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{ $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing; } >&2
