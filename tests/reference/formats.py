#!/usr/bin/env python3
"""Check 4 without hashes: formats.py DIR reads every file of a bundle as strictly as draw-protocol.md, sections 1, 3, 4 and 11, ask.

Charset, line ends, header, columns, order, uniqueness, and what two files must agree on. Hashes are replay.py's, roots are roots.py's.
"""
import os
import re
import sys

ID, NAME, NUM, HEX = "[0-9A-Z_-]{1,64}", "[a-z0-9.-]{1,32}", "(?:0|[1-9][0-9]*)", "[0-9a-f]{64}"
ROUND, VALUE = "[a-z0-9.+-]{1,64}", "[0-9a-f/.]+"
TAG = f"(?!(?:any|without)(?: |$)){NAME}"
WORDS = f"(?: (?:@pool|{TAG}))"

# file -> header, row, how many leading columns are unique, sort key of a row's columns
TABLES = {
    "frame": ("id,stratum,pool,status", f"{ID},{NAME},{NAME},(?:ok|x-{NAME})", 1, list),
    "inspectors": ("pseudonym,unit,tags,cap,base", f"{NAME},{NAME},(?:{NAME}(?:[+]{NAME})*)?,{NUM},{NUM}", 1, list),
    "recusals": ("pseudonym,id", f"{NAME},{ID}", 2, list),
    "thresholds": ("task,stratum,eligible,excluded,drawn,threshold", f"{NAME},{NAME},{NUM},{NUM},{NUM},(?:none|{HEX})", 2, list),
    "selected": ("stratum,rank,id,ticket,role", f"{NAME},[1-9][0-9]*,{ID},{HEX},(?:drawn|reserve)", 2,
                 lambda row: [row[0], int(row[1])]),
    "teams": ("id,seat,pseudonym,role", f"{ID},[1-9][0-9]*,{NAME},(?:lead|member)", 3, lambda row: [row[0], int(row[1]), row[2]]),
}
COMMIT = [("suicha-commit/1", 1), ("draw [a-z0-9-]{1,32}", 1), ("attempt [1-9][0-9]*", 1),
          (f"task {NAME} {HEX} {NUM} {HEX} {HEX}", "+"), (f"inspectors {NUM} {HEX}", 1), (f"recusals {NUM} {HEX}", 1),
          (f"not-before (?:none|{NAME} {ROUND} {VALUE})", 1), (f"pulse {NAME} {ROUND}", "+"), (f"witness {NAME} {HEX}", "*"),
          (f"embargo (?:none|{HEX})", 1)]
SEED = [("suicha-seed/1", 1), (f"commit {HEX}", 1), (f"witness {NAME} (?:{HEX}|withheld)", "*"),
        (f"pulse {NAME} {ROUND} {VALUE}", "+"), (f"embargo (?:none|{HEX})", 1)]
QUOTA = f"(?:count {NUM}|rate {NUM}/[1-9][0-9]*(?: (?:ceil|half-up|floor))?)(?: min {NUM})?(?: max {NUM})?"
PLAN = [("suicha-plan/1", 1), (f"task {NAME}", 1), ("plan-number .+", "?"), ("task-number .+", "?"), (f"domain {NAME}", 1),
        ("profile (?:open|sealed)", "?"), ("matter .+", "*"), ("cutoff .+", "?"), ("draw-time .+", "?"),
        (f"team [1-9][0-9]*{WORDS}*(?: without{WORDS}+)?", "+"),
        (f"on-shortage (?:widen {TAG}|raise-cap {NUM}|leave-open)", "*"),
        (f"stratum (?!none ){NAME} {QUOTA}", "+"), (f"annual-cap {NUM}", "?"), ("quiet [1-9][0-9]*", "?"),
        (f"reserve {NUM}", 1), ("replace .+", "?"), (f"lead {NUM}", "?"),
        ("embargo .+", "?")]


class Bad(Exception):
    pass


def check(directory):
    names = sorted(os.listdir(directory))
    read = {name: text_lines(directory, name) for name in names if re.fullmatch(r"(commit|seed|plan-.*)\.txt|.*\.csv", name)}
    document(read, "commit.txt", COMMIT, ("task", "pulse", "witness"))
    document(read, "seed.txt", SEED, ("pulse", "witness"))
    tasks = [line.split(" ")[1] for line in read["commit.txt"] if line.startswith("task ")]
    if not all(re.fullmatch(NUM, w[2]) for w in map(str.split, read["commit.txt"]) if w[0] == "pulse" and w[1].startswith("drand-")):
        raise Bad("commit.txt: the round of a drand pulse is not a decimal number")
    strata = {task: plan(read, task) for task in tasks}
    if len({tuple(line for line in read[f"plan-{task}.txt"] if line.startswith("on-shortage ")) for task in tasks}) > 1:
        raise Bad("the on-shortage lines of two plans of one draw differ")
    for name in read:
        kind, _, task = name[:-4].partition("-")
        if name.endswith(".csv"):
            if kind not in TABLES or (kind in ("frame", "selected")) != bool(task):
                raise Bad(f"{name}: no file of a bundle has this name")
            table(name, read[name], *TABLES[kind])
        if task and task not in tasks:
            raise Bad(f"{name}: commit.txt has no task {task}")
    frames(read, strata)


def text_lines(directory, name):
    """§1: ASCII, LF after every line, no BOM, no CR, no trailing blanks, no empty lines."""
    with open(os.path.join(directory, name), "rb") as file:
        data = file.read()
    if not data.endswith(b"\n"):
        raise Bad(f"{name}: no LF after the last line")
    for k, line in enumerate(data[:-1].split(b"\n"), 1):
        if not re.fullmatch(rb"[ -~]*[!-~]", line):
            raise Bad(f"{name} line {k}: empty, trailing blank, or bytes that are not printable ASCII: {line!r}")
    return data[:-1].decode("ascii").split("\n")


def document(read, name, grammar, ordered):
    """Lines of `key SP value...` in the grammar's order; the lines of the keys in `ordered` sorted, their names unique."""
    lines, k = read[name], 0
    for pattern, times in grammar:
        start = k
        while k < len(lines) and re.fullmatch(pattern, lines[k]) and (times in ("+", "*") or k == start):
            k += 1
        if k == start and times in (1, "+"):
            raise Bad(f"{name} line {k + 1}: expected `{pattern}`, found {lines[k:k + 1]}")
    if k < len(lines):
        raise Bad(f"{name} line {k + 1}: unexpected {lines[k]!r}")
    for key in ordered:
        mine = [line for line in lines if line.startswith(key + " ")]
        keys = [line.split(" ")[1:3 if key == "pulse" else 2] for line in mine]
        if mine != sorted(mine) or any(a == b for a, b in zip(keys, keys[1:])):
            raise Bad(f"{name}: {key} lines out of order or twice")


def plan(read, task):
    name = f"plan-{task}.txt"
    if name not in read:
        raise Bad(f"{name} is missing")
    document(read, name, PLAN, ())
    words = [line.split(" ") for line in read[name]]
    strata = [w[1] for w in words if w[0] == "stratum"]
    if words[1][1] != task:
        raise Bad(f"{name} is the plan of task {words[1][1]}")
    if len(set(strata)) != len(strata):
        raise Bad(f"{name}: a stratum twice")
    if sum(int(w[1]) for w in words if w[0] == "team") < 2:
        raise Bad(f"{name}: fewer than two officers per visit")
    return strata


def table(name, lines, header, row, unique, order):
    if lines[0] != header:
        raise Bad(f"{name} line 1: expected {header}, found {lines[0]}")
    for k, line in enumerate(lines[1:], 2):
        if not re.fullmatch(row, line):
            raise Bad(f"{name} line {k}: {line!r} does not read as {header}")
    rows = [line.split(",") for line in lines[1:]]
    for k, (a, b) in enumerate(zip(rows, rows[1:]), 3):
        if order(a) > order(b):
            raise Bad(f"{name} line {k}: out of order")
    keys = [tuple(columns[:unique]) for columns in rows]
    if len(set(keys)) != len(keys):
        raise Bad(f"{name}: a key twice")


def frames(read, strata):
    pools = {}
    for task in strata:
        for line in read.get(f"frame-{task}.csv", [""])[1:]:
            id, stratum, pool, status = line.split(",")
            if stratum not in strata[task] and (stratum, status[:2]) != ("none", "x-"):
                raise Bad(f"frame-{task}.csv: {id} is in stratum {stratum}, which the plan does not have")
            if pools.setdefault(id, pool) != pool:
                raise Bad(f"frame-{task}.csv: {id} is in pool {pool}, elsewhere in pool {pools[id]}")


if __name__ == "__main__":
    try:
        check(sys.argv[1])
    except (Bad, OSError, LookupError) as error:
        sys.exit(f"fail 4 {error}")
    print("ok formats")
