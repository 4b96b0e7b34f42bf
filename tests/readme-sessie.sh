#!/usr/bin/env bash
# Plays the first session of README.md as a newcomer would: the demo runs, the block is pasted as it stands.
# Usage: tests/readme-sessie.sh PROGRAM
set -euo pipefail
programma=$(realpath "$1")
readme=$(realpath "$(dirname "$0")/../README.md")
map=$(mktemp -d)
demo=
opruimen() {
  [ -n "$demo" ] && kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null
  rm -rf "$map"
}
trap opruimen EXIT
cd "$map"

# On a free port, so that it does not matter what else runs here; the address in the session follows.
mkfifo uitvoer
"$programma" demo --listen 127.0.0.1:0 >uitvoer &
demo=$!
# Kept open: the demo must be able to go on writing.
exec 3<uitvoer
while IFS= read -r regel <&3; do
  echo "demo: $regel"
  case "$regel" in "De poort luistert op"*) break ;; esac
done
adres=$(sed -E 's|.*http://([0-9.:]+)\. .*|\1|' <<<"$regel")
kill -0 "$demo"

# The block between the mark and its closing fence.
awk '/<!-- sessie -->/ { mark = 1 } mark && /^```$/ { exit } block { print } mark && /^```sh$/ { block = 1 }' "$readme" >sessie.sh
grep -q curl sessie.sh
sed -i "s|127.0.0.1:8320|$adres|" sessie.sh
bash -e sessie.sh >antwoorden
cat antwoorden
echo

telt() {
  local aantal
  aantal=$(grep -c -- "$2" antwoorden || true)
  if [ "$aantal" != "$1" ]; then
    echo "expected $1 times: $2, but found it $aantal times" >&2
    exit 1
  fi
}
telt 2 'HTTP/1.1 201 Created'
telt 1 'HTTP/1.1 200 OK'
telt 1 'HTTP/1.1 422 Unprocessable Entity'
telt 1 '"uitkomst":"afgekeurd".*"regel":"TR019"'
telt 1 '"leveringen":\[{'
echo "README session: every answer was as it should be"
