#!/usr/bin/env bash
# Holds an export of the register against the Dutch profile for terms (NL-SBB), with pySHACL in a folder of its own.
# Usage: tests/nl-sbb.sh [EXPORT.ttl EXPORT.jsonld]; without an export it proves that the shapes can fail.
set -euo pipefail
wortel=$(realpath "$(dirname "$0")/..")
omgeving=${NL_SBB_MAP:-$wortel/target/nl-sbb}
lijst=$wortel/tests/nl-sbb/requirements.txt
if ! cmp -s "$lijst" "$omgeving/requirements.txt"; then
  python3 -m venv "$omgeving"
  "$omgeving/bin/pip" install --quiet --requirement "$lijst"
  cp "$lijst" "$omgeving/requirements.txt"
fi
exec "$omgeving/bin/python" "$wortel/tests/nl-sbb.py" "$@"
