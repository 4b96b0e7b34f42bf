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

# The session talks to the address that the demo takes by default; where that is taken, this fails and says so.
mkfifo uitvoer
"$programma" demo >uitvoer &
demo=$!
# Kept open: the demo must be able to go on writing.
exec 3<uitvoer
while IFS= read -r regel <&3; do
  echo "demo: $regel"
  case "$regel" in "De poort luistert op"*) break ;; esac
done
kill -0 "$demo"

# The block between the mark and its closing fence.
awk '/<!-- sessie -->/ { mark = 1 } mark && /^```$/ { exit } block { print } mark && /^```sh$/ { block = 1 }' "$readme" >sessie.sh
grep -q curl sessie.sh
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
