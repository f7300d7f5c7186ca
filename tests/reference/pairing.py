#!/usr/bin/env python3
"""A second, literal implementation of the pairing (draw-protocol.md, section 6). Slow on purpose, standard library only.

    pairing.py vector IN.json   prints the vector's output document
    pairing.py bundle DIR       recomputes teams.csv of an audit bundle and compares it byte for byte
"""
import hashlib
import json
import os
import struct
import sys
from collections import Counter


# ---------------------------------------------------------------- 6.2 random numbers

def sha256(data):
    return hashlib.sha256(data).digest()


def H(text):
    return hashlib.sha256(text.encode()).hexdigest()


def chacha20_block(key, counter):
    """RFC 8439, section 2.3, with a nonce of twelve zero bytes: sixteen words."""
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *struct.unpack("<8I", key), counter, 0, 0, 0]
    x = list(start)

    def quarter(a, b, c, d):
        for p, q, r, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[p] = (x[p] + x[q]) & 0xFFFFFFFF
            x[r] ^= x[p]
            x[r] = (x[r] << bits | x[r] >> (32 - bits)) & 0xFFFFFFFF

    for _ in range(10):
        quarter(0, 4, 8, 12), quarter(1, 5, 9, 13), quarter(2, 6, 10, 14), quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15), quarter(1, 6, 11, 12), quarter(2, 7, 8, 13), quarter(3, 4, 9, 14)
    return [(a + b) & 0xFFFFFFFF for a, b in zip(x, start)]


class Stream:
    """The words of one component."""

    def __init__(self, pairing_seed, draw, visit):
        d, v = draw.encode(), visit.encode()
        self.key = sha256(b"suicha-pair/1\x00" + pairing_seed + struct.pack("<I", len(d)) + d + struct.pack("<I", len(v)) + v)
        self.counter, self.words = 0, []

    def word(self):
        if not self.words:
            self.words = chacha20_block(self.key, self.counter)[::-1]
            self.counter += 1
        return self.words.pop()

    def below(self, n):
        limit = 2**32 - 2**32 % n
        while True:
            w = self.word()
            if w < limit:
                return w % n

    def shuffle(self, a):
        for k in range(len(a) - 1, 0, -1):
            r = self.below(k + 1)
            a[k], a[r] = a[r], a[k]


# ---------------------------------------------------------------- the problem

class Inspector:
    def __init__(self, id, cap, base, tags):
        self.id, self.cap, self.base, self.tags = id, cap, base, frozenset(tags)


class Class:
    """n seats of one visit that accept the same people."""

    def __init__(self, n, tags, without=()):
        self.n, self.tags, self.without, self.widened = n, frozenset(tags), frozenset(without), set()

    def accepts(self, inspector):
        fits = self.tags <= inspector.tags or self.widened & inspector.tags
        return inspector.cap >= 1 and bool(fits) and not self.without & inspector.tags


class Visit:
    def __init__(self, id, classes, exclude):
        self.id, self.classes, self.exclude = id, classes, frozenset(exclude)

    def candidates(self, c, inspectors):
        return {j.id for j in inspectors if j.id not in self.exclude and self.classes[c].accepts(j)}


def by_bytes(ids):
    return sorted(ids, key=lambda id: id.encode())


# ---------------------------------------------------------------- one component: 6.3 to 6.8

class Component:
    def __init__(self, stream, visits, inspectors, eligible):
        """`eligible`: (visit id, class) -> ids. Shuffles inspectors, then seats; both are numbered by position from here."""
        self.stream = stream
        names = by_bytes(inspectors)
        seats = [(v.id, c) for v in visits for c, k in enumerate(v.classes) for _ in range(k.n)]
        stream.shuffle(names)
        stream.shuffle(seats)
        self.names, self.seats = names, seats
        self.cap = [inspectors[n].cap for n in names]
        self.T = [inspectors[n].base for n in names]
        self.E = [[j for j, n in enumerate(names) if n in eligible[seat]] for seat in seats]
        self.holder = [None] * len(seats)
        self.held = [set() for _ in names]  # the inverse of holder

    def give(self, u, j):
        """j takes seat u from whoever holds it; j is None: the seat is taken away."""
        if self.holder[u] is not None:
            self.held[self.holder[u]].remove(u)
        if j is not None:
            self.held[j].add(u)
        self.holder[u] = j

    def H(self, j):
        return sorted(self.held[j])

    def mate(self, u, j):
        for v in self.held[j]:
            if v != u and self.seats[v][0] == self.seats[u][0]:
                return v
        return None

    def search(self, starts):
        """6.4. Returns best, via, from, seen seats, visited inspectors."""
        queue, seen, visited, via, frm, best = list(starts), set(starts), set(), {}, {}, None
        for u in queue:  # grows while it is read
            for j in self.E[u]:
                if j in visited or j == self.holder[u]:
                    continue
                v = self.mate(u, j)
                if v is not None:
                    if v not in seen:
                        seen.add(v)
                        frm[v] = u
                        queue.append(v)
                    continue
                visited.add(j)
                via[j] = u
                held = self.H(j)
                if len(held) < self.cap[j] and (best is None or self.T[j] < self.T[best]):
                    best = j
                for v in held:
                    if v not in seen:
                        seen.add(v)
                        frm[v] = u
                        queue.append(v)
        return best, via, frm, seen, visited

    def fill(self):
        """6.5. Returns the unplaced seats, ascending."""
        unplaced = []
        for u in range(len(self.seats)):
            best, via, frm, _, _ = self.search([u])
            if best is None:
                unplaced.append(u)
                continue
            self.T[best] += 1
            j, x = best, via[best]
            while True:
                old = self.holder[x]
                self.give(x, j)
                if x == u:
                    break
                j, x = old, frm[x]
        return unplaced

    def shortage(self, unplaced):
        """6.6: the certificate."""
        _, _, _, S, V = self.search(unplaced)
        helpers = {}
        for u in S:
            helpers.setdefault(self.seats[u][0], set()).update(self.names[j] for j in self.E[u] if j not in V)
        helpers = {visit: names for visit, names in helpers.items() if names}
        capacity = sum(self.cap[j] for j in V) + sum(map(len, helpers.values()))
        return {
            "seats": [list(s) for s in sorted((self.seats[u] for u in S), key=lambda s: (s[0].encode(), s[1]))],
            "inspectors": [{"id": n, "cap": c} for n, c in sorted(((self.names[j], self.cap[j]) for j in V), key=lambda x: x[0].encode())],
            "helpers": [{"id": v, "inspectors": by_bytes(helpers[v])} for v in by_bytes(helpers)],
            "seats_needed": len(S),
            "capacity": capacity,
            "short_by": len(S) - capacity,
        }

    def usable(self, placed):
        """6.7: (E*, blocks)."""
        arcs = {}
        for u in placed:
            arcs["seat", u] = [self.head(u, j) for j in self.E[u] if j != self.holder[u]]
        for j in range(len(self.names)):
            arcs["inspector", j] = [("seat", v) for v in self.H(j)]
            if len(self.H(j)) < self.cap[j]:
                arcs["inspector", j].append(("level", self.T[j] + 1))
        for x in {t + d for t in self.T for d in (0, 1)}:
            arcs["level", x] = [("inspector", j) for j, t in enumerate(self.T) if t == x]
        component = strong_components(arcs)
        star, blocks = {}, {}
        for u in placed:
            mine = component["seat", u]
            star[u] = [j for j in self.E[u] if j == self.holder[u] or component[self.head(u, j)] == mine]
            blocks.setdefault(mine, []).append(u)
        return star, sorted(blocks.values())

    def head(self, u, j):
        v = self.mate(u, j)
        return ("inspector", j) if v is None else ("seat", v)

    def mix(self, placed):
        """6.8. Returns counts for the trace."""
        star, blocks = self.usable(placed)
        blocks = [block for block in blocks if any(len(star[u]) >= 2 for u in block)]
        trace = {"blocks": len(blocks), "worms": 0, "steps": 0, "undone": 0}
        for block in blocks:
            limit = len(block) + 16 * len({j for u in block for j in star[u]})
            steps = moves = 0
            while steps < 10 * len(block) + 100:
                steps += self.move(block, star, limit, trace)
                moves += 1
            for _ in range(moves):
                steps += self.move(block, star, limit, trace)
            trace["worms"] += 2 * moves
            trace["steps"] += steps
        return trace

    def move(self, block, star, limit, trace):
        before = list(self.holder), [set(seats) for seats in self.held], list(self.T)
        below = self.stream.below
        u = block[below(len(block))]
        i = self.holder[u]
        a = self.T[i]
        self.give(u, None)
        self.T[i] -= 1
        for step in range(1, limit + 1):
            j = star[u][below(len(star[u]))]
            v = self.mate(u, j)
            if v is None:
                held = self.H(j)
                if self.T[j] == a - 1 and len(held) < self.cap[j]:
                    self.give(u, j)
                    self.T[j] += 1
                    return step
                if not held:
                    continue
                v = held[below(len(held))]
            self.give(v, None)
            self.give(u, j)
            u = v
        self.holder, self.held, self.T = before
        trace["undone"] += 1
        return limit


def strong_components(arcs):
    """node -> number of its strongly connected component (Kosaraju, without recursion)."""
    order, seen = [], set()
    for root in arcs:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(arcs[root]))]
        while stack:
            node, heads = stack[-1]
            for head in heads:
                if head not in seen:
                    seen.add(head)
                    stack.append((head, iter(arcs[head])))
                    break
            else:
                order.append(node)
                stack.pop()
    reverse = {node: [] for node in arcs}
    for node, heads in arcs.items():
        for head in heads:
            reverse[head].append(node)
    number = {}
    for n, root in enumerate(reversed(order)):
        todo = [root]
        while todo:
            node = todo.pop()
            if node not in number:
                number[node] = n
                todo += reverse[node]
    return number


# ---------------------------------------------------------------- the whole pairing

def pair(pairing_seed, draw, visits, inspectors, rules):
    """Returns (components, shortages, applied, open): shortages is None unless the rules ran out."""
    visits = sorted(visits, key=lambda v: v.id.encode())
    inspectors = {j.id: j for j in sorted(inspectors, key=lambda j: j.id.encode())}
    applied, rules = [], [rule.split(" ") for rule in rules]
    while True:
        components = compose(pairing_seed, draw, visits, inspectors)
        unplaced = [c.fill() for c in components]
        shortages = [c.shortage(u) for c, u in zip(components, unplaced) if u]
        rule = apply_next(rules, shortages, visits, inspectors) if shortages else None
        if rule:
            applied.append({"rule": rule, "certificate": {"format": "pairing-shortage/1", "shortages": shortages}})
        if shortages and not rule:
            return components, shortages, applied, []
        if not shortages or rule == "leave-open":
            break
    for c, out in zip(components, unplaced):
        c.trace = c.mix([u for u in range(len(c.seats)) if u not in out])
    return components, None, applied, [c.seats[u] for c, out in zip(components, unplaced) for u in out]


def compose(pairing_seed, draw, visits, inspectors):
    """6.2: the connected components, in the order of their smallest visit id."""
    eligible = {(v.id, c): v.candidates(c, inspectors.values()) for v in visits for c in range(len(v.classes))}
    groups = []  # [visits, inspector ids], merged while the visits are read in order
    for v in visits:
        people = set().union(*(eligible[v.id, c] for c in range(len(v.classes))))
        joined = [g for g in groups if g[1] & people]
        groups = [g for g in groups if not g[1] & people]
        groups.append([[w for g in joined for w in g[0]] + [v], people.union(*(g[1] for g in joined))])
    components = []
    for members, people in groups:
        members.sort(key=lambda v: v.id.encode())
    for members, people in sorted(groups, key=lambda g: g[0][0].id.encode()):
        stream = Stream(pairing_seed, draw, members[0].id)
        components.append(Component(stream, members, {n: inspectors[n] for n in people}, eligible))
        components[-1].first = members[0].id
    return components


def apply_next(rules, shortages, visits, inspectors):
    """6.6: applies the first rule that still can be, consuming it from `rules`; None when there is none left."""
    while rules:
        name, *argument = rules[0]
        if name == "leave-open":
            rules.pop(0)
            return name
        if name == "widen":
            rules.pop(0)
            for s in shortages:
                for visit, c in s["seats"]:
                    next(v for v in visits if v.id == visit).classes[c].widened.add(argument[0])
            return f"{name} {argument[0]}"
        if name != "raise-cap":
            raise ValueError(f"on-shortage {name}: no such rule")
        low = {i["id"] for s in shortages for i in s["inspectors"] if i["cap"] < int(argument[0])}
        if low:  # the line is used again as long as there is somebody to raise
            for id in low:
                inspectors[id].cap += 1
            return f"{name} {argument[0]}"
        rules.pop(0)
    return None


# ---------------------------------------------------------------- vectors

def vector(document):
    inspectors = [Inspector(i["id"], i["cap"], i.get("base", 0), i["tags"]) for i in document["inspectors"]]
    visits = [Visit(t["id"], [Class(s["n"], s["tags"], s.get("without", ())) for s in t["seats"]], t.get("exclude", ()))
              for t in document["tasks"]]
    rules = document.get("on_shortage")
    components, shortages, applied, open_seats = pair(
        bytes.fromhex(document["seed"]), document["draw"], visits, inspectors, rules or [])
    if shortages:
        out = {"format": "pairing-shortage/1", "shortages": shortages}
        return out if rules is None else out | {"applied": applied}
    held = {}
    for c in components:
        for u, j in enumerate(c.holder):
            if j is not None:
                held.setdefault(c.seats[u], []).append(c.names[j])
    loads = Counter(name for names in held.values() for name in names)
    out = {"format": "pairing-output/1", "draw": document["draw"], "seed": document["seed"]}
    out["tasks"] = [{"id": v.id, "team": [by_bytes(held.get((v.id, c), [])) for c in range(len(v.classes))]}
                    for v in sorted(visits, key=lambda v: v.id.encode())]
    out["loads"] = [[id, loads[id]] for id in by_bytes(i.id for i in inspectors)]
    if rules is not None:
        out["applied"] = applied
        out["open"] = [list(s) for s in sorted(open_seats, key=lambda s: (s[0].encode(), s[1]))]
    out["trace"] = [c.trace | {"first_task": c.first, "seats": len(c.seats), "inspectors": len(c.names)} for c in components]
    return out


# ---------------------------------------------------------------- bundles: 6.1 and 6.9

def bundle(directory):
    """The bytes that teams.csv must have, and the applied rules."""
    def lines(name):
        with open(os.path.join(directory, name), "rb") as file:
            return file.read().decode("ascii").split("\n")[:-1]

    commit = [line.split(" ") for line in lines("commit.txt")]
    draw, attempt = (next(w[1] for w in commit if w[0] == key) for key in ("draw", "attempt"))
    with open(os.path.join(directory, "seed.txt"), "rb") as file:
        seed = hashlib.sha256(file.read()).hexdigest()
    tasks = [w[1] for w in commit if w[0] == "task"]
    plans = {t: [line.split(" ") for line in lines(f"plan-{t}.txt")] for t in tasks}
    pools, needs = {}, {}
    for task in tasks:
        for row in lines(f"frame-{task}.csv")[1:]:
            id, _, pool, _ = row.split(",")
            if pools.setdefault(id, pool) != pool:
                raise ValueError(f"{id} is in pool {pools[id]} and, in frame-{task}.csv, in pool {pool}")
        teams = [w[1:] for w in plans[task] if w[0] == "team"]
        if sum(int(team[0]) for team in teams) < 2:
            raise ValueError(f"plan-{task}.txt: fewer than two officers per visit")
        for row in lines(f"selected-{task}.csv")[1:]:
            _, _, id, _, role = row.split(",")
            if role == "drawn":
                classes = Counter()
                for n, *words in teams:
                    classes[team_key(words, pools[id])] += int(n)
                needs[id] = needs.get(id, Counter()) | classes  # | takes the larger count of each key
    rules = {t: [" ".join(w[1:]) for w in plans[t] if w[0] == "on-shortage"] for t in tasks}
    if any(rules[t] != rules[tasks[0]] for t in tasks):
        raise ValueError("the tasks' on-shortage lines differ")
    recused = {}
    for row in lines("recusals.csv")[1:]:
        pseudonym, id = row.split(",")
        recused.setdefault(id, []).append(pseudonym)
    inspectors = []
    for row in lines("inspectors.csv")[1:]:
        pseudonym, unit, tags, cap, base = row.split(",")
        inspectors.append(Inspector(pseudonym, int(cap), int(base), {unit, *filter(None, tags.split("+"))}))
    visits = [Visit(id, [key_class(key, needs[id][key]) for key in sorted(needs[id])], recused.get(id, ())) for id in needs]
    components, shortages, applied, _ = pair(
        sha256(f"suicha/1/p:{seed}".encode()), f"{draw}/{attempt}", visits, inspectors, rules[tasks[0]])
    if shortages:
        raise ValueError(f"shortage: {json.dumps(shortages)}")
    return teams_csv(components, {i.id for i in inspectors if "lead" in i.tags}, seed).encode(), applied


def team_key(words, pool):
    """`[tag ...] [without tag ...]` -> the key of a class: tags sorted, each once."""
    words = [pool if word == "@pool" else word for word in words]
    cut = words.index("without") if "without" in words else len(words)
    tags, without = sorted(set(words[:cut])), sorted(set(words[cut + 1:]))
    return " ".join(tags + (["without"] + without if without else []))


def key_class(key, n):
    words = key.split(" ") if key else []
    cut = words.index("without") if "without" in words else len(words)
    return Class(n, words[:cut], words[cut + 1:])


def teams_csv(components, leads, seed):
    teams = {}
    for c in components:
        for u, j in enumerate(c.holder):
            if j is not None:
                teams.setdefault(c.seats[u][0], []).append((c.seats[u][1] + 1, c.names[j]))
    text = "id,seat,pseudonym,role\n"
    for id in sorted(teams):
        members = [name for _, name in teams[id]]
        eligible = [name for name in members if name in leads] or members
        lead = min(eligible, key=lambda name: H(f"suicha/1/l:{seed}:{id}:{name}"))
        for seat, name in sorted(teams[id]):
            text += f"{id},{seat},{name},{'lead' if name == lead else 'member'}\n"
    return text


def compare(directory):
    try:
        expected, applied = bundle(directory)
    except (ValueError, LookupError, OSError) as error:
        sys.exit(f"fail 9 {error}")
    for entry in applied:
        print("-- applied", json.dumps(entry))
    with open(os.path.join(directory, "teams.csv"), "rb") as file:
        found = file.read()
    if found != expected:
        want, have = expected.decode().split("\n"), found.decode("utf-8", "replace").split("\n")
        k = next((k for k, (w, h) in enumerate(zip(want, have)) if w != h), min(len(want), len(have)))
        sys.exit(f"fail 9 teams.csv line {k + 1}: expected {want[k:k + 1]}, found {have[k:k + 1]}")
    print("ok teams.csv")


def main():
    if sys.argv[1] == "vector":
        with open(sys.argv[2], encoding="utf-8") as file:
            print(json.dumps(vector(json.load(file)), ensure_ascii=False, indent=1))
    else:
        compare(sys.argv[2])


if __name__ == "__main__":
    main()
