#!/usr/bin/env python3
"""Two hundred clerks on one PostgreSQL while a draw runs: each records its outcomes, has them reviewed and reads.

    .ci/postgres.sh run benches/load.py [SUICHA] [--clerks 200] [--outcomes 1000] [--idle SECONDS]

Every step is the whole program, started anew, as a clerk's terminal or a web server would start it; so the times hold
process start, connection and the reading of the draw. SUICHA defaults to target/debug/suicha. Prints throughput and the
50th, 95th and 99th percentile of each kind of step, how many had to be tried again (exits 6 and
7, as the contract says), and fails where an outcome is missing, twice, or where `fsck` finds something. `--idle`: pause of a clerk
between two outcomes, uniform up to so many seconds; 0 is as fast as it goes.
"""

import argparse
import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEFORE, PULSE_TIME = "2023-09-15T16:00:00+08:00", "2023-09-15T19:00:03+08:00"
AFTER, LATER = "2023-09-15T19:00:06+08:00", "2023-09-25T10:00:00+08:00"
PLAN = """number = "99000020231001"
name = "计划"
year = 2023
body = "某局"
"""
TASK = """[[task]]
id = "{id}"
number = "9900002023090110{number:02}"
name = "任务{id}"
domain = "{id}"
profile = "open"
matters = ["A01"]
scope = "group=enterprise|individual"
cutoff = "2023-08-31"
team = ["2"]
cap = 200
reserve = 1
replace = ["closed"]
embargo = "none"
[[task.stratum]]
name = "all"
quota = "count {count}"
"""


def pulse(number):
    return str(ROOT / f"data/pulses/quicknet-{number}.txt")


class Bureau:
    def __init__(self, program, place):
        self.program, self.place = program, place

    def run(self, *args, who="clerk", clock=LATER):
        env = {**os.environ, "SUICHA_OPERATOR": who}
        command = [self.program, *args, "--clock", clock, "--lang", "en", "-q"]
        return subprocess.run(command, cwd=self.place, env=env, capture_output=True, text=True)

    def must(self, *args, **how):
        done = self.run(*args, **how)
        if done.returncode:
            sys.exit(f"{' '.join(args)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def prepare(program, place, url, outcomes):
    """A bureau with one finished draw and one that is frozen."""
    subprocess.run([program, "init", place], check=True, capture_output=True)
    bureau = Bureau(program, place)
    config = (place / "suicha.toml").read_text()
    lines = [line for line in config.splitlines() if not line.startswith("archive")]
    config = f'archive = "{url}"\n' + "\n".join(lines) + "\n"
    (place / "suicha.toml").write_text(config.replace("[units]", '[units]\n"甲所" = "s01"'))
    subprocess.run(
        [program, "synth", "--subjects", str(outcomes * 4), "--inspectors", "1", "--seed", "7", "--clean",
         "--out", str(place / "data")], check=True, capture_output=True)
    (place / "matters.csv").write_text(
        "code,category,title,object,key_matter,method,body,basis,version,effective\n"
        "A01,登记,登记事项检查,企业,0,实地核查,市场监管部门,市场主体登记管理条例第三十八条,2023-1,2023-01-01\n")
    start = "2023-08-31T09:00:00+08:00"
    bureau.must("import", "matters", "matters.csv", "--as-of", "2023-08-31", clock=start)
    officers = "".join(f"C{number},执法人员{number},甲所,1\n" for number in range(200))
    (place / "inspectors.csv").write_text("id,name,unit,valid\n" + officers)
    bureau.must("import", "subjects", "data/subjects.csv", "--as-of", "2023-08-31", clock=start)
    bureau.must("import", "inspectors", "inspectors.csv", "--as-of", "2023-08-31", clock=start)
    tasks = TASK.format(id="t", number=1, count=outcomes) + TASK.format(id="u", number=2, count=outcomes)
    (place / "plan.toml").write_text(PLAN + tasks)
    bureau.must("plan", "publish", "plan.toml", clock="2023-09-01T09:00:00+08:00")
    for draw, task in (("d", "t"), ("e", "u")):
        bureau.must("draw", "freeze", draw, "--plan", "99000020231001", "--task", task, "--at", PULSE_TIME,
                    "--not-before", pulse(1000), clock=BEFORE)
    bureau.must("draw", "run", "d", "--pulse", pulse(657413), clock=AFTER)
    bureau.must("export", "outcomes", "work.csv", "--draw", "d")
    return bureau


def rows(place):
    text = (place / "work.csv").read_text(encoding="utf-8-sig")
    head, *body = csv.reader(io.StringIO(text))
    for row in body:
        row[6], row[8], row[9] = "2023-09-20", "实地检查", "未发现问题"
        yield head, row


class Times:
    def __init__(self):
        self.lock, self.taken, self.again, self.bad = threading.Lock(), {}, 0, []

    def step(self, kind, bureau, *args, **how):
        """One step as a clerk sees it: the time until it is done, tries included."""
        begun = time.monotonic()
        for _ in range(20):
            done = bureau.run(*args, **how)
            if done.returncode not in (6, 7):  # the contract: both may be tried again
                break
            with self.lock:
                self.again += 1
        with self.lock:
            self.taken.setdefault(kind, []).append(time.monotonic() - begun)
            if done.returncode:
                self.bad.append(f"{' '.join(args)}: exit {done.returncode}: {done.stderr.strip()[:300]}")
        return done


def clerk(bureau, number, own, times, idle):
    dice = random.Random(number)
    for head, row in own:
        time.sleep(dice.uniform(0, idle))
        name = f"clerk-{number}.csv"
        with open(bureau.place / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, row])
        subject = row[2]
        times.step("record", bureau, "outcome", "import", "d", name, who=f"clerk{number}")
        times.step("review", bureau, "outcome", "review", "d", "--subject", subject, "--pass", who=f"head{number}")
        times.step("read", bureau, "outcome", "show", "d", subject, who=f"clerk{number}")


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=str(ROOT / "target/debug/suicha"))
    parser.add_argument("--clerks", type=int, default=200)
    parser.add_argument("--outcomes", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=0.0)
    args = parser.parse_args()
    server = os.environ.get("SUICHA_TEST_POSTGRES") or sys.exit("SUICHA_TEST_POSTGRES names no server")
    program = str(Path(args.program).resolve())
    psql = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"), reverse=True)), "psql")
    schema = f"load_{os.getpid()}"

    def sql(text):
        return subprocess.run([str(psql), "-qXAt", "-v", "ON_ERROR_STOP=1", server, "-c", text],
                              check=True, capture_output=True, text=True).stdout.strip()

    sql(f"CREATE SCHEMA {schema}")
    join = "&" if urllib.parse.urlparse(server).query else "?"
    try:
        with tempfile.TemporaryDirectory() as place:
            measure(args, program, Path(place), f"{server}{join}options[search_path]={schema}", sql, schema)
    finally:
        sql(f"DROP SCHEMA {schema} CASCADE")


def measure(args, program, place, url, sql, schema):
    bureau = prepare(program, place, url, args.outcomes)
    work, times = list(rows(place)), Times()
    clerks = [threading.Thread(target=clerk, args=(bureau, n, work[n::args.clerks], times, args.idle))
              for n in range(args.clerks)]
    begun = time.monotonic()
    for one in clerks:
        one.start()
    drawn = times.step("draw run", bureau, "draw", "run", "e", "--pulse", pulse(657413), who="draw")
    for one in clerks:
        one.join()
    whole = time.monotonic() - begun
    for problem in times.bad[:5]:
        print(problem, file=sys.stderr)
    stored = int(sql(f"SELECT count(*) FROM {schema}.outcome"))
    fsck = bureau.run("fsck")
    recorded = len(times.taken["record"])
    print(f"{args.clerks} clerks, {recorded} outcomes recorded, reviewed and read in {whole:.1f} s: "
          f"{recorded / whole:.1f} outcomes/s, {3 * recorded / whole:.1f} commands/s")
    for kind, taken in times.taken.items():
        print(f"  {kind:8} {len(taken):6}  p50 {quantile(taken, .5):6.2f} s  p95 {quantile(taken, .95):6.2f} s  "
              f"p99 {quantile(taken, .99):6.2f} s  longest {max(taken):6.2f} s")
    print(f"  tried again {times.again}, failed {len(times.bad)}, fsck exit {fsck.returncode}")
    if times.bad or stored != len(work) or fsck.returncode or drawn.returncode:
        sys.exit(f"stored {stored} of {len(work)}\n{fsck.stdout[-500:]}{fsck.stderr[-500:]}")


if __name__ == "__main__":
    main()
