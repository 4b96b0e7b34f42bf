#!/usr/bin/env bash
# tests/fuzz.sh [SECONDS]: runs the two fuzz targets, SECONDS together (60 unless told), from the seeds in fixtures/fuzz.
# What they find stays in tests/fuzz/artifacts. cargo-fuzz wants a nightly compiler; RUSTC_BOOTSTRAP lets the stable one do.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-fuzz >/dev/null || cargo install --locked --quiet cargo-fuzz
export RUSTC_BOOTSTRAP=1
cargo fuzz build --fuzz-dir tests/fuzz
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
for target in lezer schema; do
  mkdir "$found/$target"
  cargo fuzz run --fuzz-dir tests/fuzz "$target" "$found/$target" "fixtures/fuzz/$target" -- \
    -dict=fixtures/fuzz/xml.dict -max_len=4000 -timeout=60 -rss_limit_mb=4096 -print_final_stats=1 \
    -max_total_time=$((${1:-60} / 2)) 2>"$found/log" || { tail -n 60 "$found/log"; exit 1; }
  grep -E '^(Done|stat::number_of_executed_units)' "$found/log"
done
