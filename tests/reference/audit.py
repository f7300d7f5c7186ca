#!/usr/bin/env python3
"""Audit a bundle directory with its salt.key: audit.py DIR (draw-protocol.md, sections 3 to 6).

replay.py draws the subjects again; then come the roots and all that holds for any valid pairing: seats, tags, recusals,
caps, shortage rules and their certificates, leads, even workloads. Whether it is the one that was drawn, replay.mjs says.
"""
import collections, hmac, re, sys
from replay import H, check, has, lines, seed, table, tasks, words  # the import is the replay

def need(holds, number, what, expected, found="something else"):
    if not holds: sys.exit(f"fail {number} {what}: expected {expected}, found {found}")

def root(name, key_columns):
    level, key = [], bytes.fromhex(lines("salt.key")[0])
    for row in table(name):
        salt = hmac.digest(key, f"suicha/1/salt:{name}:{':'.join(row[:key_columns])}".encode(), "sha256").hex()
        level.append(H(f"\0suicha-leaf/1\n{salt}\n{','.join(row)}\n"))
    while len(level) > 1:  # neighbours in pairs, an odd one moves up
        level = [H(b"\1" + bytes.fromhex(a + b)) for a, b in zip(level[::2], level[1::2])] + level[len(level) // 2 * 2:]
    return level or [H("")]

for task, *_, committed in tasks: check(4, f"frame-{task}.csv root", root(f"frame-{task}.csv", 1), [committed])
for name, columns in ("inspectors", 1), ("recusals", 2):
    check(4, f"{name}.csv rows, root", [str(len(table(f"{name}.csv"))), *root(f"{name}.csv", columns)], words("commit.txt", name)[0])

# The seats (section 6.1): (visit, class number) -> how many, wanted tags, unwanted tags
rules = [" ".join(rule) for rule in words(f"plan-{tasks[0][0]}.txt", "on-shortage")]
pool, plans, seats = {}, collections.defaultdict(list), {}
for plan, frame, selected in [(f"plan-{task}.txt", f"frame-{task}.csv", f"selected-{task}.csv") for task, *_ in tasks]:
    need([" ".join(rule) for rule in words(plan, "on-shortage")] == rules, 4, plan, f"on-shortage {rules}")
    for visit, _, place, _ in table(frame): need(pool.setdefault(visit, place) == place, 4, frame, f"{visit} in {pool[visit]}", place)
    for visit in [row[2] for row in table(selected) if row[4] == "drawn"]: plans[visit].append(plan)
for visit in plans:
    size = collections.Counter()
    for plan in plans[visit]:
        sums = collections.Counter()
        for n, *team in words(plan, "team"):
            team = [pool[visit] if tag == "@pool" else tag for tag in team]
            cut = team.index("without") if "without" in team else len(team)
            sums[" ".join(sorted(set(team[:cut])) + team[cut:cut + 1] + sorted(set(team[cut + 1:])))] += int(n)
        size |= sums  # the larger of two sums
    for number, (key, n) in enumerate(sorted(size.items()), 1):
        wanted, _, unwanted = f" {key} ".partition(" without ")
        seats[visit, number] = n, set(wanted.split()), set(unwanted.split())

# The people, and who may take which seat (section 6.3)
tags = {p: {unit, *joined.split("+")} - {""} for p, unit, joined, _, _ in table("inspectors.csv")}
cap, base = ({row[0]: int(row[column]) for row in table("inspectors.csv")} for column in (3, 4))
recused, widened = set(map(tuple, table("recusals.csv"))), collections.defaultdict(set)
need({p for p, _ in recused} <= set(tags), 4, "recusals.csv", "pseudonyms of inspectors.csv")
def able(p, seat):
    _, wanted, unwanted = seats[seat]
    fits = wanted <= tags[p] or widened[seat] & tags[p]
    return fits and not unwanted & tags[p] and cap[p] >= 1 and (p, seat[0]) not in recused

# The shortage rules, each behind a certificate that proves itself (section 6.6)
def low(rule, staff): return [p for p in staff if rule.startswith("raise-cap ") and cap[p] < int(rule[10:])]
def apply(rule, short, staff):
    for p in low(rule, staff): cap[p] += 1
    for seat in short if rule.startswith("widen ") else (): widened[seat].add(rule[6:])
recorded = any(map(has, ("shortage.txt", "result.txt", "void.txt"))) or not rules
waiting, rule = list(rules), None
for group in re.split("(?m)^rule ", "\n".join(lines("shortage.txt")))[1:] if has("shortage.txt") else ():
    rule, *rest = group.rstrip("\n").split("\n")
    rows = {key: [line.split(" ")[1:] for line in rest if line.split(" ")[0] == key] for key in ("short", "seats", "staff", "helpers")}
    short, staff = {(visit, int(number)): int(n) for visit, number, n in rows["seats"]}, {p: int(n) for p, n in rows["staff"]}
    helpers = {(visit, p) for visit, *people in rows["helpers"] for p in people}
    vacancies = sum(short.values()) - sum(staff.values()) - len(helpers)
    totals, expected = [sum(map(int, column)) for column in zip(*rows["short"])], [sum(short.values()), sum(staff.values()), vacancies]
    need(totals == expected and vacancies > 0, 9, "shortage.txt", f"short {expected}", totals)
    need(all(n <= seats.get(seat, [0])[0] for seat, n in short.items()), 9, "shortage.txt", "seats of the plans", short)
    need(staff.items() <= cap.items(), 9, "shortage.txt", "the caps in force", staff)
    others = [(p, seat) for seat in short for p in tags if p not in staff and (seat[0], p) not in helpers and able(p, seat)]
    need(not others, 9, "shortage.txt", "nobody else for these seats", others)
    while waiting[:1] != [rule] and waiting and waiting[0].startswith("raise-cap ") and not low(waiting[0], staff): waiting.pop(0)
    need(waiting[:1] == [rule], 9, "shortage.txt", f"the rules of the plan, {rules}, in order", rule)
    apply(rule, short, staff)
    if not rule.startswith("raise-cap "): waiting.pop(0)
if rule != "leave-open": short, vacancies = {}, 0
if not recorded:
    print("-- shortage.txt is not here: what the rules allow at most is taken as applied")
    for rule in rules:
        apply(rule, seats, ())
        while low(rule, filter(cap.get, cap)): apply(rule, (), filter(cap.get, cap))

# The teams (sections 6.4 and 6.9)
need(has("teams.csv"), 9, "teams.csv", "this file")
rows = [((visit, int(number)), p) for visit, number, p, _ in table("teams.csv")]
need(rows == sorted(set(rows)), 4, "teams.csv", "rows by id, seat, pseudonym, each once")
for seat, p in rows: need(seat in seats and p in tags and able(p, seat), 9, "teams.csv", f"somebody who may take {seat}", p)
place = {(visit, p): u for u, ((visit, _), p) in enumerate(rows)}  # where somebody sits in a visit
held = {p: [u for u, row in enumerate(rows) if row[1] == p] for p in tags}
load, filled = {p: base[p] + len(held[p]) for p in tags}, collections.Counter(seat for seat, _ in rows)
vacant = {seat: n - filled[seat] for seat, (n, _, _) in seats.items() if n != filled[seat]}
need(len(place) == len(rows), 9, "teams.csv", "nobody twice in a visit")
need(all(len(held[p]) <= cap[p] for p in tags), 9, "teams.csv", "caps kept", {p: len(held[p]) for p in tags if len(held[p]) > cap[p]})
if recorded or "leave-open" not in rules:
    need(sum(vacant.values()) == vacancies, 9, "teams.csv", f"{vacancies} open seats", vacant)
    need(all(0 < n <= short.get(seat, 0) for seat, n in vacant.items()), 9, "teams.csv", f"open seats among {short}", vacant)
lead = {visit: min([p for i, p in place if i == visit], key=lambda p: ("lead" not in tags[p], H(f"suicha/1/l:{seed}:{visit}:{p}")))
        for visit, _ in place}
check(9, "teams.csv", lines("teams.csv"), ["id,seat,pseudonym,role"] + [
    f"{visit},{number},{p},{'lead' if p == lead[visit] else 'member'}" for (visit, number), p in rows])

# Even workloads: nobody can pass a seat on, if need be along a chain, to somebody with two seats less
def relief(seats_held):
    queue, seen, met = list(seats_held), set(seats_held), set()
    for u in queue:
        seat, holder = rows[u]
        for p in tags:
            if p != holder and p not in met and able(p, seat):
                onward = held[p] if (seat[0], p) not in place else [place[seat[0], p]]
                if onward is held[p]: met.add(p)
                queue += [v for v in onward if v not in seen]
                seen.update(onward)
    return sorted(p for p in met if len(held[p]) < cap[p])
for level in sorted(set(load.values())) if recorded else ():
    lighter = [p for p in relief([u for p in tags if load[p] >= level for u in held[p]]) if load[p] < level - 1]
    need(not lighter, 9, "teams.csv", f"nobody to relieve a load of {level}", lighter)
print("ok" if recorded else "--", "even workloads")
