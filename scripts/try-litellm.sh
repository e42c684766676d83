#!/bin/sh
# Judges through a LiteLLM proxy, over its OpenAI and over its Anthropic endpoint. The proxy comes from PyPI and passes every
# call on to the provider simulator: a fixed mock answer could not carry the run's nonce.
# Usage: try-litellm.sh MOE-JUDGE PROVIDER-SIMULATOR
set -eu
judge=$(realpath "$1")
simulator=$(realpath "$2")
folder=$(mktemp -d)
servers=
trap 'for server in $servers; do kill "$server" 2>/dev/null || true; done; rm -rf "$folder"' EXIT

# await NAME FILE COMMAND...: tries the command once a second for two minutes.
await() {
  name=$1
  log=$2
  shift 2
  tries=0
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { echo "$name did not start:" >&2; tail -20 "$log" >&2; exit 1; }
    sleep 1
  done
}

# PYTHON may name an interpreter that has LiteLLM; else it is installed.
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/python"
  "$folder/python/bin/pip" install --quiet --disable-pip-version-check 'litellm[proxy]'
  python=$folder/python/bin/python
fi

"$simulator" > "$folder/simulator.log" &
servers="$servers $!"
await "the simulator" "$folder/simulator.log" grep -q listening "$folder/simulator.log"
upstream=$(sed -n 's/^listening on //p' "$folder/simulator.log")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

cat > "$folder/litellm.yaml" <<YAML
model_list:
  - {model_name: claude-mock, litellm_params: {model: anthropic/claude-sonnet-4-6, api_base: "$upstream", api_key: upstream}}
  - {model_name: gpt-mock, litellm_params: {model: hosted_vllm/gpt-mock, api_base: "$upstream/v1", api_key: upstream}}
  - {model_name: qwen-mock, litellm_params: {model: hosted_vllm/qwen-mock, api_base: "$upstream/v1", api_key: upstream}}
general_settings: {master_key: sk-litellm-0123456789}
YAML
env -u DATABASE_URL LITELLM_LOCAL_MODEL_COST_MAP=True NO_PROXY=127.0.0.1 "$(dirname "$python")/litellm" \
  --config "$folder/litellm.yaml" --host 127.0.0.1 --port "$port" > "$folder/litellm.log" 2>&1 &
servers="$servers $!"
alive() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1"; }
await "LiteLLM" "$folder/litellm.log" alive "http://127.0.0.1:$port/health/liveliness"
echo "LiteLLM $("$python" -c 'import importlib.metadata as m; print(m.version("litellm"))')"

# over NAME DIALECT BASE-URL
over() {
  name=$1
  mkdir "$folder/$name"
  printf 'def total(items):\n    """The price of all items."""\n    return sum(item["price"] for item in items)\n' \
    > "$folder/$name/total.py"
  cat > "$folder/$name/moe-judge.yaml" <<YAML
panel: {personas: [technical_architect, security_analyst, qa_evaluator], canaries: off}
providers:
  litellm: {dialect: $2, base_url: "$3", key_variable: LITELLM_API_KEY}
calls: {max_retries: 0, timeout_seconds: 60}
YAML
  status=0
  (cd "$folder/$name" && LITELLM_API_KEY=sk-litellm-0123456789 "$judge" judge total.py --quiet --format json \
    --model technical_architect=litellm/claude-mock --model security_analyst=litellm/gpt-mock \
    --model qa_evaluator=litellm/qwen-mock > result.json) || status=$?
  (cd "$folder/$name" && "$judge" runs verify > verified.txt) || { cat "$folder/$name/verified.txt"; exit 1; }
  python3 - "$name" "$folder/$name/result.json" "$status" <<'PYTHON'
import json, sys
name, path, status = sys.argv[1:]
result = json.load(open(path))
seats = [seat for seat in result["judgments"][0]["seats"] if seat["state"] != "not_applicable"]
shown = ", ".join(f"{seat['persona']} {seat['state']} by {seat['model']}" for seat in seats)
usage = result["usage"]
print(f"{name}: exit {status}, outcome {result['outcome']}; {shown}; {usage['calls']} calls, {usage['input_tokens']} tokens in, "
      f"{usage['output_tokens']} out; the record verifies")
for seat in seats:
    if seat["state"] != "judged":
        print(f"  {seat['persona']}: {seat['reason']}")
sys.exit(0 if len(seats) == 3 and all(seat["state"] == "judged" for seat in seats) else 1)
PYTHON
  if grep -rqs sk-litellm-0123456789 "$folder/$name"; then echo "$name: a file holds the key" >&2; exit 1; fi
}

over openai openai "http://127.0.0.1:$port/v1"
over anthropic anthropic "http://127.0.0.1:$port"
