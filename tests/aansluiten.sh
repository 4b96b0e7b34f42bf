#!/usr/bin/env bash
# Runs every example of docs/aansluiten.md as it stands there, each against a fresh gate, and compares how they end.
# Usage: tests/aansluiten.sh PROGRAM
set -euo pipefail
programma=$(realpath "$1")
wortel=$(realpath "$(dirname "$0")/..")
pagina="$wortel/docs/aansluiten.md"
map=$(mktemp -d)
poort=
opruimen() {
  if [ -n "$poort" ]; then kill "$poort" 2>/dev/null || true; wait "$poort" 2>/dev/null || true; fi
  rm -rf "$map"
}
trap opruimen EXIT

# The blocks of the page behind a mark, one after another.
blokken() {
  awk -v mark="<!-- $1 -->" '$0 == mark { m = 1; next } m && /^```/ { if (b) { b = 0; m = 0 } else { b = 1 }; next } b { print }' "$pagina"
}

# A gate of its own for each language, set up with the commands of the page itself.
begin() {
  mkdir "$map/$1" && cd "$map/$1"
  cp "$wortel"/fixtures/berichten/ijw/JW3{01,05,23}.xml .
  export BERICHTENPOORT_DATABASE_URL="sqlite:$map/$1/poort.db"
  berichtenpoort() { "$programma" "$@"; }
  blokken klaarzetten | grep -v '^berichtenpoort serve' >klaarzetten.sh
  # shellcheck disable=SC1091
  . ./klaarzetten.sh >sleutels
  mapfile -t gevonden < <(grep -oE 'bp_[A-Za-z0-9_-]+' sleutels)
  test "${#gevonden[@]}" = 2
  export SLEUTEL_GEMEENTE="${gevonden[0]}" SLEUTEL_AANBIEDER="${gevonden[1]}"
  mkfifo uitvoer
  "$programma" serve --sleutelbestand hoofdsleutel --listen 127.0.0.1:0 >uitvoer 2>log &
  poort=$!
  exec 3<uitvoer
  local regel
  while IFS= read -r regel <&3; do case "$regel" in "De poort luistert op"*) break ;; esac; done
  export POORT
  POORT=$(sed -E 's|.*(http://[0-9.:]+)\. .*|\1/api/v1|' <<<"$regel")
}

# However the example tells it: the claim of the page is settled, for the whole amount, and the gate has nothing left to do.
einde() {
  curl -sS --fail-with-body -H "Authorization: Bearer $SLEUTEL_GEMEENTE" "$POORT/declaraties" |
    jq -r '.declaraties[] | "\(.declaratieNummer) \(.status) \(.uitkomst) \(.toegekend)"' >einde
  curl -sS --fail-with-body -H "Authorization: Bearer $SLEUTEL_AANBIEDER" "$POORT/postbus" | jq -r '.leveringen | length' >>einde
  printf 'DEMO1 vastgesteld goedgekeurd 48000\n0\n' >verwacht
  diff verwacht einde
  grep -q 'Toegekend: 48000 eurocent$' antwoord
  kill "$poort"; wait "$poort" || true
  poort=
  echo "$1: the claim is settled"
}

begin curl
blokken curl >voorbeeld.sh
grep -q _toets voorbeeld.sh
bash -eu -o pipefail voorbeeld.sh >antwoord
grep -q '"oordeel":"geldig"' antwoord
einde curl

begin python
blokken python >aansluiten.py
python3 aansluiten.py >antwoord
einde python

begin java
blokken java >Aansluiten.java
java Aansluiten.java >antwoord
einde java

diff "$map/python/antwoord" "$map/java/antwoord"
echo "docs/aansluiten.md: every example works"
