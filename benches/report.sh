#!/bin/bash
# The tables of a year from ten million outcomes, eight million visits and sixty million credit events, counted by the
# program and by DuckDB from the same Parquet: whole processes, one after the other, with the most memory each held.
# Tables of both are compared, byte by byte; what is compared with chance is only ours.
#
#   benches/report.sh [SUICHA] [OUTCOMES] [EVENTS] [ROUNDS]     SUICHA defaults to target/release/suicha
#
# Needs python3 with duckdb (PYTHON names another one) and some 6 GB of disk. Everything happens in a temporary
# directory, under PLACE if that is set.
set -euo pipefail
suicha=$(realpath "${1:-target/release/suicha}")
outcomes=${2:-10000000}
events=${3:-60000000}
rounds=${4:-3}
python=${PYTHON:-python3}
sql=$(realpath "$(dirname "$0")/report.sql")
place=$(mktemp -d ${PLACE:+-p "$PLACE"})
trap 'rm -rf "$place"' EXIT
cd "$place"

cat >measure.py <<'PY'
import os, resource, subprocess, sys, time
begun = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
took = time.monotonic() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{took:.2f} s, {used.ru_utime + used.ru_stime:.2f} s of processor, {used.ru_maxrss / 1024:.0f} MiB")
PY
cat >duck.py <<'PY'
import duckdb, sys
base = duckdb.connect()
base.execute("SET VARIABLE first = DATE '2023-01-01'")
base.execute("SET VARIABLE last = DATE '2023-12-31'")
base.execute(open(sys.argv[1], encoding="utf-8").read())
PY

begun=$(date +%s)
"$suicha" synth facts facts --outcomes "$outcomes" --events "$events" --seed 7
echo "written in $(($(date +%s) - begun)) s, $(du -sm facts | cut -f1) MiB; load $(cut -d' ' -f1-3 /proc/loadavg)"
cat facts/*.parquet >/dev/null
for round in $(seq "$rounds"); do
    rm -rf ours duckdb
    mkdir duckdb
    echo "round $round, load $(cut -d' ' -f1-3 /proc/loadavg)"
    echo "  suicha  $("$python" measure.py "$suicha" synth tables facts 2023 ours)"
    echo "  duckdb  $("$python" measure.py "$python" duck.py "$sql")"
done
sed -i 's/^"",/,/' duckdb/*.csv
wrong=0
for table in duckdb/*.csv; do diff -q "ours/$(basename "$table")" "$table" || wrong=1; done
echo "$(ls duckdb | wc -l) tables compared; only ours: $(diff -rq ours duckdb | sed -n 's/^Only in ours: //p' | tr '\n' ' ')"
exit "$wrong"
