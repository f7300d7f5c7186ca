#!/usr/bin/env python3
"""Write the pairing vectors s01… and their README: make_pairing.py [DIR] (default tests/vectors/pairing). Deterministic."""
import hashlib
import json
import os
import sys

import pairing

VECTORS = {}


def vector(name, why, inspectors, visits, rules=None, draw="demo/1", seed=None):
    """Inspectors `id cap base tag…`; visits `id / seats / seats… / -recused…`, seats = `n tag… [without tag…]`."""
    VECTORS[name] = why, {
        "format": "pairing-input/1",
        "draw": draw,
        "seed": seed or hashlib.sha256(f"pairing vector {name}".encode()).hexdigest(),
        "inspectors": [inspector(*text.split()) for text in inspectors],
        "tasks": [visit(*text.split(" / ")) for text in visits],
    } | ({} if rules is None else {"on_shortage": rules})


def inspector(id, cap, base, *tags):
    return {"id": id, "cap": int(cap), "base": int(base), "tags": list(tags)}


def visit(id, *parts):
    seats, exclude = [], []
    for part in parts:
        words = part.split()
        if part.startswith("-"):
            exclude = [word[1:] for word in words]
            continue
        cut = words.index("without") if "without" in words else len(words)
        seats.append({"n": int(words[0]), "tags": words[1:cut]})
        if words[cut + 1:]:
            seats[-1]["without"] = words[cut + 1:]
    return {"id": id, "seats": seats, "exclude": exclude}


def define():
    station = ["P1 2 0 a food", "P2 2 0 a food", "P3 6 0 a", "P4 6 0 a", "U1 4 0 sup", "U2 4 0 sup lead"]
    short = [f"E{k} / 1 food / 1 a / -P2" for k in (1, 2, 3)] + ["E4 / 1 food / 1 a"]
    vector("s01-widen", "`widen` alone: three seats, one inspector with cap 2; the superior unit is let in and the "
           "restart redraws everything, also the visits that were not short", station, short, ["widen sup"])
    vector("s02-raise-cap", "`raise-cap` alone, in two rounds with one certificate each: somebody of V already above the "
           "maximum stays as it is", ["P1 1 0 a", "P2 1 0 a", "P3 5 0 b", "P4 1 0 a b"],
           [f"E{k} / 2 a" for k in range(1, 5)] + [f"F{k} / 1 b" for k in range(1, 7)], ["raise-cap 3"])
    vector("s03-leave-open", "`leave-open` alone: the unplaced seats have nobody, the mix runs on the rest", station, short,
           ["leave-open"])
    vector("s04-widen-raise-open", "all three rules in order, each needed, two rounds of raising, still short, so that the last "
           "rule leaves three seats open", ["P1 1 0 food a", "P2 1 0 a", "U1 1 0 sup", "Q1 9 0 other"],
           [f"E{k} / 1 food / 1 a" for k in range(1, 7)], ["widen sup", "raise-cap 3", "leave-open"])
    vector("s05-undo", "a mix that hits the limit once (trace: `undone` 1): a chain of 36 seats, each with two "
           "candidates of cap 1; the state goes back, the words stay read",
           [f"P{k:02} 1 0 t{k} t{k + 1}" for k in range(37)], [f"E{k:02} / 1 t{k + 1}" for k in range(36)],
           draw="t", seed="%064x" % 5)
    vector("s06-empty-hands", "an inspector chosen in a move with no seat to give and a load other than a-1 (`if H(j) is "
           "empty: next step`): base 1, no seat, beside loads 1 and 2",
           ["P1 9 1 a", "P2 9 0 a", "P3 9 0 a"], ["E1 / 1 a", "E2 / 1 a", "E3 / 1 a"])
    vector("s07-without", "`without` classes: one of the station and one from another; two from any other station; a "
           "class with no tags but a `without`; a class with neither",
           [f"P{k} 9 0 s{k % 3} {'food' if k % 2 else 'price'}" for k in range(9)],
           ["E1 / 1 s0 / 1 without s0", "E2 / 1 s1 / 1 without s1", "E3 / 2 without s2", "E4 / 1 food without s0 s1 / 1",
            "E5 / 2"])
    vector("s08-components", "several components, each with its own key stream; visits and inspectors not in order of "
           "their ids; a component whose inspectors meet only through a third; somebody who is a candidate of nothing; cap 0",
           ["P9 9 0 c", "P8 9 0 c", "P1 9 0 a b", "P2 9 0 a", "P3 9 0 b", "P5 0 0 a", "P6 9 0 nobody", "P4 9 0 b", "P7 9 0 d",
            "P10 9 0 d"],
           ["E5 / 2 c", "E1 / 2 a", "E3 / 2 b", "E2 / 2 d", "E10 / 2 d", "E4 / 1 c / -P9"])
    vector("s09-empty", "no visit: nobody is drawn, everybody has load 0", ["P1 9 0 a", "P2 9 3 a"], [])
    vector("s10-nobody", "neither visit nor inspector", [], [])
    vector("s11-no-candidate", "a visit without candidates is a component of its own: its certificate has an empty V; "
           "another visit lacks candidates for one of two classes only",
           ["P1 9 0 a", "P2 9 0 a"], ["E1 / 2 a", "E2 / 2 b", "E3 / 1 a / 1 c"])
    vector("s12-no-candidate-open", "the same with rules that cannot help: `raise-cap` finds nobody to raise and is not "
           "logged, `widen` by a tag nobody has is applied and logged, then `leave-open`",
           ["P1 9 0 a", "P2 9 0 a"], ["E1 / 2 a", "E2 / 2 b", "E3 / 1 a / 1 c"], ["raise-cap 12", "widen ghost", "leave-open"])
    vector("s13-base", "carry-over: loads are balanced with base, `loads` shows seats without it; one inspector's base "
           "keeps him at no seat", ["P1 9 2 a", "P2 9 0 a", "P3 9 1 a", "P4 2 0 a", "P5 9 7 a"],
           ["E1 / 2 a", "E2 / 2 a", "E3 / 2 a", "E4 / 1 a"])
    vector("s14-helpers", "a certificate with helpers: three seats of one visit, two inspectors with room left, who may "
           "each take only one of them; a second visit is touched but not short",
           ["P1 9 0 a", "P2 9 0 a b", "P3 1 0 c"], ["E1 / 3 a", "E2 / 2 a", "E3 / 1 c / 1 b", "E4 / 1 c"])
    vector("s15-helpers-widen", "helpers again, who are in no other way short; `widen` acts on every seat of the class and "
           "is still subject to `without`, to recusals and to one seat per person and visit",
           ["P1 9 0 a", "P2 9 0 b", "U1 2 0 sup", "U2 9 0 sup bad", "U3 9 0 sup"],
           ["E1 / 2 a without bad / -U3", "E2 / 2 a without bad", "E3 / 1 b / 1 a / -U1"], ["widen sup"])
    vector("s16-still-short", "the rules run out: shortage, with what was applied; a cap that starts above the maximum "
           "is not lowered", ["P1 1 0 a", "P2 4 0 a"], [f"E{k} / 2 a" for k in range(1, 7)], ["raise-cap 3"])
    vector("s17-two-short", "two components short at once share each application; the widening joins them into one "
           "component, whose stream is new", ["P1 1 0 a", "P2 1 0 b", "U1 9 0 sup", "U2 9 0 sup", "P3 3 0 c"],
           ["E1 / 1 a / 1 c", "E2 / 1 b", "E3 / 1 a", "E4 / 1 b", "E5 / 1 b"], ["widen sup"])
    vector("s18-widen-twice", "two widenings in a row; the second is applied to what is short after the first",
           ["P1 1 0 a", "U1 2 0 sup", "V1 9 0 city", "V2 9 0 city"], [f"E{k} / 2 a" for k in range(1, 4)],
           ["widen sup", "widen city"])
    vector("s19-not-needed", "rules are there and nothing is short: `applied` and `open` are empty",
           ["P1 9 0 a", "P2 9 0 a", "P3 9 0 a"], ["E1 / 2 a", "E2 / 2 a"], ["widen sup", "raise-cap 12", "leave-open"])
    vector("s20-replace", "one seat drawn again under the protocol's section 8: d = `demo/1/r1`, seed = H(\"suicha/1/p:\" "
           "seed'), base = committed base plus seats kept, cap = seats still allowed, those who stay are recused",
           ["P1 7 2 a", "P2 8 1 a food", "P3 8 1 a", "P4 6 3 a", "P6 0 9 a"], ["E2 / 1 a / -P1", "E7 / 1 a / -P2"],
           draw="demo/1/r1", seed=replace_seed())
    people = [f"P{k:02} {3 + k % 4} {k % 3 % 2} s{k % 4} {'food' if k % 3 == 0 else 'price'}{' lead' if k % 5 == 0 else ''}"
              for k in range(24)]
    visits = [f"E{k:02} / 1 s{k % 4} / 1 {'food' if k % 2 else 'without s%d' % (k % 4)} / -P{k % 24:02} -P{5 * k % 24:02}"
              for k in range(30)]
    vector("s21-month", "a bureau's month: thirty visits, 24 people of four stations, recusals, carry-over, mates", people, visits)
    vector("s22-month-tight", "the same month with caps that only just suffice after one round",
           [text.replace(f" {text.split()[1]} ", " 2 ", 1) for text in people], visits, ["raise-cap 4", "leave-open"])


def replace_seed():
    seed, file = hashlib.sha256(b"seed.txt").hexdigest(), hashlib.sha256(b"replace-1.txt").hexdigest()
    again = pairing.H(f"suicha/1/r:{seed}:{file}:95a9f9f5b231b771")
    return pairing.H(f"suicha/1/p:{again}")


README = """# Pairing vectors

JSON in, JSON out; `docs/draw-protocol.md`, section 6, specifies what is computed. Two independent implementations agree on them.
`seed` is the pairing seed itself, `draw` is d, `tasks` are visits with their seat classes in order (`n`, `tags`, optionally
`without`), `exclude` the recusals, `base` is 0 where absent. Ids are compared as UTF-8 bytes; neither the protocol's charset nor the
rule of two officers applies here. `trace` is informative: one entry per component.

- `on_shortage` (optional) holds the rules in order. The output then has `applied`, one `{rule, certificate}` per widening, per
  round of raising and for `leave-open`; the certificate is the shortage document as it would have been printed without that rule.
- `open` lists `[visit, class from 0]` once per open seat, by visit and class.
- A shortage document has one entry per component that is short, in the order of the components. `seats`: one `[visit, class]`
  per seat of S; `inspectors`: V with the caps in force; `helpers`: per visit, the people of `helpers(visit)`; `capacity` = caps
  of V plus all helpers; `short_by` = `seats_needed` - `capacity`. When the rules run out, `applied` stands beside it.
- `loads` has every inspector of the input, seats without base. `tasks` are in the order of the ids' bytes.

`v1`, `v2` and `v3-shortage` belong to the protocol. The `s` vectors are written by `tests/reference/make_pairing.py`:

| vector | what it is for |
|---|---|
"""


def main(directory=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors", "pairing")):
    define()
    for name, (_, document) in VECTORS.items():
        os.makedirs(os.path.join(directory, name), exist_ok=True)
        for file, content in ("in.json", document), ("out.json", pairing.vector(document)):
            with open(os.path.join(directory, name, file), "w", encoding="utf-8", newline="\n") as out:
                out.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    with open(os.path.join(directory, "README.md"), "w", encoding="utf-8", newline="\n") as out:
        out.write(README + "".join(f"| `{name}` | {why} |\n" for name, (why, _) in VECTORS.items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
