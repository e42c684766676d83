#!/bin/sh
# Writes the JSON Schemas of all files into a folder. Usage: write-schemas.sh MOE-JUDGE FOLDER
set -eu
mkdir -p "$2"
for name in persona routing rubric rules suite case configuration calibration waivers result retrospective; do
  "$1" schema "$name" > "$2/$name.json"
done
