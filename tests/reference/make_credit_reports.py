#!/usr/bin/env python3
"""Write the bad vectors of tests/vectors/credit-report from the good ones: make_credit_reports.py. Each has one fault and, but for
the digest's own, the digest of what it says, so that nothing but the stated rule can refuse it."""
import json
import os

from credit_report import digest

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors", "credit-report")


def section(report, heading):
    return next(one for one in report["sections"] if one["heading"] == heading)


def penalty(report):
    return section(report, "penalties")["records"][0]


def put(path, value):
    def change(report):
        *way, last = path
        for step in way:
            report = report[step]
        report[last] = value
    return change


def in_penalty(**members):
    return lambda report: penalty(report).update(members)


def drop(heading):
    return lambda report: report["sections"].remove(section(report, heading))


# name, good vector, part of the reason, why it must fail, change
BAD = [
    ("address", "individual", "address of a natural person", "a home stands in it", put(("registration", "address"), "示例路1号")),
    ("basis", "full", "without a legal basis", "a record without its law", in_penalty(basis="")),
    ("class", "full", "no public report has: risk_class", "the internal class stands in it",
     put(("registration", "risk_class"), "d")),
    ("complaint", "full", "kind complaint under penalties", "a complaint told as a penalty", in_penalty(kind="complaint")),
    ("detail", "full", "a detail that no public report has", "who was personally liable",
     lambda report: penalty(report)["details"].update(flags="liable")),
    ("expired", "full", "whose last day is over", "a record after its last day",
     lambda report: penalty(report)["shown"][0].update(until="2026-01-14")),
    ("format", "full", "another format", "a later version", put(("format",), "suicha-credit-report/2")),
    ("future", "full", "after the report's", "a record of tomorrow", in_penalty(day="2026-01-16")),
    ("heading", "full", "a heading is missing", "a heading left out", drop("serious")),
    ("late", "full", "was not known", "recorded after the report", in_penalty(as_of="2026-01-16")),
    ("none", "full", "penalties says none", "told as empty, and is not", lambda report: section(report, "penalties").update(state="none")),
    ("number", "full", "report number", "numbered on another day", put(("number",), "B202601160007-2")),
    ("order", "full", "does not come first", "the oldest record first",
     lambda report: section(report, "penalties")["records"].append(dict(penalty(report), day="2026-01-10", as_of="2026-01-10"))),
    ("phone", "full", "no public report has: phone", "a phone number", put(("registration", "phone"), "13900000000")),
    ("reply", "full", "answered before it came", "an answer before the objection",
     lambda report: penalty(report)["replies"][0].update(answered="2026-01-11")),
    ("unchecked", "full", "food-checks says none", "nobody looked, told as empty",
     lambda report: section(report, "food-checks").update(state="none")),
    ("withdrawn", "full", "a listing that was withdrawn", "a withdrawn listing stands in it",
     lambda report: section(report, "abnormal")["records"][0]["listing"].update(state="withdrawn", closed="2026-01-14")),
    ("count", "full", "a value that is no text", "a number that other languages print differently", in_penalty(rule=1)),
]


def main():
    lines = ["# `suicha-credit-report/1`. Good ones are printed by the program, bad ones by tests/reference/make_credit_reports.py.",
             "# file | accept, or refuse with a part of the message | what it is, or why it must fail"]
    for name, good, reason, why, change in BAD:
        with open(os.path.join(HERE, f"good-{good}.json"), encoding="utf-8") as file:
            report = json.load(file)["report"]
        change(report)
        with open(os.path.join(HERE, f"bad-{name}.json"), "w", encoding="utf-8", newline="\n") as file:
            json.dump({"digest": digest(report), "report": report}, file, ensure_ascii=False, separators=(",", ":"))
            file.write("\n")
        lines.append(f"bad-{name}.json | refuse: {reason} | {why}")
    with open(os.path.join(HERE, "good-full.json"), encoding="utf-8") as file:
        text = file.read()
    for name, changed, reason, why in [
            ("digest", text.replace("罚〔2026〕1号", "罚〔2026〕3号"), "digest is that of another report", "changed after it was made"),
            ("twice", text.replace('"format":', '"format":"x","format":', 1), "a member stands twice", "two values of one name")]:
        with open(os.path.join(HERE, f"bad-{name}.json"), "w", encoding="utf-8", newline="\n") as file:
            file.write(changed)
        lines.append(f"bad-{name}.json | refuse: {reason} | {why}")
    lines.append("good-full.json | accept | every kind of record, a reply, a rectification, one revoked penalty that is not there")
    lines.append("good-individual.json | accept | an individual business without records and without an address")
    head, rest = lines[:2], sorted(lines[2:])
    with open(os.path.join(HERE, "MANIFEST"), "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(head + rest) + "\n")


if __name__ == "__main__":
    main()
