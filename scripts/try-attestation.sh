#!/bin/sh
# Judges a file, attests the run, and has the attestation accepted by securesystemslib and in-toto-attestation (from PyPI) and
# refused after one changed byte.
# Usage: try-attestation.sh MOE-JUDGE ARTIFACT
set -eu
judge=$(realpath "$1")
artifact=$(realpath "$2")
script=$(realpath "$(dirname "$0")/try-attestation.py")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check 'securesystemslib[crypto]' in-toto-attestation

cd "$folder"
cp "$artifact" .
(umask 077 && openssl genpkey -algorithm ed25519 -out key.pem)
openssl pkey -in key.pem -pubout -out key.pub.pem
"$judge" judge --offline --quiet "$(basename "$artifact")" > result.txt || test $? -eq 1
"$judge" runs attest latest --key key.pem -o run.intoto.json
"$judge" runs verify latest --attestation run.intoto.json --public-key key.pub.pem > verified.txt
grep -E '^(attestation|holds)' verified.txt
"$folder/python/bin/python" "$script" run.intoto.json key.pub.pem "$judge"
