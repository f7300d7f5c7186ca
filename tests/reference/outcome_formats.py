#!/usr/bin/env python3
"""Read the texts of outcomes and acts strictly: outcome_formats.py DIR reads every file that DIR/MANIFEST lists and says whose
verdict differs. Written from the lines shown at the head of `core/outcome/act.rs` and from the vectors, without the program.
"""
import datetime, os, re, sys

ID, CARD, DRAW, HEX = "[0-9A-Z]{1,64}", "[0-9A-Za-z.-]{1,64}", "[a-z0-9-]{1,32}", "[0-9a-f]{64}"
COUNT = "[1-9][0-9]{0,9}"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OUTCOME = [("draw", DRAW, 1), ("attempt", COUNT, 1), ("subject", ID, 1), ("matter", CARD, 1), ("revision", COUNT, 1),
           ("visited", "DATE", 1), ("inspector", CARD, 0), ("method", "M[1-6]", 0), ("result", "R[1-9]|G[1-4]", 0),
           ("given", "(?:old-a|old-b) WORDS", None), ("disposal", "D[1-6]", 0), ("due", "DATE", None), ("evidence", HEX, 0),
           ("findings", "WORDS", None), ("difference", "WORDS", None), ("note", "WORDS", None)]
VERBS = "enter|pass|return|publish|correct|withdraw|finish"
ACT = [("number", COUNT, 1), ("at", "TIME", 1), ("actor", "WORDS", 1), ("card", CARD, None), ("key", r"\S+", None),
       ("verb", VERBS, 1), ("draw", DRAW, 1), ("attempt", COUNT, 1), ("salt", HEX, 1), ("source", HEX, 0), ("date", "DATE", None),
       ("reason", "WORDS", None), ("outcome", f"{ID} {CARD} {COUNT} {HEX}", 0)]


class Refused(Exception):
    pass


def need(holds, what):
    if not holds: raise Refused(what)


def day(text):
    need(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text), "a date")
    return datetime.date.fromisoformat(text)


def words(text):
    """Words on one line: `\\n` and `\\\\` stand for a line feed and a backslash, nothing else does."""
    need(re.fullmatch(r"(?:[^\\]|\\n|\\\\)+", text), "words with known escapes")
    plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else "\\", text)
    need(plain == plain.strip(), "no blanks at the ends")


def value(kind, text):
    if kind == "DATE": return day(text)
    if kind == "WORDS": return words(text)
    if kind == "TIME":
        need(text.endswith("+08:00"), "+08:00")
        day(text[:10])
        return need(re.fullmatch(r".{10}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}[+]08:00", text), "a time")
    if kind.endswith(" WORDS"):
        first, _, rest = text.partition(" ")
        need(re.fullmatch(kind[:-6], first), "a set")
        return words(rest)
    need(re.fullmatch(kind, text), kind)


def lines(data, header, shape):
    """The values by key; the order of the keys is fixed. 1: once, 0: any number, ascending, None: at most once."""
    need(not data.startswith(b"\xef\xbb\xbf"), "a byte order mark")
    text = data.decode()
    need(text.endswith("\n") and not UNSEEN.search(text), "LF at the end, nothing unseen")
    rest = text[:-1].split("\n")
    need(rest.pop(0) == header, "the first line")
    found = {}
    for key, kind, times in shape:
        found[key] = []
        while rest and rest[0].startswith(key + " ") and (times == 0 or not found[key]):
            found[key].append(rest.pop(0)[len(key) + 1:])
            value(kind, found[key][-1])
        need(times != 1 or found[key], f"a line {key}")
    need(not rest, "nothing follows")
    return found


def ascending(values):
    need(all(a < b for a, b in zip(values, values[1:])), "ascending, each once")


def outcome(data):
    o = lines(data, "suicha-outcome/1", OUTCOME)
    for key in ("inspector", "method", "result", "disposal", "evidence"): ascending(o[key])
    results, gone = o["result"], any(code[0] == "G" for code in o["result"])
    need(results and o["disposal"], "a result and what follows")
    need(len(results) == 1 or not any(code == "R1" or code[0] == "G" for code in results), "R1 and G stand alone")
    need(gone or (o["method"] and o["inspector"]), "a method and somebody")
    need("M1" not in o["method"] or len(o["inspector"]) >= 2, "two officers on site")
    need(len(o["disposal"]) == 1 or "D1" not in o["disposal"], "D1 stands alone")
    if o["due"]:
        need(day(o["due"][0]) >= day(o["visited"][0]) and o["disposal"] != ["D1"], "something to be done, not before the visit")


def act(data):
    a = lines(data, "suicha-act/1", ACT)
    about = [line.split(" ")[:2] for line in a["outcome"]]
    need(about, "about something")
    ascending(about)
    ascending(a["source"])
    verb = a["verb"][0]
    need(verb in ("enter", "correct") or not a["source"], "only who enters reads files")
    need((verb in ("return", "correct", "withdraw")) == bool(a["reason"]), "a reason with return, correct, withdraw")
    need((verb == "finish") == bool(a["date"]), "a day with finish")


def main(place):
    wrong = 0
    for line in open(os.path.join(place, "MANIFEST"), encoding="utf-8"):
        if line.startswith("#"): continue
        name, verdict, _ = line.rstrip("\n").split(" | ")
        data = open(os.path.join(place, name), "rb").read()
        try:
            (act if "-act" in name else outcome)(data)
            said = "accept"
        except (Refused, UnicodeDecodeError, ValueError) as e:
            said = f"refuse: {e}"
        if said.split(":")[0] != verdict.split(":")[0]:
            wrong += 1
            print(f"{name}: the manifest says {verdict}, this reader {said}")
    print(f"{wrong} verdicts differ")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
