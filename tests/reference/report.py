#!/usr/bin/env python3
"""A second reader of the facts: every table of a report, counted again with loops and dictionaries.

    report.py FACTS PERIOD AS_OF OUT

FACTS holds one CSV for each kind of fact, OUT gets one CSV for each table, as the program writes them with
their last rows. Written from docs/reports.md and docs/fairness.md; plain Python, no packages, no state shared with the program.
"""

import csv
import datetime as dt
import pathlib
import sys

import report_fairness

KINDS = ["tasks", "drawings", "visits", "outcomes", "seats", "clocks", "credit", "listings", "libraries", "matters",
         "attempts", "replacements", "repeats"]
NUMBERS = {"year", "attempt", "scope", "at_cap", "excluded", "eligible", "reserve", "corrections", "fine", "confiscated", "rows",
           "issues", "earlier", "pool", "unit_pool", "subjects", "fresh"}
DAYS = {"published", "start", "finish", "opened", "done", "day", "listed", "due", "visited", "publish_due",
        "finished", "started", "recorded", "since", "closed", "imported", "frozen", "ended"}


def read(place, kind):
    with open(place / (kind + ".csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name, text in row.items():
            if name in DAYS:
                row[name] = dt.date.fromisoformat(text) if text else None
            elif text in ("true", "false"):
                row[name] = text == "true"
            elif name in NUMBERS or (kind in ("drawings", "repeats") and name == "drawn"):
                row[name] = int(text)
            elif name == "usable":
                row[name] = int(text) if text else None
            elif name == "targeted":
                row[name] = None
    return rows


def bounds(period):
    if "Q" in period:
        year, quarter = map(int, period.split("Q"))
        first = dt.date(year, 3 * quarter - 2, 1)
        after = dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    elif "-" in period:
        year, month = map(int, period.split("-"))
        first = dt.date(year, month, 1)
        after = dt.date(year + month // 12, month % 12 + 1, 1)
    else:
        first, after = dt.date(int(period), 1, 1), dt.date(int(period) + 1, 1, 1)
    return first, after - dt.timedelta(days=1)


def earlier(period, years):
    """The period before, or the same one a year before."""
    if "Q" in period:
        year, quarter = map(int, period.split("Q"))
        if years:
            return f"{year - 1:04}Q{quarter}"
        return f"{year:04}Q{quarter - 1}" if quarter > 1 else f"{year - 1:04}Q4"
    if "-" in period:
        year, month = map(int, period.split("-"))
        if years:
            return f"{year - 1:04}-{month:02}"
        return f"{year:04}-{month - 1:02}" if month > 1 else f"{year - 1:04}-12"
    return f"{int(period) - 1:04}"


class Span:
    def __init__(self, first, last):
        self.first, self.last = first, last

    def has(self, day):
        return day is not None and self.first <= day <= self.last

    def by(self, day):
        return day is not None and day <= self.last


def rate(part, whole):
    return "" if whole <= 0 or part == "" else str((2000 * part + whole) // (2 * whole))


class Table:
    """Rows by key; columns are (name, how): how is a predicate on rows, or ("rate", part, whole)."""

    def __init__(self, keys, columns):
        self.keys, self.columns = keys, columns
        self.rows, self.last = {}, None

    def put(self, key, numbers):
        self.rows.setdefault(key, {}).update(numbers)

    def text(self):
        lines = [",".join(self.keys + [name for name, _ in self.columns])]
        for key in sorted(self.rows):
            lines.append(self.line(list(key), self.rows[key]))
        if self.last is not None and self.rows:
            lines.append(self.line(["*"] * len(self.keys), self.last))
        return "\n".join(lines) + "\n"

    def line(self, key, numbers):
        cells = [quote(str(part)) for part in key]
        for name, how in self.columns:
            if isinstance(how, tuple) and how[0] == "rate":
                cells.append(rate(numbers.get(how[1], 0), numbers.get(how[2], 0)))
            elif isinstance(how, tuple) and how[0] == "change":
                cells.append(str(numbers.get(how[1], 0) - numbers.get(how[2], 0)))
            elif isinstance(how, tuple) and how[0] == "day":
                cells.append(str(numbers[name]) if numbers.get(name) else "")
            else:
                cells.append(str(numbers.get(name, 0)))
        return ",".join(cells)


def quote(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text


def tally(keys, columns, rows, key_of, zeros=False, last="sum"):
    """Counts rows under the keys that key_of gives them (a list: a row may have several)."""
    table = Table(keys, columns)
    groups = {}
    for row in rows:
        for key in key_of(row):
            groups.setdefault(key, []).append(row)
    counted = [(name, how) for name, how in columns if not (isinstance(how, tuple) and how[0] in ("rate", "change"))]
    for key, members in groups.items():
        numbers = {name: measure(how, members) for name, how in counted}
        if zeros or any(numbers.values()):
            table.put(key, numbers)
    if last == "sum":
        table.last = {name: sum(row[name] for row in table.rows.values()) for name, _ in counted}
    elif last == "again":
        table.last = {name: measure(how, rows) for name, how in counted}
    return table


def measure(how, rows):
    if not isinstance(how, tuple):
        return sum(1 for row in rows if how(row))
    what, column, holds = how
    rows = [row for row in rows if holds(row)]
    if what == "sum":
        return sum(row[column] for row in rows)
    return len({row[column] for row in rows})


def single(*names):
    return lambda row: [tuple(row[name] for name in names)]


def codes(name):
    return lambda row: [(code,) for code in row[name].split("+")]


def coded(name, code):
    return lambda row: code in row[name].split("+")


def month(day):
    return f"{day.year:04}-{day.month:02}"


def both(*conditions):
    return lambda row: all(condition(row) for condition in conditions)


def plans_and_tasks(facts, span, tables):
    year = [t for t in facts["tasks"] if t["year"] == span.first.year and span.by(t["published"])]

    def state(t):
        return "done" if span.by(t["done"]) else "running" if span.by(t["opened"]) else "waiting"

    plans = {}
    for t in year:
        if not t["temporary"]:
            plans.setdefault(t["plan"], []).append(t)
    entries = []
    for tasks in plans.values():
        done = all(span.by(t["done"]) for t in tasks)
        opened = any(span.by(t["opened"]) for t in tasks)
        entries.append({
            "region": min(t["region"] for t in tasks),
            "joint": any(t["joint"] for t in tasks),
            "state": "done" if done else "running" if opened else "waiting",
        })
    columns = [("plans", lambda p: True)]
    for joint in ("own", "joint"):
        for wanted in ("waiting", "running", "done"):
            columns.append((f"{joint}_{wanted}",
                            lambda p, j=joint == "joint", w=wanted: p["joint"] == j and p["state"] == w))
    columns += [("done", lambda p: p["state"] == "done"), ("plan_completion", ("rate", "done", "plans"))]
    tables["plans-by-region"] = tally(["region"], columns, entries, single("region"))
    of = lambda condition: lambda t: t["year"] == span.first.year and span.by(t["published"]) and condition(t)
    columns = [
        ("tasks", of(lambda t: True)),
        ("annual", of(lambda t: not t["temporary"])),
        ("temporary", of(lambda t: t["temporary"])),
        ("own", of(lambda t: not t["joint"])),
        ("joint", of(lambda t: t["joint"])),
        ("targeted", of(lambda t: t["targeted"] is True)),
        ("untargeted", of(lambda t: t["targeted"] is False)),
        ("waiting", of(lambda t: state(t) == "waiting")),
        ("running", of(lambda t: state(t) == "running")),
        ("done", of(lambda t: state(t) == "done")),
        ("task_completion", ("rate", "done", "tasks")),
        ("joint_share", ("rate", "joint", "tasks")),
    ]
    for by in ("region", "department"):
        tables["tasks-by-" + by] = tally([by], columns, facts["tasks"], single(by), zeros=True)
    share = Table(["measure"], [("own", None), ("joint", None), ("all", None), ("joint_share", ("rate", "joint", "all"))])
    listed = [v for v in facts["visits"] if span.has(v["listed"])]
    for word, rows in (("tasks", year), ("visits", listed)):
        joint = sum(1 for row in rows if row["joint"])
        share.put((word,), {"own": len(rows) - joint, "joint": joint, "all": len(rows)})
    tables["joint-share"] = share


def inspections(facts, span, tables):
    due = lambda v: span.has(v["listed"])
    seen = both(due, lambda v: span.by(v["published"]))
    columns = [
        ("due", due),
        ("published", seen),
        ("finished", both(seen, lambda v: span.by(v["finished"]))),
        ("gone", both(seen, lambda v: v["gone"])),
        ("absent", both(seen, lambda v: v["absent"])),
        ("problems", both(seen, lambda v: v["problem"])),
        ("completion", ("rate", "published", "due")),
        ("finish_rate", ("rate", "finished", "published")),
        ("problem_rate", ("rate", "problems", "published")),
    ]
    everybody = {"region", "authority", "department", "station"}
    for by, name in [("region",) * 2, ("authority",) * 2, ("department",) * 2, ("station",) * 2, ("industry",) * 2,
                     ("kind", "type"), ("risk",) * 2]:
        tables["inspections-by-" + name] = tally([by], columns, facts["visits"], single(by), zeros=by in everybody)
    tables["inspections-by-task"] = tally(["plan", "task"], columns, facts["visits"], single("plan", "task"))
    columns = [
        ("due", due),
        ("waiting", both(due, lambda v: not span.by(v["visited"]) and not span.by(v["published"]))),
        ("entering", both(due, lambda v: span.by(v["visited"]) and not span.by(v["published"]))),
        ("published", seen),
        ("completion", ("rate", "published", "due")),
    ]
    for by in ("region", "department"):
        tables["result-sheet-by-" + by] = tally([by], columns, facts["visits"], single(by), zeros=True)


def results(facts, span, tables):
    public = lambda o: span.has(o["published"])
    finished = both(public, lambda o: span.by(o["finished"]))
    problems = both(public, lambda o: o["problem"])
    columns = [
        ("results", public),
        ("problems", problems),
        ("finished", finished),
        ("corrected", both(public, lambda o: o["corrections"] > 0)),
        ("problem_rate", ("rate", "problems", "results")),
        ("finish_rate", ("rate", "finished", "results")),
    ]
    for name in ("results", "methods", "disposals"):
        tables[name] = tally(["code"], columns, facts["outcomes"], codes(name), last="again")
    found = [(f"r{n}", both(public, coded("results", f"R{n}"))) for n in range(1, 10)]
    found += [(f"g{n}", both(public, coded("results", f"G{n}"))) for n in range(1, 5)]
    for by in ("region", "department", "matter", "category"):
        tables["results-by-" + by] = tally([by], columns + found, facts["outcomes"], single(by))
    disposed = [(f"d{n}", both(public, coded("disposals", f"D{n}"))) for n in range(1, 7)]
    columns = [("results", public), ("finished", finished), ("finish_rate", ("rate", "finished", "results"))]
    for by in ("region", "department"):
        tables["disposals-by-" + by] = tally([by], columns + disposed, facts["outcomes"], single(by))
    columns = [("results", public), ("problems", problems), ("problem_rate", ("rate", "problems", "results"))]
    tables["results-by-region-and-matter"] = tally(
        ["region", "matter"], columns, facts["outcomes"], single("region", "matter"))


def timeliness(facts, span, tables):
    done = lambda c: span.by(c["done"])
    over = lambda c: span.by(c["due"]) and c["due"] < span.as_of
    due = lambda c: span.has(c["due"]) and (over(c) or done(c))
    running = lambda c: span.by(c["started"]) and not done(c)
    columns = [
        ("started", lambda c: span.has(c["started"])),
        ("undated", lambda c: span.has(c["started"]) and c["undated"]),
        ("unknown", lambda c: span.has(c["started"]) and c["due"] is None and not c["undated"]),
        ("due", due),
        ("on_time", lambda c: due(c) and done(c) and c["done"] <= c["due"]),
        ("late", lambda c: due(c) and done(c) and c["done"] > c["due"]),
        ("undone", lambda c: due(c) and not done(c)),
        ("on_time_rate", ("rate", "on_time", "due")),
        ("open", running),
        ("overdue", lambda c: running(c) and over(c)),
    ]
    tables["timeliness"] = tally(["code"], columns, facts["clocks"], single("code"))
    tables["timeliness-by-department"] = tally(
        ["department", "code"], columns, facts["clocks"], single("department", "code"))
    ended = [c for c in facts["clocks"] if c["trigger"] in ("inspection-ended", "food-result-formed")]
    columns = [column for column in columns if column[0] in ("due", "on_time", "late", "undone", "on_time_rate")]
    tables["publication-by-department"] = tally(["department"], columns, ended, single("department"))


def workload(facts, span, tables):
    assigned = lambda s: span.has(s["day"])
    visited = lambda s: span.has(s["visited"])
    places = [
        ("assigned", assigned),
        ("drawn", both(assigned, lambda s: s["drawn"])),
        ("leads", both(assigned, lambda s: s["lead"])),
        ("visited", visited),
    ]
    people = [("officers", ("distinct", "officer", assigned)), ("visitors", ("distinct", "officer", visited))]
    tables["workload-by-unit"] = tally(["unit"], people + places, facts["seats"], single("unit"), last="again")
    tables["workload-by-officer"] = tally(["unit", "officer"], places, facts["seats"], single("unit", "officer"))


def newest(facts, span):
    found = {}
    for version in facts["libraries"]:
        if span.by(version["day"]) and span.by(version["imported"]):
            order = [version[name] for name in ("day", "imported", "rows")]
            order += [-1 if version["usable"] is None else version["usable"], version["issues"]]
            if version["kind"] not in found or order > found[version["kind"]][0]:
                found[version["kind"]] = (order, version)
    return {kind: version for kind, (_, version) in found.items()}


def coverage(facts, span, tables):
    drawn = lambda d: span.has(d["day"])
    columns = [(name, ("sum", name, drawn)) for name in ("scope", "at_cap", "excluded", "eligible", "drawn", "reserve")]
    columns.append(("drawn_rate", ("rate", "drawn", "eligible")))
    tables["coverage-by-task"] = tally(["plan", "task"], columns, facts["drawings"], single("plan", "task"))
    overall = Table(["measure"], [("covered", None), ("all", None), ("coverage", ("rate", "covered", "all"))])
    library = newest(facts, span).get("subjects")
    overall.put(("subjects",), {
        "covered": len({v["subject"] for v in facts["visits"] if span.has(v["listed"])}),
        "all": (library["usable"] or 0) if library else 0,
    })
    overall.put(("matters",), {
        "covered": len({o["matter"] for o in facts["outcomes"] if span.has(o["published"])}),
        "all": len({m["code"] for m in facts["matters"]}),
    })
    tables["coverage"] = overall
    year = Span(dt.date(span.first.year, 1, 1), span.last)
    made = {}
    for v in facts["visits"]:
        if year.has(v["listed"]):
            of = made.setdefault(v["subject"], [0, v["earlier"], set()])
            of[0] = max(of[0], v["earlier"] + span.by(v["visited"]))
            of[1] = min(of[1], v["earlier"])
            of[2] |= {v["visited"]} if span.by(v["visited"]) else set()
    numbers = [max(known, first + len(days)) for known, first, days in made.values()]
    rows = [{"visits": "3+" if number > 2 else str(number)} for number in numbers]
    tables["visits-per-subject"] = tally(["visits"], [("subjects", lambda r: True)], rows, single("visits"))


def credit(facts, span, tables):
    day = lambda e: span.has(e["day"])
    event = lambda e: e["kind"] + ("/" + e["manner"] if e["manner"] else "")
    columns = [("events", day), ("fines", ("sum", "fine", day)), ("confiscated", ("sum", "confiscated", day))]
    tables["credit-events"] = tally(["event"], columns, facts["credit"], lambda e: [(event(e),)])
    tables["credit-events-by-month"] = tally(
        ["month", "event"], [("events", day)], facts["credit"], lambda e: [(month(e["day"]), event(e))])
    kinds = {"penalties": "penalty", "orders": "order", "listings": "listing", "removals": "removal",
             "complaints": "complaint", "repairs": "repair-applied", "objections": "objection"}
    columns = [("events", day)]
    columns += [(name, lambda e, kind=kind: day(e) and e["kind"] == kind) for name, kind in kinds.items()]
    tables["credit-events-by-region"] = tally(["region"], columns, facts["credit"], single("region"))
    steps = {
        "repairs": [("applied", "repair-applied", None), ("accepted", "repair-accepted", None),
                    ("granted", "repair-decided", "granted"), ("refused", "repair-decided", "refused"),
                    ("revoked", "repair-revoked", None)],
        "complaints": [("complaints", "complaint", "complaint"), ("leads", "complaint", "lead"),
                       ("accepted", "complaint-answered", "accepted"), ("refused", "complaint-answered", "refused"),
                       ("filed", "complaint-answered", "filed"), ("ended", "complaint-answered", "ended")],
    }
    for name, known in steps.items():
        columns = [(step, lambda e, kind=kind, manner=manner: day(e) and e["kind"] == kind
                    and manner in (None, e["manner"])) for step, kind, manner in known]
        tables[name] = tally(["month"], columns, facts["credit"], lambda e: [(month(e["day"]),)])


def listings(facts, span, tables):
    valid = lambda e: not e["withdrawn"]
    made = lambda e: span.has(e["since"])
    listed = both(made, valid)
    removed = both(valid, lambda e: span.has(e["closed"]))
    open_ = both(valid, lambda e: span.by(e["since"]) and not span.by(e["closed"]))
    before = dt.timedelta(days=1)
    day = span.first - before
    opening = both(valid, lambda e: e["since"] <= day and not (e["closed"] is not None and e["closed"] <= day))
    columns = [
        ("opening", opening),
        ("made", made),
        ("withdrawn", both(made, lambda e: e["withdrawn"])),
        ("listed", listed),
        ("removed", removed),
        ("repaired", both(removed, lambda e: e["repaired"])),
        ("open", open_),
        ("subjects_listed", ("distinct", "subject", listed)),
        ("subjects_removed", ("distinct", "subject", removed)),
        ("subjects_open", ("distinct", "subject", open_)),
    ]
    rows = facts["listings"]
    tables["listings"] = tally(["list"], columns, rows, single("list"), last="again")
    tables["listings-by-region"] = tally(["list", "region"], columns, rows, single("list", "region"), last="again")
    columns = [("listed", listed), ("open", open_)]
    tables["listings-by-ground"] = tally(["list", "ground"], columns, rows, single("list", "ground"))
    tables["removals-by-reason"] = tally(["list", "reason"], [("removed", removed)], rows, single("list", "reason"))


def libraries(facts, span, tables):
    table = Table(["library"], [("versions", None), ("day", ("day",)), ("age", None), ("rows", None), ("usable", None),
                                ("issues", None), ("usable_rate", ("rate", "usable", "rows"))])
    for kind, version in newest(facts, span).items():
        table.put((kind,), {
            "versions": sum(1 for v in facts["libraries"]
                            if v["kind"] == kind and span.has(v["imported"]) and span.by(v["day"])),
            "day": version["day"],
            "age": (span.last - version["day"]).days,
            "rows": version["rows"],
            "usable": "" if kind in ("recusals", "matters") else version["usable"] or 0,
            "issues": version["issues"],
        })
    tables["libraries"] = table


def series(facts, period, as_of, span, tables):
    year = Span(dt.date(span.first.year, 1, 1), span.last)
    names = ["listed", "visited", "published", "problems", "finished", "in", "out"]
    table = Table(["month"], [(name, None) for name in names])
    table.last = dict.fromkeys(names, 0)
    for number in range(1, 13):
        if dt.date(year.first.year, number, 1) <= year.last:
            table.put((f"{year.first.year:04}-{number:02}",), dict.fromkeys(names, 0))

    def add(name, day):
        if year.has(day):
            table.rows[(month(day),)][name] += 1
            table.last[name] += 1

    for v in facts["visits"]:
        for name in ("listed", "visited", "published", "finished"):
            add(name, v[name])
        if v["problem"]:
            add("problems", v["published"])
    for e in facts["listings"]:
        if not e["withdrawn"]:
            add("in", e["since"])
            add("out", e["closed"])
    tables["months"] = table

    spans = {"now": span}
    for name, years in (("previous", False), ("year_before", True)):
        first, last = bounds(earlier(period, years))
        if as_of < bounds(period)[1]:
            last = min(last, first + (span.last - span.first))
        spans[name] = Span(first, last)
    visits = lambda holds: lambda s: sum(1 for v in facts["visits"] if holds(s, v))
    numbers = {
        "due": visits(lambda s, v: s.has(v["listed"])),
        "visited": visits(lambda s, v: s.has(v["visited"])),
        "published": visits(lambda s, v: s.has(v["published"])),
        "problems": visits(lambda s, v: s.has(v["published"]) and v["problem"]),
        "finished": visits(lambda s, v: s.has(v["finished"])),
        "results": lambda s: sum(1 for o in facts["outcomes"] if s.has(o["published"])),
        "on_time": lambda s: sum(1 for c in facts["clocks"]
                                 if s.has(c["due"]) and c["done"] is not None and c["done"] <= c["due"]),
        "listed": lambda s: sum(1 for e in facts["listings"] if s.has(e["since"]) and not e["withdrawn"]),
        "removed": lambda s: sum(1 for e in facts["listings"] if s.has(e["closed"]) and not e["withdrawn"]),
        "open": lambda s: sum(1 for e in facts["listings"]
                              if not e["withdrawn"] and s.by(e["since"]) and not s.by(e["closed"])),
        "events": lambda s: sum(1 for e in facts["credit"] if s.has(e["day"])),
    }
    table = Table(["measure"], [("now", None), ("previous", None), ("change", ("change", "now", "previous")),
                                ("previous_rate", ("rate", "now", "previous")), ("year_before", None),
                                ("year_change", ("change", "now", "year_before")),
                                ("year_rate", ("rate", "now", "year_before"))])
    for word, number in numbers.items():
        table.put((word,), {name: number(s) for name, s in spans.items()})
    tables["comparison"] = table


def main():
    place, period, as_of, out = sys.argv[1:]
    place, out, as_of = pathlib.Path(place), pathlib.Path(out), dt.date.fromisoformat(as_of)
    facts = {kind: read(place, kind) for kind in KINDS}
    first, last = bounds(period)
    span = Span(first, min(last, as_of))
    span.as_of = as_of
    tables = {}
    for part in (plans_and_tasks, inspections, results, timeliness, workload, coverage, credit, listings, libraries):
        part(facts, span, tables)
    series(facts, period, as_of, span, tables)
    report_fairness.put(facts, span, tables, tally, Table)
    out.mkdir()
    for name, table in tables.items():
        (out / (name + ".csv")).write_text(table.text(), encoding="utf-8", newline="")


main()
