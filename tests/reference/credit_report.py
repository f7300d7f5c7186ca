#!/usr/bin/env python3
"""Check public credit reports written by somebody else: credit_report.py FILE...

Nothing of the program is used. The file is JSON `{"digest": ..., "report": ...}`; the digest is SHA-256 over the name of the
format, a line feed, and the report as canonical JSON (RFC 8785: members by name, no blanks; all values here are texts, true,
false and null). Then the report as a whole: every heading once and in order, its state in line with its records, days in order,
no address of a natural person, no member that a public report does not have. Exit 1 and one line with the reason if not.
"""
import datetime
import hashlib
import json
import re
import sys

FORMAT = "suicha-credit-report/1"
HEADINGS = ("permits random-checks quality-checks certification-checks food-checks other-checks penalties abnormal serious broken "
            "commitments annual-reports separate-book suspensions forced-end simple-end honours").split()
NOT_HELD = set("quality-checks certification-checks food-checks other-checks separate-book suspensions forced-end simple-end".split())
KINDS = {"permits": "permit", "random-checks": "inspection", "penalties": "penalty", "abnormal": "listing", "serious": "listing",
         "broken": "commitment", "commitments": "commitment", "annual-reports": "report", "honours": "honour"}
REGISTRATION = set("name other_id kind subject_group status dormant region authority industry established licence_until address".split())
RECORD = set("kind day as_of source authority basis details listing shown rectified replies repair repair_from rule".split())
DETAILS = set("manner result item ground year number procedure kinds fine confiscated domain published until".split())
REPAIR = set("none applied accepted refused granted revoked".split())


class Refused(Exception):
    pass


def need(holds, why):
    if not holds:
        raise Refused(why)


def once(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names), "a member stands twice")
    return dict(pairs)


def members(value, names, what):
    need(isinstance(value, dict), f"{what} is no object")
    more, less = set(value) - set(names), set(names) - set(value)
    need(not more, f"{what} has a member that no public report has: {', '.join(sorted(more))}")
    need(not less, f"{what} lacks {', '.join(sorted(less))}")


def day(text, what, may_lack=False):
    if text is None and may_lack:
        return None
    need(isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text), f"{what} is no date")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{what} is no date") from None


def leaves(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield value


def canonical(report):
    return json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(report):
    return hashlib.sha256(FORMAT.encode() + b"\n" + canonical(report)).hexdigest()


def registration(facts):
    if facts is None:
        return
    members(facts, REGISTRATION, "registration")
    home = facts["subject_group"] in ("individual", "other")
    need(not home or facts["address"] is None, "the address of a natural person is not public")


def record(entry, heading, as_of, known_by):
    members(entry, RECORD, "a record")
    need(entry["kind"] == KINDS[heading], f"a record of the kind {entry['kind']} under {heading}")
    happened, recorded = day(entry["day"], "the day of a record"), day(entry["as_of"], "as_of of a record")
    need(happened <= as_of, "a record of a day after the report's")
    need(happened <= recorded, "a record that was recorded before it happened")
    need(recorded <= known_by, "a record that was not known by the report's day")
    need(isinstance(entry["basis"], str) and entry["basis"], "a record without a legal basis")
    need(isinstance(entry["authority"], str) and entry["authority"], "a record without an authority")
    need(set(entry["details"]) <= DETAILS, "a detail that no public report has")
    need(entry["repair"] in REPAIR, "no such state of repair")
    need(bool(entry["shown"]) == (heading in ("random-checks", "penalties", "abnormal", "serious")),
         "a record that is shown nowhere, or need not be")
    for shown in entry["shown"]:
        members(shown, ("channel", "tier", "from", "until"), "a display")
        begin, end = day(shown["from"], "from", True), day(shown["until"], "until", True)
        need(end is None or end >= as_of, "a record whose last day is over")
        need(begin is None or end is None or begin <= end, "a display that ends before it begins")
    if entry["listing"] is not None:
        members(entry["listing"], ("list", "state", "closed"), "a listing")
        need(entry["listing"]["state"] != "withdrawn", "a listing that was withdrawn")
        need((entry["listing"]["closed"] is None) == (entry["listing"]["state"] == "open"), "a listing that is open and has ended")
    need((entry["listing"] is not None) == (heading in ("abnormal", "serious")), "a listing under another heading")
    for reply in entry["replies"]:
        members(reply, ("day", "answered", "answer"), "a reply")
        answered = day(reply["answered"], "answered", True)
        need(answered is None or answered >= day(reply["day"], "the day of a reply"), "a reply that was answered before it came")


def check(text):
    whole = json.loads(text, object_pairs_hook=once)
    members(whole, ("digest", "report"), "the file")
    report = whole["report"]
    members(report, ("format", "number", "body", "as_of", "known_by", "id", "registration", "sections"), "the report")
    need(report["format"] == FORMAT, "another format")
    need(all(leaf is None or isinstance(leaf, (str, bool)) for leaf in leaves(report)), "a value that is no text")
    need(whole["digest"] == digest(report), "the digest is that of another report")
    as_of, known_by = day(report["as_of"], "as_of"), day(report["known_by"], "known_by")
    number = re.fullmatch(r"([BP])(\d{8})\d{4}-[1-9]\d*", report["number"])
    need(number and number[2] == known_by.strftime("%Y%m%d"), "the report number is that of another day")
    registration(report["registration"])
    need([section["heading"] for section in report["sections"]] == HEADINGS, "a heading is missing, or out of order")
    for section in report["sections"]:
        members(section, ("heading", "state", "records"), "a section")
        state = "unchecked" if section["heading"] in NOT_HELD else "records" if section["records"] else "none"
        need(section["state"] == state, f"{section['heading']} says {section['state']} and is {state}")
        need(not (section["heading"] in NOT_HELD and section["records"]), "records under a heading that nobody looked for")
        for entry in section["records"]:
            record(entry, section["heading"], as_of, known_by)
        days = [entry["day"] for entry in section["records"]]
        need(days == sorted(days, reverse=True), "the latest record does not come first")


def main(files):
    for name in files:
        try:
            with open(name, encoding="utf-8") as file:
                check(file.read())
        except (Refused, ValueError, KeyError, TypeError) as why:
            print(f"{name}: {why}", file=sys.stderr)
            return 1
        print(f"{name}: good")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
