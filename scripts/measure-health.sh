#!/bin/sh
# How well regressions are told from noise: on the tools' series (needs ../shared) and on kinds that the detector was not
# chosen on. Each alarm that is scored is also checked to need no later day. SEEDS="1 21 22" SERIES=100
set -eu
moe_judge=$1
tools=${SHARED:-../shared}/tools
folder=.build/measure-health
mkdir -p "$folder"
judge="$moe_judge health regressions --baseline-days 30 --format jsonl --series"

# Ends with 1 where there is a regression, which there is.
predict() { $judge "$1" > "$2" || test $? -eq 1; }

for seed in ${SEEDS:-1 21 22}; do
  if [ -e "$tools/make_health_series.py" ]; then
    echo "seed $seed, the tools' kinds of series"
    python3 "$tools/make_health_series.py" --seed "$seed" --series "${SERIES:-100}" --out "$folder/$seed"
    predict "$folder/$seed/series.jsonl" "$folder/$seed/predictions.jsonl"
    python3 "$tools/score_health.py" --truth "$folder/$seed/truth.jsonl" --predictions "$folder/$seed/predictions.jsonl" \
      --series "$folder/$seed/series.jsonl" --recheck "$judge {series}"
  fi
  echo
  echo "seed $seed, other kinds of series"
  python3 scripts/health-series.py make --seed "$seed" --out "$folder/other-$seed"
  predict "$folder/other-$seed/series.jsonl" "$folder/other-$seed/predictions.jsonl"
  python3 scripts/health-series.py score --out "$folder/other-$seed" --predictions "$folder/other-$seed/predictions.jsonl"
  echo
done
