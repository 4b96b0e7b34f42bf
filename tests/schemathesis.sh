#!/usr/bin/env bash
# Lets schemathesis try every operation of the running gate with inputs that it makes up from the description: no answer may be
# a 5xx, and none may be other than described. With a gate that has messages, so that there are ids to ask for.
# Usage: tests/schemathesis.sh PROGRAM
# SCHEMATHESIS_VOORBEELDEN: how many per operation (25). SCHEMATHESIS_ZAAD: the seed (1).
set -euo pipefail
programma=$(realpath "$1")
wortel=$(realpath "$(dirname "$0")/..")
map=$(mktemp -d)
poort=
opruimen() {
  if [ -n "$poort" ]; then kill "$poort" 2>/dev/null || true; wait "$poort" 2>/dev/null || true; fi
  rm -rf "$map"
}
trap opruimen EXIT

# The one version, in a folder of its own, kept for the next time.
versie=4.32.5
omgeving=${SCHEMATHESIS_MAP:-$wortel/target/schemathesis-$versie}
if ! "$omgeving/bin/schemathesis" --version >/dev/null 2>&1; then
  python3 -m venv "$omgeving"
  "$omgeving/bin/pip" install --quiet "schemathesis==$versie"
fi

# The example region: two gemeenten and aanbieders with whole chains behind them.
cd "$map"
mkfifo uitvoer
BERICHTENPOORT_LOG=error "$programma" demo --data demo --listen 127.0.0.1:0 >uitvoer 2>log &
poort=$!
exec 3<uitvoer
while IFS= read -r regel <&3; do case "$regel" in "De poort luistert op"*) break ;; esac; done
export POORT
POORT=$(sed -E 's|.*(http://[0-9.:]+)\. .*|\1|' <<<"$regel")/api/v1
cat <&3 >/dev/null &

# A request that waits for its answer, and a declaratie that people of the gemeente decide about.
cli() { "$programma" "$@" --database-url "sqlite:$map/demo/poort.db"; }
cli partij antwoorden --code 0479 --wijze beoordelen >/dev/null
cli partij sleutel --code 0479 --medewerker "Saskia de Boer" | grep -oE 'bp_[A-Za-z0-9_-]+' >demo/sleutels/0479
for bericht in "$wortel"/tests/schemathesis/JW315.xml "$wortel"/fixtures/berichten/ijw/JW323.xml; do
  sed -E 's/DEMO(323|1)</SCHEMA\1</' "$bericht" >bericht.xml
  curl -sS --fail-with-body -o antwoord.json -H "Authorization: Bearer $(cat demo/sleutels/65656055)" \
       -H 'Content-Type: application/xml' -H 'Prefer: wait=30' --data-binary @bericht.xml "$POORT/berichten"
  cat antwoord.json; echo
done

export BERICHTEN="$wortel/fixtures/berichten/ijw" SCHEMATHESIS_HOOKS=haken PYTHONPATH="$wortel/tests/schemathesis"
for partij in 0479 65656055; do
  echo "--- as $partij"
  SLEUTEL=$(cat "demo/sleutels/$partij") "$omgeving/bin/schemathesis" \
    --config-file "$wortel/tests/schemathesis/schemathesis.toml" run "$POORT/openapi.json" \
    --max-examples "${SCHEMATHESIS_VOORBEELDEN:-25}" --seed "${SCHEMATHESIS_ZAAD:-1}" --no-color "${@:2}"
done
kill -0 "$poort"
if grep -v '^$' log; then echo "the gate logged an error" >&2; exit 1; fi
echo "schemathesis: nothing was answered otherwise than described"
