#!/bin/sh
# A private PostgreSQL server for the tests.
#
#   eval "$(.ci/postgres.sh start)"   starts one and exports SUICHA_TEST_POSTGRES
#   .ci/postgres.sh stop              stops it and removes its files
#   .ci/postgres.sh restart           kills it and starts it again, with what it had stored
#   .ci/postgres.sh run COMMAND...    starts, runs the command, stops
#
# Installs Debian's package if there is no server and we are root. The server runs as a user
# without privileges, on a free port of 127.0.0.1, in a directory of its own, with fsync off:
# it holds nothing worth keeping.
set -eu

base=${SUICHA_TEST_POSTGRES_DIR:-${TMPDIR:-/tmp}/suicha-postgres-$(id -u)}

find_bin() {
    for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$dir/initdb" ]; then echo "$dir"; return; fi
    done
    if command -v initdb >/dev/null 2>&1; then dirname "$(command -v initdb)"; fi
}

install_server() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "no PostgreSQL server found, and only root may install one" >&2
        exit 1
    fi
    echo "installing PostgreSQL" >&2
    # Debian would start a cluster of its own on the usual port.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql >&2
}

# Runs a command as the server's user.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env -C "$base" HOME="$base" "$@"
    else
        "$@"
    fi
}

free_port() {
    port=$((20000 + $$ % 20000))
    while "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" || grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp 2>/dev/null; do
        port=$((port + 1))
    done
    echo "$port"
}

start() {
    if [ -z "$(find_bin)" ]; then install_server; fi
    bin=$(find_bin)
    if [ -e "$base/port" ] && "$bin/pg_isready" -q -h 127.0.0.1 -p "$(cat "$base/port")"; then
        announce
        return
    fi
    rm -rf "$base"
    mkdir -p "$base"
    chmod 700 "$base"
    if [ "$(id -u)" -eq 0 ]; then chown postgres:postgres "$base"; fi
    as_server "$bin/initdb" -D "$base/data" -U suicha -A trust -E UTF8 --locale=C >"$base/log" 2>&1 ||
        { cat "$base/log" >&2; exit 1; }
    port=$(free_port)
    serve
    echo "$port" > "$base/port"
    announce
}

serve() {
    as_server "$bin/pg_ctl" -D "$base/data" -l "$base/server.log" -w -o \
        "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$base -c fsync=off -c max_connections=900 -c max_wal_size=4GB" \
        start >>"$base/log" 2>&1 || { cat "$base/log" "$base/server.log" >&2; exit 1; }
}

restart() {
    bin=$(find_bin)
    port=$(cat "$base/port")
    as_server "$bin/pg_ctl" -D "$base/data" -m immediate -w stop >/dev/null
    serve
}

announce() {
    echo "export SUICHA_TEST_POSTGRES=postgres://suicha@127.0.0.1:$(cat "$base/port")/postgres"
}

stop() {
    bin=$(find_bin)
    if [ -n "$bin" ] && [ -d "$base/data" ]; then
        as_server "$bin/pg_ctl" -D "$base/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$base"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    restart) restart ;;
    run)
        shift
        eval "$(start)"
        status=0
        "$@" || status=$?
        stop
        exit $status
        ;;
    *)
        sed -n '2,8p' "$0" >&2
        exit 2
        ;;
esac
