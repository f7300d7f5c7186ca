#!/usr/bin/env python3
"""Reads what `suicha credit export` writes a second time: manifest and digests, dictionary, columns and types of
CSV and JSON, sums in 万元, counts, withdrawals; and, of several exchanges, that each follows from the one before.
Written from the files and their dictionary, not from the program. Standard library only.

    exchange.py check DIR...       one exchange, or a chain that begins with a full one
    exchange.py vectors VECTORS    the good chain passes, and each change of bad.toml fails where it says
"""
import csv
import hashlib
import io
import json
import re
import shutil
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path

TABLES = ["abnormal", "cooperatives", "marks", "measure-details", "measures", "penalties", "permits", "serious",
          "withdrawals"]
FORMS = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "number": re.compile(r"\d+"),
    "amount": re.compile(r"\d+\.\d{6}"),
    "code": re.compile(r"\S+"),
    "word": re.compile(r"\S+"),
    "text": re.compile(r"[^\r\n]+"),
}
CITIZEN = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
KEYS = {"format", "body", "sequence", "kind", "as_of", "known", "previous", "state", "counts", "files"}


class Wrong(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Wrong(what)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def pair(directory, name):
    """Rows of a table, the same in CSV and in JSON."""
    text = (directory / f"{name}.csv").read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    need(rows, f"{name}: no heading")
    objects = json.loads((directory / f"{name}.json").read_bytes().decode("utf-8"))
    need(all(len(row) == len(rows[0]) for row in rows), f"{name}: ragged rows")
    need([list(o) for o in objects] == [rows[0]] * len(objects), f"{name}: columns of JSON and CSV differ")
    need([list(o.values()) for o in objects] == rows[1:], f"{name}: CSV and JSON differ")
    return rows[0], objects


class Exchange:
    def __init__(self, directory):
        self.directory = Path(directory)
        raw = (self.directory / "manifest.json").read_bytes()
        self.digest, self.manifest = sha(raw), json.loads(raw)
        need(set(self.manifest) == KEYS, "manifest: keys")
        need(self.manifest["format"] == "suicha-credit-exchange/1", "manifest: format")
        self.as_of = date.fromisoformat(self.manifest["as_of"])
        self.full = self.manifest["kind"] == "full"
        need(self.full or self.manifest["kind"] == "changes", "manifest: kind")
        self.files()
        self.dictionary()
        self.tables = {}
        for name in TABLES:
            self.tables[name] = self.table(name)
        self.counts()
        self.measures()

    def files(self):
        there = {p.name for p in self.directory.iterdir()} - {"manifest.json"}
        named = self.manifest["files"]
        want = {f"{n}.{e}" for n in [*TABLES, "dictionary"] for e in ("csv", "json")}
        need(there == set(named) == want, f"files: {sorted(there ^ want)}")
        for name, digest in named.items():
            need(sha((self.directory / name).read_bytes()) == digest, f"digest of {name}")

    def dictionary(self):
        self.columns = {name: [] for name in TABLES}
        for row in pair(self.directory, "dictionary")[1]:
            need(row["table"] in self.columns and row["type"] in FORMS, "dictionary: table or type")
            need(row["source"] and row["name"] and row["name_en"], "dictionary: name and source of law")
            need((row["type"] == "amount") == (row["unit"] == "万元"), "dictionary: amounts are in 万元")
            self.columns[row["table"]].append(row)

    def table(self, name):
        heading, rows = pair(self.directory, name)
        columns = self.columns[name]
        need(heading == [c["code"] for c in columns], f"{name}: columns are those of the dictionary")
        for row in rows:
            for column in columns:
                self.cell(f"{name}.{column['code']}", column, row[column["code"]])
        keys = [(row.get("CX_BM"), row["JL_BS"]) for row in rows]
        need(len(set(keys)) == len(keys), f"{name}: a key twice")
        need([list(row.values()) for row in rows] == sorted(list(row.values()) for row in rows), f"{name}: order")
        return rows

    def cell(self, where, column, cell):
        if not cell:
            need(column["required"] == "no", f"{where}: required")
            return
        need(column["public"] == "yes", f"{where}: not public, never filled")
        need(len(cell) <= int(column["length"]), f"{where}: too long")
        need(FORMS[column["type"]].fullmatch(cell), f"{where}: type {column['type']}: {cell}")
        if column["type"] == "date":
            date.fromisoformat(cell)
        if column["type"] == "text":
            need(not CITIZEN.search(cell) and not MOBILE.search(cell), f"{where}: number of a person")

    def counts(self):
        counts, gone = self.manifest["counts"], self.tables["withdrawals"]
        need(set(counts) == set(TABLES) - {"withdrawals"}, "counts: tables")
        for name, count in counts.items():
            rows = self.tables[name]
            kinds = [row["BD_LX"] for row in rows]
            need(count["rows"] == len(rows), f"{name}: rows counted")
            if self.full:
                need(set(kinds) <= {"full"} and count["held"] == len(rows), f"{name}: a snapshot is everything")
            else:
                need(set(kinds) <= {"add", "change"}, f"{name}: kinds of change")
                need(kinds.count("add") == count["added"], f"{name}: added counted")
                need(kinds.count("change") == count["changed"], f"{name}: changed counted")
            left = {row["JL_BS"] for row in gone if row["CX_BM"] == name}
            need(len(left) == count["withdrawn"], f"{name}: withdrawn counted")
            need(not left & {row["JL_BS"] for row in rows}, f"{name}: withdrawn and sent")
        for row in gone:
            need(row["CX_BM"] in counts, "withdrawals: table")
            need(date.fromisoformat(row["CX_RQ"]) <= self.as_of, "withdrawals: day")
        for row in self.tables["penalties"]:
            kinds = row["CF_CFLB"].split("、")
            for kind, sum_ in (("罚款", row["CF_NR_FK"]), ("没收", row["CF_NR_WFFF"])):
                need((kind in kinds) == bool(sum_), f"penalties: {kind} and its sum")
            if row["CF_GSJZQ"]:
                need(date.fromisoformat(row["CF_GSJZQ"]) >= self.as_of, "penalties: past its days")

    def measures(self):
        """Each subject's measure belongs to a batch, which counts its subjects."""
        batches = {row["JP_PCH"]: row for row in self.tables["measures"]}
        details = [row["JP_PCH"] for row in self.tables["measure-details"]]
        for number, row in batches.items():
            need(number.startswith(row["JP_CS"] + "-"), "measures: number of the batch")
            need((row["JP_ZS"] == "是") <= (row["JP_YXQ"] == ""), "measures: for life, or until a day")
            if self.full:
                need(int(row["JP_HS"]) == details.count(number), "measures: subjects counted")
        if self.full:
            need(set(details) == set(batches), "measures: batches of the details")


def chain(directories):
    """What departments hold after each exchange."""
    before, held = None, {}
    for directory in directories:
        one = Exchange(directory)
        m, previous = one.manifest, one.manifest["previous"]
        if before is None:
            need(one.full or len(directories) == 1, "chain: it begins with a snapshot")
            need((previous is None) == (m["sequence"] == 1), "chain: the first has none before it")
        else:
            need(previous is not None, "chain: previous")
            need(previous["manifest"] == before.digest, "chain: digest of the one before")
            need(m["sequence"] == previous["sequence"] + 1 == before.manifest["sequence"] + 1, "chain: sequence")
            need(previous["as_of"] == before.manifest["as_of"] <= m["as_of"], "chain: days")
        rows = {(t, r["JL_BS"]): r for t in TABLES[:-1] for r in one.tables[t]}
        gone = {(r["CX_BM"], r["JL_BS"]) for r in one.tables["withdrawals"]}
        if before is not None:
            need(gone <= set(held), "chain: withdrawn, but never sent")
        if one.full:
            # Under other rules the one before cannot be told again: the snapshot replaces it as a whole.
            same = before is not None and before.manifest["known"]["rules"] == m["known"]["rules"]
            need(not same or not set(held) - set(rows) - gone, "chain: dropped without a reason")
            held = dict(rows)
        elif before is not None:
            for key, row in rows.items():
                need((key in held) == (row["BD_LX"] == "change"), f"chain: {row['BD_LX']} of {key[0]}")
            held = {k: r for k, r in {**held, **rows}.items() if k not in gone}
        if before is not None or one.full:
            for table, count in m["counts"].items():
                now = sum(1 for key in held if key[0] == table)
                need(now == count["held"], f"chain: {table} held")
        before = one
    return before


def reseal(directory):
    """The manifest as it would be if the changed files had been written so."""
    path = directory / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"] = {n: sha((directory / n).read_bytes()) for n in sorted(manifest["files"])}
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def vectors(root):
    root = Path(root)
    bad = tomllib.loads((root / "bad.toml").read_text(encoding="utf-8"))
    names = bad["chain"]
    chain([root / name for name in names])
    for case in bad["bad"]:
        with tempfile.TemporaryDirectory() as place:
            copies = [Path(shutil.copytree(root / name, Path(place) / name)) for name in names]
            directory = Path(place) / case["in"]
            for change in case["change"]:
                path = directory / change["file"]
                text = path.read_text(encoding="utf-8")
                need(change["from"] in text, f"{case['why']}: {change['from']} is not there")
                path.write_text(text.replace(change["from"], change["to"], 1), encoding="utf-8")
            if case.get("reseal", True):
                reseal(directory)
            try:
                chain(copies)
            except (Wrong, ValueError, KeyError, csv.Error) as e:
                need(case["says"] in str(e), f"{case['why']}: refused for another reason: {e}")
            else:
                raise Wrong(f"not noticed: {case['why']}")
    print(f"{len(names)} exchanges are read, {len(bad['bad'])} changes are noticed")


def main(words):
    try:
        match words:
            case ["check", *directories] if directories:
                last = chain(directories)
                print(f"{len(directories)} exchanges agree, the last is {last.manifest['sequence']}")
            case ["vectors", root]:
                vectors(root)
            case _:
                sys.exit(__doc__)
    except Wrong as e:
        sys.exit(f"wrong: {e}")


if __name__ == "__main__":
    main(sys.argv[1:])
