#!/usr/bin/env bash
# Of action.yml: builds moe-judge below ~/.cache/moe-judge unless a kept build is there, and puts it on the path of the job.
set -euo pipefail
place=$HOME/.cache/moe-judge

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
if ! command -v make >/dev/null; then
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends make
fi
# A kept build needs the libraries too.
make -C "$MOE_JUDGE_SOURCE_FOLDER" setup
if [ ! -x "$place/bin/moe-judge" ]; then
  command -v swift >/dev/null || {
    echo "::error::Swift is not here, so moe-judge cannot be built. Run the job in 'container: swift:6.2-bookworm', or in an image that has moe-judge on its path."
    exit 2
  }
  make -C "$MOE_JUDGE_SOURCE_FOLDER" install "PREFIX=$place"
fi
printf '%s\n' "$place/bin" >>"$GITHUB_PATH"
