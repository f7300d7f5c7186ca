"""The tables of docs/fairness.md counted again from the facts, with loops, dictionaries and fractions.

Part of report.py; written from docs/fairness.md. A surprise is told with six decimals and not rounded down: the
program's bits are at most this, and less by no more than one and a little.
"""

import datetime as dt
import math

FRACTION = 1 << 20
SPANS = ["year", "all"]


class Expected:
    """A sum of n·g/N, between two sums of fractions of 2^-20, and of how many draws."""

    def __init__(self):
        self.draws = self.low = self.high = 0

    def add(self, draws, hits, of):
        self.draws += draws
        self.low += draws * hits * FRACTION // of
        self.high += -(-draws * hits * FRACTION // of)

    def add_any(self, chances):
        self.draws += 1
        self.low += min(FRACTION, sum(hits * FRACTION // of for hits, of in chances))
        self.high += min(FRACTION, sum(-(-hits * FRACTION // of) for hits, of in chances))

    def hundredths(self):
        return (self.low * 200 + FRACTION) // (2 * FRACTION)

    def above(self, found):
        return found * FRACTION > self.high

    def hoeffding(self, found):
        n, x = self.draws, min(found, self.draws)
        if x * FRACTION > self.high:
            return max(0.0, divergence(x, self.high / FRACTION, n) - 1)
        if x * FRACTION < self.low:
            return max(0.0, divergence(n - x, n - self.low / FRACTION, n) - 1)
        return 0.0

    def chatterjee(self, found):
        far = found - self.high / FRACTION
        mean = self.high / FRACTION
        return max(0.0, far * far / (4 * mean + 2 * far) * math.log2(math.e) - 1) if far > 0 else 0.0


def divergence(x, m, n):
    """n times the divergence of x/n from m/n, in bits."""
    part = lambda count, mean: count * math.log2(count / max(mean, 1 / FRACTION)) if count else 0.0
    return part(x, m) + part(n - x, n - m)


def agrawal(histograms):
    bits = d = 0
    for counts in histograms:
        n = sum(counts)
        bits += sum(c * math.log2(c * len(counts) / n) for c in counts if c)
        d += len(counts) - 1 if n else 0
    t = bits * math.log(2)
    return max(0.0, bits - d * math.log2(math.e * t / d)) if d > 0 and t > d else 0.0


def told(bits):
    return f"{bits:.6f}"


def pairs_of(team):
    team = sorted(team)
    return [(a, b) for at, a in enumerate(team) for b in team[at + 1:]]


def choose_two(n):
    return n * (n - 1) // 2


class Attempt:
    """Teams of an attempt of a draw: {(task, subject): officers}; whose unit is which; how many each unit has."""

    def __init__(self):
        self.pool, self.teams, self.unit, self.pools = 0, {}, {}, {}

    def add(self, seat):
        self.pool = max(self.pool, seat["pool"])
        self.teams.setdefault((seat["task"], seat["subject"]), set()).add(seat["officer"])
        self.unit[seat["officer"]] = seat["unit"]
        self.pools[seat["unit"]] = max(self.pools.get(seat["unit"], 0), seat["unit_pool"])

    def size(self, unit):
        return max(self.pools[unit], sum(1 for of in self.unit.values() if of == unit))

    def units(self, people):
        return tuple(sorted(self.unit[who] for who in people))

    def possible(self, units):
        one, other = units
        return choose_two(self.size(one)) if one == other else self.size(one) * self.size(other)


def repeat_hits(facts, span, table):
    for word in SPANS:
        began = dt.date(span.last.year, 1, 1) if word == "year" else dt.date.min
        rows = [r for r in facts["repeats"] if r["span"] == word and began <= r["day"] <= span.last]
        if not rows:
            continue
        stratum = lambda r: (r["draw"], r["attempt"], r["task"], r["stratum"])
        eligible, drawn = {}, {}
        for r in rows:
            eligible[stratum(r)] = eligible.get(stratum(r), 0) + r["eligible"]
            drawn[stratum(r)] = drawn.get(stratum(r), 0) + r["drawn"]
        ever = [Expected() for _ in range(4)]
        here = [Expected() for _ in range(4)]
        hits_ever, chances, hits = [0] * 4, [0] * 4, [0] * 4
        for r in rows:
            k, n, of = min(r["earlier"], 3), drawn[stratum(r)], eligible[stratum(r)]
            ever[k].add(n, r["eligible"], of)
            hits_ever[k] += r["drawn"]
            if span.has(r["day"]):
                here[k].add(n, r["eligible"], of)
                chances[k] += r["eligible"]
                hits[k] += r["drawn"]
        came, awaited = sum(r["fresh"] for r in rows), 100 * sum(r["fresh"] for r in rows)
        for k in range(4):
            left, leaves = (hits_ever[k], ever[k].hundredths()) if k < 3 else (0, 0)
            table.put((word, str(k) if k < 3 else "3+"), {
                "subjects": came - left,
                "subjects_expected": awaited - leaves,
                "chances": chances[k],
                "drawn": hits[k],
                "drawn_expected": here[k].hundredths(),
                "surprise": told(here[k].hoeffding(hits[k])),
            })
            came, awaited = left, leaves


def attempts_of(facts, span):
    """Every attempt with drawn teams up to the last day, in the order of the draws."""
    found = {}
    for s in facts["seats"]:
        if s["drawn"] and s["day"] <= span.last:
            found.setdefault((s["day"], s["draw"], s["attempt"]), Attempt()).add(s)
    return sorted(found.items(), key=lambda item: item[0])


def meetings(facts, span, table):
    for word in SPANS:
        visits, sent, unit, year = {}, set(), {}, None
        subject, partner = [0, 0, Expected()], [0, 0, Expected()]
        for (day, _, _), attempt in attempts_of(facts, span):
            if word == "year" and day.year != year:
                visits, sent, year = {}, set(), day.year
            counts, teams = span.has(day), attempt.teams
            unit.update(attempt.unit)
            for (task, who), team in teams.items():
                if who in visits and counts:
                    alike = [other for (of, _), other in teams.items()
                             if of == task and attempt.units(other) == attempt.units(team)]
                    subject[0] += 1
                    subject[1] += bool(team & visits[who])
                    subject[2].add(1, sum(1 for other in alike if other & visits[who]), len(alike))
            for _, team in sorted(teams.items()):
                own = pairs_of(team)
                if own and counts:
                    partner[0] += 1
                    partner[1] += any(pair in sent for pair in own)
                    chances = []
                    for pair in own:
                        units = attempt.units(pair)
                        known = sum(1 for a, b in sent if tuple(sorted((unit[a], unit[b]))) == units)
                        chances.append((min(known, attempt.possible(units)), attempt.possible(units)))
                    partner[2].add_any(chances)
                sent.update(own)
            for (_, who), team in teams.items():
                visits.setdefault(who, set()).update(team)
        for what, (chances, met, expected), bound in (("subject", subject, Expected.chatterjee),
                                                      ("partner", partner, Expected.hoeffding)):
            if chances:
                table.put((what, word), {
                    "chances": chances,
                    "met": met,
                    "expected": expected.hundredths(),
                    "surprise": told(bound(expected, met) if expected.above(met) else 0.0),
                })


def pairs_together(facts, span, table):
    times, each, possible, where = {}, {}, 0, {}
    for _, attempt in attempts_of(facts, span):
        possible = max(possible, choose_two(attempt.pool))
        for team in attempt.teams.values():
            own = [attempt.units(pair) for pair in pairs_of(team)]
            for units in set(own):
                each.setdefault(units, []).append((own.count(units), attempt.possible(units)))
            for pair in pairs_of(team):
                times[pair] = times.get(pair, 0) + 1
                for who in pair:
                    where.setdefault(who, set()).add(attempt.unit[who])
    possible = max(possible, choose_two(len(where)))
    for n in sorted(set(times.values())):
        low, worst, pairs = 0, 0.0, [pair for pair, m in times.items() if m == n]
        for a, b in pairs:
            expected = Expected()
            for units in {tuple(sorted((one, other))) for one in where[a] for other in where[b]}:
                for slots, of in each.get(units, []):
                    expected.add(1, min(slots, of), of)
            low += expected.low
            if expected.above(n):
                worst = max(worst, expected.hoeffding(n) - max(possible, 1).bit_length())
        table.put((n,), {
            "pairs": len(pairs),
            "expected": (low * 200 + FRACTION * len(pairs)) // (2 * FRACTION * len(pairs)),
            "surprise": told(worst),
        })


def workload(facts, span, spread, classes):
    for (day, draw, number), attempt in attempts_of(facts, span):
        if span.has(day):
            places = {}
            for team in attempt.teams.values():
                for who in team:
                    places[who] = places.get(who, 0) + 1
            pool = max(attempt.pool, len(places))
            counts = list(places.values()) + [0] * (pool - len(places))
            histograms = []
            for unit in set(attempt.unit.values()):
                own = [n for who, n in places.items() if attempt.unit[who] == unit]
                histograms.append(own + [0] * (attempt.size(unit) - len(own)))
            spread.put((draw, number), {
                "visits": len(attempt.teams),
                "pool": pool,
                "assigned": len(places),
                "places": sum(counts),
                "least": min(counts),
                "most": max(counts),
                "mean": (200 * sum(counts) + pool) // (2 * pool),
                "surprise": told(agrawal(histograms)),
            })
    seats = [s for s in facts["seats"] if span.has(s["day"])]
    made = {}
    for s in seats:
        both = made.setdefault(s["officer"], [0, 0])
        both[0] += 1
        both[1] += span.has(s["visited"])
    if not made:
        return
    most = max(max(both) for both in made.values())
    wide = next(w for w in (digit * 10 ** power for power in range(9) for digit in (1, 2, 5)) if most // w < 20)
    for at in range(most // wide + 1):
        inside = lambda n: at * wide <= n < (at + 1) * wide
        classes.put((at * wide, at * wide + wide - 1), {
            name: sum(1 for both in made.values() if inside(both[place]))
            for place, name in enumerate(("assigned", "visited"))
        })
    classes.last = {name: sum(row[name] for row in classes.rows.values()) for name in ("assigned", "visited")}


def draws(facts, span, tables, tally):
    newest = {}
    for a in facts["attempts"]:
        if span.by(a["frozen"]):
            newest[a["draw"]] = max(newest.get(a["draw"], dt.date.min), a["frozen"])
    known = [a for a in facts["attempts"] if span.by(a["frozen"]) and newest[a["draw"]] >= span.first]
    ended = lambda word: lambda a: span.by(a["ended"]) and a["end"] == word
    columns = [("attempts", lambda a: True), ("results", ended("result")), ("voids", ended("void"))]
    tables["attempts-by-draw"] = tally(["draw"], columns, known, lambda a: [(a["draw"],)])
    voids = [a for a in facts["attempts"] if span.has(a["ended"]) and a["end"] == "void"]
    tables["voids-by-reason"] = tally(["reason"], [("voids", lambda a: True)], voids, lambda a: [(a["reason"],)])

    made = [r for r in facts["replacements"] if span.has(r["day"])]
    columns = [("replacements", lambda r: True), ("filled", lambda r: r["filled"]),
               ("filled_rate", ("rate", "filled", "replacements"))]
    tables["replacements-by-reason"] = tally(
        ["what", "reason"], columns, made, lambda r: [(r["what"], r["reason"])])

    plan = {(a["draw"], a["attempt"]): a["plan"] for a in facts["attempts"]}
    listed = [dict(v, fact="visit") for v in facts["visits"] if span.has(v["listed"])]
    made = [dict(r, fact="replacement", plan=plan.get((r["draw"], r["attempt"]), "")) for r in made]
    is_a = lambda fact, holds: lambda row: row["fact"] == fact and holds(row)
    columns = [
        ("due", is_a("visit", lambda v: True)),
        ("stepped_in", is_a("visit", lambda v: v["stepped_in"])),
        ("subjects", is_a("replacement", lambda r: r["what"] == "subject")),
        ("officers", is_a("replacement", lambda r: r["what"] == "inspector")),
        ("unfilled", is_a("replacement", lambda r: not r["filled"])),
    ]
    of_task = lambda row: [(row["plan"], row["task"])]
    tables["replacements-by-task"] = tally(["plan", "task"], columns, listed + made, of_task)

    teams = {}
    for s in facts["seats"]:
        if span.by(s["visited"]):
            key = (s["draw"], s["attempt"], s["subject"])
            teams[key] = teams.get(key, True) and s["drawn"]
    team = lambda v: teams.get((v["draw"], v["attempt"], v["subject"]))
    seen = lambda whole: lambda v: span.by(v["visited"]) and team(v) is whole
    columns = [
        ("due", lambda v: True),
        ("visited", lambda v: span.by(v["visited"])),
        ("drawn_team", seen(True)),
        ("changed_team", seen(False)),
        ("unknown_team", seen(None)),
        ("visited_rate", ("rate", "visited", "due")),
        ("drawn_rate", ("rate", "drawn_team", "visited")),
    ]
    tables["visits-made"] = tally(["plan", "task"], columns, listed, of_task)


def over_time(facts, span, completion, movements):
    visits = [v for v in facts["visits"] if span.has(v["listed"])]
    steps = {"listed": True, "visited": True, "published": True, "due": False}
    days = {v[name] for v in visits for name, known in steps.items() if span.by(v[name]) or v[name] and not known}
    for day in days:
        up_to = lambda name: sum(1 for v in visits if v[name] is not None and v[name] <= day)
        completion.put((day,), {
            name: "" if known and day > span.last else up_to(name) for name, known in steps.items()
        })
    entries = [e for e in facts["listings"] if not e["withdrawn"] and span.by(e["since"])]
    if not entries:
        return
    for number in range(1, span.last.month + 1):
        month = f"{span.last.year:04}-{number:02}"
        inside = lambda day: span.by(day) and f"{day:%Y-%m}" == month
        over = lambda day: span.by(day) and f"{day:%Y-%m}" <= month
        movements.put((month,), {
            "in": sum(1 for e in entries if inside(e["since"])),
            "out": sum(1 for e in entries if inside(e["closed"])),
            "repaired": sum(1 for e in entries if inside(e["closed"]) and e["repaired"]),
            "open": sum(1 for e in entries if over(e["since"]) and not over(e["closed"])),
        })


def put(facts, span, tables, tally, table):
    """Adds every table of docs/fairness.md; `tally` and `table` are those of report.py."""
    new = lambda keys, *names: table(keys, [(name, None) for name in names])
    tables["repeat-hits"] = new(["span", "hits"], "subjects", "subjects_expected", "chances", "drawn",
                                "drawn_expected", "surprise")
    tables["meetings"] = new(["what", "span"], "chances", "met", "expected", "surprise")
    tables["pairs-together"] = new(["times"], "pairs", "expected", "surprise")
    tables["workload-spread"] = new(["draw", "attempt"], "visits", "pool", "assigned", "places", "least", "most",
                                    "mean", "surprise")
    tables["workload-classes"] = new(["from", "to"], "assigned", "visited")
    tables["completion-over-time"] = new(["day"], "listed", "visited", "published", "due")
    tables["list-movements"] = new(["month"], "in", "out", "repaired", "open")
    repeat_hits(facts, span, tables["repeat-hits"])
    meetings(facts, span, tables["meetings"])
    pairs_together(facts, span, tables["pairs-together"])
    workload(facts, span, tables["workload-spread"], tables["workload-classes"])
    over_time(facts, span, tables["completion-over-time"], tables["list-movements"])
    draws(facts, span, tables, tally)
