#!/usr/bin/env python3
"""Lists, penalties with both clocks, inspections, joint measures, triggers and late facts of the golden
cases, told a second time from data/credit/*.csv and the text of the law, not from the program. Of what is
to be done (todo), the last day and the version of the rule are counted again, not whether it is to be
done; refusals are left to the program. Standard library only.

    credit.py DATA CASES        exit 1 on the first expectation that does not hold
"""
import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import workdays

DAY = timedelta(days=1)
SECTIONS = ("list", "penalty", "inspection", "measure", "trigger", "late", "risk")
HEAVY = {"downgrade", "revoke", "restrict-business", "stop-business", "close", "restrict-work"}
TIERS = ["PEN-OLD", "PEN-T0", "PEN-T1", "PEN-T2-OLD", "PEN-T2", "PEN-T3"]
NEEDS = ["corrected", "paid", "harm", "clean", "unlisted", "noban", "commitment", "applied"]
# On one day, the order in which things happen.
ORDER = """honour permit commitment complaint complaint-answered missed report letter inspection order penalty
court listing published complied objection objection-answered repair-applied repair-accepted repair-decided
repair-revoked penalty-void removal closed feedback""".split()
MANNERS = """made kept broken complaint lead accepted refused ended filed publish rectify rename serious unwilling
crime shield rescued failed gsxt ndrc granted wrong changed revoked void deregistered licence-revoked
closed-by-order registration-revoked taken not-taken lifted""".split()


def iso(text):
    return date.fromisoformat(text)


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def in_force(row, on):
    return iso(row["from"]) <= on and (not row["to"] or on <= iso(row["to"]))


def months(start, count):
    total = start.month - 1 + count
    year, month = start.year + total // 12, total % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return date(year, month, min(start.day, last))


class Law:
    def __init__(self, data):
        credit = Path(data) / "credit"
        self.calendar = workdays.read(Path(data) / "calendar.csv")
        for name in ("rules", "tiers", "kinds", "thresholds", "measures", "switches"):
            setattr(self, name, table(credit / f"{name}.csv"))

    def one(self, rows, on, **keys):
        found = [r for r in rows if in_force(r, on) and all(r[k] == v for k, v in keys.items())]
        return found[0] if found else None

    def rule(self, code, on):
        return self.one(self.rules, on, code=code)

    def switch(self, case, key, on):
        return case.switches.get(key) or self.one(self.switches, on, switch=key)["value"]


class Case:
    def __init__(self, path):
        self.form, self.events, self.switches, self.refused, self.asks = "enterprise", [], {}, set(), []
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            word, rest = line.split(" ", 1)
            parts = rest.split(" ")
            match word:
                case "subject":
                    self.form = rest
                case "switch":
                    key, value = rest.split("=")
                    self.switches[key] = value
                case "refused":
                    self.refused.add(parts[0])
                case "event":
                    pairs = dict(p.split("=", 1) for p in parts[3:])
                    event = {"id": parts[0], "day": iso(parts[1]), "kind": parts[2], **pairs}
                    event["recorded"] = iso(pairs.get("recorded", parts[1]))
                    self.events.append(event)
                case "ask":
                    known = iso(parts[1].split("=")[1]) if len(parts) > 1 else None
                    self.asks.append((iso(parts[0]), known, [], []))
                case "expect":
                    self.asks[-1][2].append(rest)
                case "none":
                    self.asks[-1][3].append(rest)
        self.events = [e for e in self.events if e["id"] not in self.refused]


class Day:
    """What holds in a case on a day."""

    def __init__(self, law, case, as_of, known):
        self.law, self.case, self.as_of = law, case, as_of
        seen = [e for e in case.events if e["day"] <= as_of and (known is None or e["recorded"] <= known)]
        place = lambda e: MANNERS.index(e["manner"]) if "manner" in e else -1
        self.events = sorted(seen, key=lambda e: (e["day"], ORDER.index(e["kind"]), place(e)))

    def switch(self, key):
        return self.law.switch(self.case, key, self.as_of)

    def of(self, kind):
        return [e for e in self.events if e["kind"] == kind]

    def about(self, target):
        return [e for e in self.events if e.get("about") == target["id"]]

    def last_day(self, start, term):
        count, unit = term.split(" ")
        if unit == "d":
            return start + int(count) * DAY
        end = months(start, int(count) * (12 if unit == "y" else 1))
        return end - DAY if self.switch("term-end") == "day-before" else end

    def done(self, target):
        """What was done for a record, in order: a broken commitment or refused repair undoes."""
        done = set()
        for event in self.about(target):
            match event["kind"], event.get("manner"):
                case "complied", _:
                    flags = set(event.get("flags", "corrected").split("+"))
                    done |= flags & {"paid", "corrected", "harm"} or {"corrected"}
                case "commitment", "broken":
                    done.discard("commitment")
                case "commitment", _:
                    done.add("commitment")
                case "repair-applied", _:
                    done.add("applied")
                case "repair-decided", "refused":
                    done.discard("applied")
                case "repair-revoked", _:
                    done = done - {"commitment", "applied"} if target["kind"] == "penalty" else set()
        return done

    # Penalties

    def void(self, penalty):
        return any(e["kind"] == "penalty-void" for e in self.about(penalty))

    def heavy(self, penalty):
        kinds, flags = penalty["kinds"].split("+"), penalty.get("flags", "").split("+")
        return "heavy" in flags or bool(HEAVY & set(kinds))

    def low(self, penalty):
        """True, False, or None where there is no fine or no threshold."""
        if "fine" not in penalty["kinds"].split("+"):
            return None
        row = self.law.one(self.law.thresholds, penalty["day"], region=penalty.get("region", "310000"))
        if row is None:
            return None
        limit = int(row["natural" if penalty.get("party") == "natural" else "organisation"])
        fine = int(penalty["fine"])
        return fine < limit or (fine == limit and row["inclusive"] == "yes")

    def tier(self, penalty, on):
        def of(kind):
            row = self.law.one(self.law.kinds, on, kind=kind)
            return [row["tier"]] if row else []

        if penalty.get("procedure") == "simple":
            return (of("simple") or [None])[0]
        kinds = penalty["kinds"].split("+")
        found = [t for k in kinds if k != "fine" for t in of(k)]
        if any(self.serious_of(entry, penalty) for entry in self.of("listing")):
            found += of("serious")
        ways = {True: ["fine-low"], False: ["fine"], None: ["fine-low", "fine"]}[self.low(penalty)]
        huge = self.switch("huge-fine")
        if "fine" in kinds and huge != "none" and int(penalty["fine"]) >= int(huge):
            ways = ["fine-huge"]
        if "fine" not in kinds:
            return max(found, key=TIERS.index, default=None)
        answers = {max([*found, *of(way)], key=TIERS.index, default=None) for way in ways}
        return answers.pop() if len(answers) == 1 else "undecided"

    def serious_of(self, listing, penalty):
        """Whether a serious listing, not withdrawn, follows from a penalty."""
        linked = listing.get("about") == penalty["id"] or (
            "case" in penalty and listing.get("case") == penalty["case"]
        )
        return linked and self.list_of(listing) == "serious" and self.state(listing)[0] != "withdrawn"

    def published(self, record):
        if "published" in record:
            return iso(record["published"])
        days = [e["day"] for e in self.about(record) if e["kind"] == "published" and e["manner"] == "gsxt"]
        return min(days, default=None)

    def repaired(self, penalty):
        repaired = False
        for event in self.events:
            own = event.get("about") == penalty["id"]
            if own and event["kind"] == "repair-decided" and event["manner"] == "granted":
                repaired = True
            elif own and event["kind"] == "repair-revoked":
                repaired = False
            elif event["kind"] == "court" and event["manner"] == "rescued" and penalty["day"] <= event["day"]:
                repaired = repaired or self.law.rule("REP-BANKR", event["day"]) is not None
        return repaired

    def shield(self):
        steps = [e for e in self.of("court") if e["manner"] in ("shield", "rescued", "failed")]
        return bool(steps) and steps[-1]["manner"] == "shield" and bool(self.law.rule("REP-BANKR", steps[-1]["day"]))

    def governing_day(self, penalty, channel):
        on = self.as_of if self.switch("old-penalties") == "new" else penalty["day"]
        if channel == "gsxt" and self.switch("gsxt-penalty-regime") == "order-45":
            on = min(on, max(iso(r["to"]) for r in self.law.kinds if r["tier"] == "PEN-T2-OLD"))
        return on

    def clock(self, penalty, channel):
        on = self.governing_day(penalty, channel)
        tier = self.tier(penalty, on)
        if tier in (None, "undecided"):
            word = "void" if self.void(penalty) else ("undecided" if tier else "no-rule")
            return f"penalty {penalty['id']} {channel} ? {word} rule=none"
        row = self.law.one(self.law.tiers, on, code=tier, channel=channel)
        start = self.published(penalty) if channel == "gsxt" else iso(penalty.get("dated", str(penalty["day"])))
        kinds = set(penalty["kinds"].split("+"))
        special = penalty.get("domain") in ("food", "drug", "special-equipment")
        least = row["special" if special else "min"]
        if kinds & set(filter(None, row["never"].split("+"))):
            least = "never"
        apply = until = "none"
        if start:
            apply = {"never": "never", "": start}.get(least) or self.last_day(start, least) + DAY
            if row["max"]:
                until = self.last_day(start, row["max"])
                if row["ban"] == "yes" and "ban" in penalty:
                    until = max(until, iso(penalty["ban"]))
        missing = self.missing(row["needs"], self.penalty_done(penalty))
        over = until != "none" and until < self.as_of
        if self.void(penalty):
            word = "void"
        elif row["shown"] == "no":
            word = "tier"
        elif self.repaired(penalty):
            word = "repaired"
        elif start is None:
            word = "unpublished"
        elif self.shield():
            word = "shield"
        elif over:
            word = "unsettled" if row["past"] == "sector" and set(missing) & {"corrected", "paid"} else "ended"
        else:
            word = "shown"
        needs = "+".join(missing) or "none"
        return (
            f"penalty {penalty['id']} {channel} {tier} {word} from={start or 'none'} apply={apply} "
            f"until={until} needs={needs} rule={tier}@{row['from']}"
        )

    def penalty_done(self, penalty):
        done = self.done(penalty)
        if int(penalty.get("fine", 0)) + int(penalty.get("confiscated", 0)) == 0:
            done.add("paid")
        if not any(self.state(entry)[0] == "open" for entry in self.of("listing")):
            done.add("unlisted")
        later = [p for p in self.of("penalty") if p["day"] > penalty["day"] and not self.void(p)]
        if "offence" not in penalty or all(p.get("offence") != penalty["offence"] for p in later):
            done.add("clean")
        return done

    @staticmethod
    def missing(needs, done):
        return [n for n in NEEDS if n in needs.split("+") and n not in done]

    # Listings

    def list_of(self, listing):
        return next(r["list"] for r in self.law.rules if r["code"] == listing["ground"])

    def state(self, listing):
        """State, day and event of its end, and where its terms begin."""
        state, on, by, clock = "open", None, None, listing["day"]
        for event in self.events:
            own = event.get("about") == listing["id"]
            if event["kind"] == "closed" and state == "open" and event["day"] >= listing["day"]:
                rule = self.law.rule(listing["ground"], listing["day"])
                if rule and "deregistered" in rule["removals"].split("+"):
                    state, on, by = "closed", event["day"], event["id"]
            elif own and event["kind"] == "removal" and state == "open":
                words = {"correction": "withdrawn", "void": "withdrawn", "expired": "ended", "deregistered": "closed"}
                state, on, by = words.get(event["reason"], "removed"), event["day"], event["id"]
            elif own and event["kind"] == "repair-decided" and event["manner"] == "granted" and state == "open":
                state, on, by = "removed", event["day"], event["id"]
            elif own and event["kind"] == "repair-revoked":
                state, on, by = "open", None, None
                if self.list_of(listing) == "serious":
                    clock = event["day"]
        return state, on, by, clock

    def penalties_of(self, listing):
        same = lambda p: listing.get("about") == p["id"] or ("case" in p and p["case"] == listing.get("case"))
        return [p for p in self.of("penalty") if same(p)]

    def entry(self, listing):
        rule = self.law.rule(listing["ground"], listing["day"])
        state, on, by, clock = self.state(listing)
        serious = self.list_of(listing) == "serious"
        exit_, end, missing = "never", "none", []
        if rule:
            least = rule["min"]
            exit_ = {"never": "never", "": clock}.get(least) or self.last_day(clock, least) + DAY
            bans = [iso(p["ban"]) for p in self.penalties_of(listing) if "ban" in p] if serious else []
            bans += [iso(listing["ban"])] if "ban" in listing else []
            if rule["max"]:
                end = max([self.last_day(clock, rule["max"]), *bans])
            done = self.done(listing)
            if listing["ground"] in ("ABN-1", "IND-1", "COOP-1"):
                if any(r["year"] == listing.get("year") for r in self.of("report")):
                    done.add("corrected")
            again = [p for p in self.of("penalty") if p["day"] > listing["day"] and self.heavy(p) and not self.void(p)]
            owed = [p for p in self.penalties_of(listing) if "paid" not in self.penalty_done(p)]
            done |= set() if serious and again else {"clean"}
            done |= set() if serious and owed else {"paid"}
            done |= {"noban"} if all(ban < self.as_of for ban in bans) else set()
            missing = self.missing(rule["needs"], done)
        if state == "open" and end != "none" and end < self.as_of:
            state, on, by = "ended", end + DAY, "term"
        stays = self.switch("display-after-removal") == "stays" and not serious and state != "withdrawn"
        over = False
        if listing["ground"] == "IND-1" and self.switch("mark-display") == "june-30":
            june = date(listing["day"].year, 6, 30)
            june = june if listing["day"] <= june else date(june.year + 1, 6, 30)
            over = self.as_of > june
        shown = "yes" if (state == "open" and not over) or stays else "no"
        version = f"{listing['ground']}@{rule['from']}" if rule else "none"
        head = f"list {listing['id']} {listing['ground']} {state} since={listing['day']}"
        if state == "open":
            needs = "+".join(missing) or "none"
            return f"{head} exit={exit_} end={end} needs={needs} shown={shown} rule={version}"
        return f"{head} on={on} by={by} shown={shown} rule={version}"

    # Inspections, measures, triggers

    def inspection(self, visit):
        since_2025 = self.law.rule("INS-REPAIR", self.as_of) is not None
        repaired = False
        for event in self.about(visit):
            if event["kind"] == "repair-decided":
                repaired = repaired or event["manner"] == "granted"
            elif event["kind"] == "repair-revoked":
                repaired = False
        led = []
        if "case" in visit:
            mine = lambda e: e.get("case") == visit["case"]
            led += [self.clock(p, "gsxt").split(" ")[4] in ("ended", "repaired", "void") for p in self.of("penalty") if mine(p)]
            serious = [e for e in self.of("listing") if mine(e) and self.list_of(e) == "serious"]
            led += [self.entry(e).split(" ")[3] != "open" for e in serious]
        if repaired and since_2025:
            word = "repaired"
        elif self.published(visit) is None:
            word = "unpublished"
        else:
            word = "linked" if since_2025 and led and all(led) else "shown"
        return f"inspection {visit['id']} {visit['result']} {word}"

    def reasons(self):
        """Why there may be a measure: reason, event, first day."""
        for entry in self.of("listing"):
            serious = self.list_of(entry) == "serious"
            state = self.entry(entry).split(" ")[3]
            if state == "open":
                yield ("serious" if serious else "abnormal"), entry
            if entry["ground"] == "SER-X" and state != "withdrawn":
                yield "serious-x", entry
        for event in self.of("closed"):
            if event["manner"] == "registration-revoked":
                yield "fraud", event
            liable = "liable" in event.get("flags", "").split("+")
            if liable and event["manner"] in ("licence-revoked", "closed-by-order"):
                yield "closed-liable", event
        for event in self.of("court"):
            if event["manner"] == "crime":
                yield "procurement", event
        for penalty in self.of("penalty"):
            kinds, flags = set(penalty["kinds"].split("+")), penalty.get("flags", "").split("+")
            if self.void(penalty):
                continue
            if kinds & {"stop-business", "revoke"} or self.low(penalty) is False:
                yield "procurement", penalty
            if penalty.get("domain") == "food" and "prison" in flags:
                yield "food-prison", penalty
            elif penalty.get("domain") == "food" and "revoke" in kinds:
                yield "food-revoked", penalty
            if penalty.get("domain") == "drug" and penalty.get("ground") == "SER-6.1" and "grave" in flags:
                yield "drug-fake", penalty

    def measures(self):
        for because, event in self.reasons():
            on = self.as_of if because in ("serious", "abnormal") else event["day"]
            for row in self.law.measures:
                if row["because"] != because or not in_force(row, on):
                    continue
                until = row["period"]
                if until not in ("listed", "life"):
                    until = self.last_day(event["day"], until)
                    if until < self.as_of:
                        continue
                yield (
                    f"measure {row['code']} by={event['id']} from={event['day']} until={until} "
                    f"rule={row['code']}@{row['from']}"
                )

    def triggers(self):
        def told(code, on, *by):
            row = self.law.rule(code, on)
            ids = "+".join(e["id"] for e in by)
            return [f"trigger {code} on={on} by={ids} rule={code}@{row['from']}"] if row else []

        valid = [p for p in self.of("penalty") if not self.void(p)]
        for place, penalty in enumerate(valid):
            on = penalty["day"]
            rule = self.law.rule("FOOD-3IN1", on)
            if rule:
                left_out = set(rule["except"].split("+"))
                food = [p for p in valid[: place + 1] if p.get("domain") == "food"]
                food = [p for p in food if not left_out & set(p["kinds"].split("+"))]
                if len(food) >= 3 and food[-1] is penalty and on <= self.last_day(food[-3]["day"], rule["max"]):
                    yield from told("FOOD-3IN1", on, *food[-3:])
            same = [p for p in valid[:place] if "offence" in penalty and p.get("offence") == penalty["offence"]]
            rule = self.law.rule("SAME-1Y", on)
            if same and rule and on <= self.last_day(same[-1]["day"], rule["max"]):
                yield from told("SAME-1Y", on, same[-1], penalty)
            if penalty.get("domain") == "food" and "revoke" in penalty["kinds"].split("+"):
                yield from told("BAN-5Y", on, penalty)
        for event in self.of("court"):
            if event["manner"] == "shield":
                yield from told("REP-BANKR", event["day"], event)
        for event in self.of("repair-revoked"):
            target = next(e for e in self.case.events if e["id"] == event["about"])
            if target["kind"] == "listing" and self.list_of(target) == "serious":
                yield from told("SER-FRAUD", event["day"], event)

    def lines(self):
        yield from (self.entry(e) for e in self.of("listing"))
        for penalty in self.of("penalty"):
            yield from (self.clock(penalty, channel) for channel in ("gsxt", "ndrc"))
        yield from (self.inspection(e) for e in self.of("inspection"))
        yield from self.measures()
        yield from self.triggers()
        yield from (f"late {e['id']}" for e in self.events if "late" in e)
        rule = self.law.rule("RISK-M", self.as_of)
        if rule:
            last = months(self.as_of.replace(day=1), 1) - DAY
            yield f"risk RISK-M due={last} rule=RISK-M@{rule['from']}"


def todo(law, case, expected):
    """The line of a duty, from the day it begins on: that of its last event, unless it says another."""
    words = expected.split(" ")
    pairs = dict(word.split("=") for word in words[2:])
    by = [next(e for e in case.events if e["id"] == name) for name in pairs["by"].split("+")]
    start = iso(pairs.get("start", str(max(e["day"] for e in by))))
    rule = law.rule(words[1], start)
    if rule is None:
        return f"{expected}: no rule on {start}"
    count, _, unit = rule["due"].partition(" ")
    due = {"": "unset", "same": str(start)}.get(rule["due"])
    if unit == "wd":
        known = start in law.calendar[2]
        due = str(workdays.due(start, int(count), law.calendar) or "unknown") if known else "unknown"
    return f"todo {words[1]} by={pairs['by']} start={start} due={due} rule={words[1]}@{rule['from']}"


def fits(line, expected):
    words = iter(w for w in line.split(" ") if "=" not in w)
    pairs = set(w for w in line.split(" ") if "=" in w)
    return all(p in pairs if "=" in p else p == next(words, None) for p in expected.split(" "))


def main():
    law, checked = Law(sys.argv[1]), 0
    for path in sorted(Path(sys.argv[2]).glob("*.txt")):
        case = Case(path)
        for as_of, known, expected, none in case.asks:
            lines = list(Day(law, case, as_of, known).lines())
            mine = [e for e in expected if e.split(" ")[0] in SECTIONS]
            named = {e.split(" ")[0] for e in mine} | set(none) & set(SECTIONS)
            left = [line for line in lines if line.split(" ")[0] in named]
            for wanted in mine:
                found = next((line for line in left if fits(line, wanted)), None)
                if found is None:
                    sys.exit(f"{path.name}: {as_of}: not told here: {wanted}\n" + "\n".join(lines))
                left.remove(found)
            if left:
                sys.exit(f"{path.name}: {as_of}: told here, not expected: {left}")
            for wanted in (e for e in expected if e.startswith("todo ")):
                line = todo(law, case, wanted)
                if not fits(line, wanted):
                    sys.exit(f"{path.name}: {as_of}: {wanted}\ncounted here: {line}")
                checked += 1
            checked += len(mine) + len(set(none) & set(SECTIONS))
    print(f"{checked} expectations agree")


if __name__ == "__main__":
    main()
