#!/bin/sh
# Builds the API documentation of the libraries, one folder each. A link to no symbol fails, and so does any other warning of DocC
# but that on parameters whose names say enough. Usage: build-documentation.sh FOLDER [LIBRARY...]
set -eu
folder=$1
shift
[ $# -gt 0 ] || set -- JudgeTypes Deliberation Provenance Judging Artifacts Personas Rubrics LanguageModels StaticReview \
  Evals SkillHealth Storage Reports YAMLFiles
# The plugin moves each archive to its place, which has to be there.
mkdir -p "$folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=""
for library in "$@"; do
  rm -rf "${folder:?}/$library"
  swift package --allow-writing-to-directory "$folder" generate-documentation --target "$library" \
    --output-path "$folder/$library" > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
  if grep -E '^(warning|error): ' "$log" | grep -v 'is missing documentation$' >&2; then
    failed="$failed $library"
  else
    echo "$library: $folder/$library"
  fi
done
[ -z "$failed" ] || { echo "warnings in:$failed" >&2; exit 1; }
