#!/bin/bash
# The report of one subject from an archive of ten million credit events of a million subjects: whole processes,
# from start to end.
#
#   benches/credit_show.sh [SUICHA] [SUBJECTS]       SUICHA defaults to target/debug/suicha; ten events each
#
# Needs sqlite3, some 10 GB of disk and five minutes. The events of the one subject are imported; those of the others
# are copies of them put beside by SQL, since importing ten million penalties would take an hour and change nothing
# in what is read. Everything happens in a temporary directory.
set -euo pipefail
suicha=$(realpath "${1:-target/debug/suicha}")
subjects=${2:-1000000}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

"$suicha" synth --subjects "$subjects" --inspectors 1 --seed 7 --clean --out data >/dev/null
"$suicha" init bureau >/dev/null
cd bureau
day='--clock 2023-08-31T09:00:00+08:00'
"$suicha" import subjects ../data/subjects.csv $day -q >/dev/null
id=$(sqlite3 archive.sqlite "SELECT id FROM subject WHERE length(id) = 18 AND id LIKE '91%' LIMIT 1 OFFSET $((subjects / 10))")
{
    echo '统一社会信用代码/注册号,处罚决定书文号,处罚决定日期,处罚类别,没收金额（万元）,处罚机关,处罚依据,违法行为类型,违法行为发生日期,公示日期,补录原因'
    for n in 0 1 2 3 4 5 6 7 8 9; do
        echo "$id,示市监罚〔202$((n % 3))〕$n号,202$((n % 3))-0$((n % 9 + 1))-05,没收违法所得、没收非法财物,0.600000,示例县市场监督管理局,食品安全法 第122条,无证经营,202$((n % 3))-0$((n % 9 + 1))-01,202$((n % 3))-0$((n % 9 + 1))-08,历史数据"
    done
} >penalties.csv
"$suicha" import penalties penalties.csv $day -q >/dev/null
# The copies belong to an act that is neither that of the one subject nor the last: those two are checked.
for n in 1 2; do
    other=$(sqlite3 archive.sqlite "SELECT id FROM subject WHERE length(id) = 18 AND id > '$id' LIMIT 1 OFFSET $n")
    sed -n "1p;2s/$id/$other/p" penalties.csv >other.csv
    "$suicha" import penalties other.csv $day -q >/dev/null
done
sqlite3 archive.sqlite >/dev/null <<SQL
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -500000;
INSERT INTO credit_event (seq, subject, day, recorded, kind, text, digest, act)
SELECT (SELECT max(seq) FROM credit_event) + row_number() OVER (ORDER BY s.id, e.seq),
       s.id, e.day, e.recorded, e.kind, replace(e.text, '$id', s.id), lower(hex(randomblob(32))), 2
FROM subject AS s CROSS JOIN credit_event AS e WHERE s.id <> '$id' AND s.roster = 1 AND e.act = 1;
PRAGMA journal_mode = WAL;
SQL
sqlite3 archive.sqlite "SELECT count(*) || ' events of ' || count(DISTINCT subject) || ' subjects' FROM credit_event"
ls -l archive.sqlite | awk '{printf "archive %.1f GB\n", $5 / 1e9}'
for what in "credit show $id" "credit show $id --out report.html --replace"; do
    for n in 1 2 3 4 5 6 7 8 9 10; do
        begun=$(date +%s%N)
        "$suicha" $what --clock 2023-08-31T10:00:00+08:00 >out
        echo $(($(date +%s%N) - begun))
    done | sort -n | awk -v what="${what%% 9*}${what##*[0-9A-Z]}" '{t[NR] = $1 / 1e6} END {printf "%-40s %.1f ms (median of %d), %.1f to %.1f\n", what, t[int((NR + 1) / 2)], NR, t[1], t[NR]}'
done
