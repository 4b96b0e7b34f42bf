#!/usr/bin/env bash
# Runs a command with a PostgreSQL server that exists only for that command, such as:
#   tests/met-postgres.sh cargo test
# The command finds the server's URL in BERICHTENPOORT_TEST_POSTGRES; the exit code is the command's own. PostgreSQL
# refuses to run as root, so then the server runs as an unprivileged user that is there already.
set -euo pipefail

if [ "$#" -eq 0 ]; then
    echo "gebruik: $0 COMMANDO [ARGUMENT...]" >&2
    exit 2
fi

# Debian keeps the programs out of PATH; the newest version is the last one.
programmas=$(dirname "$(command -v initdb || true)")
if [ ! -x "$programmas/pg_ctl" ]; then
    programmas=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
fi
if [ ! -x "$programmas/initdb" ] || [ ! -x "$programmas/pg_ctl" ]; then
    echo "$0: de programma's van PostgreSQL (initdb, pg_ctl) ontbreken; op Debian: apt-get install postgresql-15" >&2
    exit 2
fi

als_server=()
gebruiker=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    gebruiker=nobody
    if id postgres >/dev/null 2>&1; then gebruiker=postgres; fi
    als_server=(runuser -u "$gebruiker" --)
fi

map=$(mktemp -d "${TMPDIR:-/tmp}/berichtenpoort-postgres.XXXXXX")
chown "$gebruiker" "$map"
ruim_op() {
    "${als_server[@]}" "$programmas/pg_ctl" --pgdata="$map/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$map"
}
trap ruim_op EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# In its own folder: the server's programs complain about a working directory that their user may not enter.
bij_server() { (cd "$map" && "${als_server[@]}" "$@"); }

if ! bij_server "$programmas/initdb" --pgdata="$map/data" --username=poort --auth=trust --encoding=UTF8 --locale=C \
    >"$map/initdb.log"; then
    cat "$map/initdb.log" >&2
    exit 2
fi

# A free port can be taken by another between the look and the start, so a start that fails tries the next one.
gestart=nee
for poging in 1 2 3 4 5; do
    poort=$((20000 + (RANDOM + poging) % 12000))
    # The data is thrown away, so nothing need reach a disk; commits still wait as they do in earnest.
    opties="-p $poort -c listen_addresses=127.0.0.1 -c unix_socket_directories=$map -c fsync=off -c max_connections=200"
    if bij_server "$programmas/pg_ctl" --pgdata="$map/data" --log="$map/server.log" --options="$opties" --wait --silent \
        start >/dev/null; then
        gestart=ja
        break
    fi
done
if [ "$gestart" = nee ]; then
    cat "$map/server.log" >&2
    exit 2
fi

export BERICHTENPOORT_TEST_POSTGRES="postgres://poort@127.0.0.1:$poort/postgres"
code=0
"$@" || code=$?
exit "$code"
