#!/bin/bash
# A million rows of CSV into SQLite and frozen, beside what a user would pick instead
# (`sqlite3 .import`), in one run. Prints seconds, rows a second and the ratio.
#
#   benches/compare_import.sh [SUICHA] [ROWS]        SUICHA defaults to target/debug/suicha
#
# Needs sqlite3. Everything happens in a temporary directory.
set -euo pipefail
suicha=$(realpath "${1:-target/debug/suicha}")
rows=${2:-1000000}
pulse=$(realpath "$(dirname "$0")/../data/pulses/quicknet-1000.txt")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

# What came before is on the disk first, so that each waits for its own writes only.
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
day='--clock 2023-08-31T09:00:00+08:00'
cat >matters.csv <<'CSV'
code,category,title,object,key_matter,method,body,basis,version,effective
A01,登记,登记事项检查,企业,0,实地核查,市场监管部门,市场主体登记管理条例第三十八条,2023-1,2023-01-01
CSV
cat >plan.toml <<'TOML'
number = "99000020231001"
name = "benchmark"
year = 2023
body = "benchmark"
[[task]]
id = "all"
number = "990000202309011001"
name = "benchmark"
domain = "month"
profile = "open"
matters = ["A01"]
scope = "all"
cutoff = "2023-08-31"
team = ["2"]
reserve = 10
replace = ["closed"]
embargo = "none"
cap = 1000
[[task.stratum]]
name = "all"
quota = "rate 1/1000"
TOML
"$suicha" import matters matters.csv $day >/dev/null
import=$(seconds "$suicha" import subjects ../data/subjects.csv $day -q)
awk 'BEGIN { print "id,name,unit,valid"; for (i = 1; i <= 240; i++) printf "C%03d,%03d,bureau,1\n", i, i }' >inspectors.csv
"$suicha" import inspectors inspectors.csv $day >/dev/null
"$suicha" plan publish plan.toml $day >/dev/null
freeze=$(seconds "$suicha" draw freeze d --plan 99000020231001 --at 2023-09-15T19:00:03+08:00 \
    --clock 2023-09-15T09:00:00+08:00 --not-before "$pulse" --rehearsals 1 -q)
plain=$(seconds sqlite3 ../plain.sqlite '.mode csv' '.import ../data/subjects.csv subject')
awk -v n="$rows" -v i="$import" -v f="$freeze" -v p="$plain" 'BEGIN {
    printf "suicha import   %6.2f s  %9.0f rows/s\n", i, n / i
    printf "suicha freeze   %6.2f s  %9.0f rows/s\n", f, n / f
    printf "sqlite3 .import %6.2f s  %9.0f rows/s\n", p, n / p
    printf "import / sqlite3 %.2f, with freeze %.2f\n", i / p, (i + f) / p
}'
