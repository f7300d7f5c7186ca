#!/usr/bin/env python3
"""Replay the subject draw of a bundle directory: replay.py DIR (draw-protocol.md, sections 3 to 5)."""
import hashlib, hmac, os, sys
def H(data): return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()
def has(name): return os.path.exists(os.path.join(sys.argv[1], name))
def read(name): return open(os.path.join(sys.argv[1], name), "rb").read()
def lines(name): return read(name).decode("ascii").split("\n")[:-1]
def words(name, key): return [line.split(" ")[1:] for line in lines(name) if line.split(" ")[0] == key]
def table(name): return [line.split(",") for line in lines(name)[1:]]
def check(number, what, found, expected):  # lists of lines; the first difference ends the replay
    for k in range(max(len(found), len(expected))):
        if found[k:k + 1] != expected[k:k + 1]:
            sys.exit(f"fail {number} {what} line {k + 1}: expected {expected[k:k + 1]}, found {found[k:k + 1]}")
    print("ok", what)
def quota(rule, eligible):  # rule: the words after the stratum's name
    value = dict(zip(rule, rule[1:]))
    p, q = map(int, value.get("rate", "0/1").split("/"))
    n = p * eligible // q if "floor" in rule else -(-p * eligible // q)
    if "half-up" in rule: n = (2 * p * eligible + q) // (2 * q)
    n = max(int(value.get("count", n)), int(value.get("min", 0)))
    return min(n, int(value.get("max", n)), eligible)
[[draw]], [[attempt]], tasks = words("commit.txt", "draw"), words("commit.txt", "attempt"), words("commit.txt", "task")
witnesses, pulses, seed = words("commit.txt", "witness"), words("commit.txt", "pulse"), H(read("seed.txt"))
sealed = {task for task, *_ in tasks if words(f"plan-{task}.txt", "profile") == [["sealed"]]}
unseen = {task for task in sealed if not has(f"frame-{task}.csv")}  # a public bundle keeps these frames back
for task, plan, rows, frame, _ in tasks:
    check(4, f"plan-{task}.txt hash", [H(read(f"plan-{task}.txt"))], [plan])
    if task in unseen: print(f"-- task {task} is sealed and its frame is not here: not replayed"); continue
    check(4, f"frame-{task}.csv hash, rows", [H(read(f"frame-{task}.csv")), str(len(table(f"frame-{task}.csv")))], [frame, rows])
check(4, "seed.txt commit line", words("seed.txt", "commit"), [[H(read("commit.txt"))]])
keys = ["suicha-seed/1", "commit"] + ["witness"] * len(witnesses) + ["pulse"] * len(pulses) + ["embargo"]
check(4, "seed.txt lines", [line.split(" ")[0] for line in lines("seed.txt")], keys)
opened = [[w, c if r == "withheld" else H(f"suicha/1/w:{draw}:{attempt}:{w}:{r}")]
          for (w, r), (_, c) in zip(words("seed.txt", "witness"), witnesses)]
check(6, "witness openings", opened, witnesses)
[[b]], [[c]] = words("seed.txt", "embargo"), words("commit.txt", "embargo")
check(6, "embargo blind", [b if b == "none" else H(f"suicha/1/b:{draw}:{attempt}:{b}")], [c])
check(8, "pulses", [pulse[:2] for pulse in words("seed.txt", "pulse")], pulses)
found, thresholds = lines("thresholds.csv"), ["task,stratum,eligible,excluded,drawn,threshold"]
for task in [task for task, *_ in tasks if task not in unseen]:
    plan, frame, selected = f"plan-{task}.txt", table(f"frame-{task}.csv"), ["stratum,rank,id,ticket,role"]
    task_seed, reserve = H(f"suicha/1/t:{seed}:{words(plan, 'domain')[0][0]}"), int(words(plan, "reserve")[0][0])
    label = {s: s for s, *_ in words(plan, "stratum")}
    if task in sealed and has("salt.key"):
        mac = lambda s: hmac.digest(bytes.fromhex(lines("salt.key")[0]), f"suicha/1/label:{task}:{s}".encode(), "sha256")
        label = {s: f"s{k}" for k, s in enumerate(sorted(label, key=mac), 1)}
    elif task in sealed:  # without the key any order of the labels will do
        label = dict.fromkeys(label, "?")
        found = [f"{task},?,{row.split(',', 2)[2]}" if row.startswith(task + ",s") else row for row in found]
    for s, *rule in sorted(words(plan, "stratum")):
        ranked = sorted((H(f"suicha/1/e:{task_seed}:{row[0]}"), row[0]) for row in frame if (row[1], row[3]) == (s, "ok"))
        n, excluded = quota(rule, len(ranked)), sum(row[1] == s and row[3] != "ok" for row in frame)
        thresholds.append(f"{task},{label[s]},{len(ranked)},{excluded},{n},{ranked[n - 1][0] if n else 'none'}")
        selected += [f"{s},{k},{i},{t},{'drawn' if k <= n else 'reserve'}" for k, (t, i) in enumerate(ranked[:n + reserve], 1)]
    if has("inspectors.csv") or has(f"selected-{task}.csv"):  # a public bundle may lack it, or hold the drawn rows only
        whole = has("inspectors.csv") or b",reserve\n" in read(f"selected-{task}.csv")
        check(8, f"selected-{task}.csv", lines(f"selected-{task}.csv"), [r for r in selected if whole or r[-7:] != "reserve"])
found = [row for row in found if row.split(",")[0] not in unseen]
check(8, "thresholds.csv", found[:1] + (sorted(found[1:]) if "?" in str(found) else found[1:]), thresholds[:1] + sorted(thresholds[1:]))
