#!/usr/bin/env bash
# Holds the description of the API against the design rules of the Dutch government (NLGov REST API Design Rules), with Spectral.
# The rules stand beside the repository, or where NLGOV_LINTER says; where they are not there, this says so and is done.
set -euo pipefail
cd "$(dirname "$0")/.."
versie=6.16.3
regels=${NLGOV_LINTER:-../shared/spec/api-design-rules/linter.yaml}
if [ ! -f "$regels" ]; then
  echo "design rules: NIET getoetst, want $regels is er niet. De regels staan op https://static.developer.overheid.nl/adr/ruleset.yaml"
  exit 0
fi
map=${SPECTRAL_MAP:-$PWD/target/spectral-$versie}
if [ ! -x "$map/node_modules/.bin/spectral" ]; then
  mkdir -p "$map"
  npm install --prefix "$map" --ignore-scripts --no-audit --no-fund --loglevel=error "@stoplight/spectral-cli@$versie"
fi
"$map/node_modules/.bin/spectral" lint --ruleset "$regels" --fail-severity error docs/openapi.json
