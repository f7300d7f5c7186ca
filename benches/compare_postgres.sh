#!/bin/bash
# A million subjects into PostgreSQL by `suicha import`, beside plain `\copy` of the same rows into a table of the same
# columns and key, in one run on one server. Prints seconds, rows a second and the ratio.
#
#   benches/compare_postgres.sh [SUICHA] [ROWS]        SUICHA defaults to target/debug/suicha
#
# Needs psql, and a server in SUICHA_TEST_POSTGRES (.ci/postgres.sh run benches/compare_postgres.sh). Works in a schema
# of its own and in a temporary directory.
set -euo pipefail
suicha=$(realpath "${1:-target/debug/suicha}")
rows=${2:-1000000}
server=${SUICHA_TEST_POSTGRES:?names no server}
schema=bench_$$
place=$(mktemp -d)
psql=$(command -v psql || ls -d /usr/lib/postgresql/*/bin/psql | sort -rV | head -1)
sql() { "$psql" -qX -v ON_ERROR_STOP=1 "$server" -c "SET search_path = $schema" "$@"; }
trap 'sql -c "DROP SCHEMA $schema CASCADE" 2>/dev/null; rm -rf "$place"' EXIT
cd "$place"

seconds() { # command...
    local begun
    sync
    begun=$(date +%s.%N)
    "$@" >"$place/out" 2>&1 || { cat "$place/out" >&2; return 1; }
    date +%s.%N | awk -v begun="$begun" '{printf "%.2f\n", $1 - begun}'
}

"$suicha" synth --subjects "$rows" --inspectors 1 --seed 7 --clean --out data >/dev/null
"$suicha" init bureau >/dev/null
cd bureau
"$psql" -qX "$server" -c "CREATE SCHEMA $schema"
join='?'; case "$server" in *\?*) join='&' ;; esac
sed -i '/^archive/d' suicha.toml
sed -i "1i archive = \"$server${join}options[search_path]=$schema\"" suicha.toml
import=$(seconds "$suicha" import subjects ../data/subjects.csv --clock 2023-08-31T09:00:00+08:00 -q)
sql -c "\\copy subject TO '$place/rows.csv' (FORMAT csv)"
# As plain as can be: what somebody without the program would do. And with the checks of the key alone.
columns=$(sql -At -c "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'subject'::regclass AND attnum > 0")
sql -c "CREATE TABLE bare ($columns)" -c "CREATE TABLE keyed (LIKE subject INCLUDING ALL)"
bare=$(seconds sql -c "\\copy bare FROM '$place/rows.csv' (FORMAT csv)")
keyed=$(seconds sql -c "\\copy keyed FROM '$place/rows.csv' (FORMAT csv)")
awk -v n="$rows" -v i="$import" -v b="$bare" -v k="$keyed" 'BEGIN {
    printf "suicha import           %6.2f s  %9.0f rows/s\n", i, n / i
    printf "\\copy, same key         %6.2f s  %9.0f rows/s\n", k, n / k
    printf "\\copy, no key, no index %6.2f s  %9.0f rows/s\n", b, n / b
    printf "import / \\copy %.2f, without a key %.2f\n", i / k, i / b
}'
