#!/usr/bin/env bash
# tests/schermen.sh [PROGRAM]: the screens in a real browser (Debian's Chromium), judged by axe-core.
set -euo pipefail
cd "$(dirname "$0")/.."
export BERICHTENPOORT=${1:-target/release/berichtenpoort}
CHROMIUM=${CHROMIUM:-$(command -v chromium)}
export CHROMIUM
map=${SCHERMEN_MAP:-$PWD/target/schermen}
mkdir -p "$map"
cp tests/schermen/package.json tests/schermen/package-lock.json "$map/"
npm ci --prefix "$map" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
# The tests stand beside what they need, so that nothing is left in the sources.
cp tests/schermen/*.mjs "$map/"
node --test "$map/schermen.test.mjs"
