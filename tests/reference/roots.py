#!/usr/bin/env python3
"""Recompute the roots of commit.txt: roots.py DIR [SALTKEYHEX] (draw-protocol.md, section 3).

Check 4 for the frames, `inspectors.csv` and `recusals.csv` of an audit bundle: rows counted, leaves salted
with the draw's salt key (`salt.key` in the directory, or the argument), RFC 6962 tree hash compared.
"""
import hashlib
import hmac
import os
import sys


def root(name, rows, key):
    """RFC 6962 tree hash of the CSV rows (no header) of the file called `name`."""
    return tree([leaf(name, row, key) for row in rows]).hex()


def salt(name, row, key):
    columns = row.split(",")
    row_key = ":".join(columns[:2]) if name == "recusals.csv" else columns[0]
    return hmac.digest(key, f"suicha/1/salt:{name}:{row_key}".encode(), "sha256").hex()


def leaf(name, row, key):
    data = f"suicha-leaf/1\n{salt(name, row, key)}\n{row}\n".encode()
    return hashlib.sha256(b"\x00" + data).digest()


def tree(leaves):
    """MTH of RFC 6962, section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def rows_of(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return file.read().decode("ascii").split("\n")[1:-1]


def salt_key(directory, argument=None):
    if argument:
        return bytes.fromhex(argument)
    with open(os.path.join(directory, "salt.key"), encoding="ascii") as file:
        text = file.read()
    if len(text) != 65 or text[-1] != "\n" or text.strip("0123456789abcdef") != "\n":
        sys.exit("fail 4 salt.key: expected 64 lower-case hex digits and LF")
    return bytes.fromhex(text[:64])


def main(directory, argument=None):
    key = salt_key(directory, argument)
    with open(os.path.join(directory, "commit.txt"), "rb") as file:
        lines = [line.split(" ") for line in file.read().decode("ascii").split("\n")]
    wanted = {f"frame-{w[1]}.csv": (w[3], w[5]) for w in lines if w[0] == "task"}
    wanted |= {f"{w[0]}.csv": (w[1], w[2]) for w in lines if w[0] in ("inspectors", "recusals")}
    for name, expected in sorted(wanted.items()):
        rows = rows_of(directory, name)
        found = (str(len(rows)), root(name, rows, key))
        if found != expected:
            sys.exit(f"fail 4 {name}: rows and root are {found}, committed {expected}")
        print("ok root of", name)


if __name__ == "__main__":
    main(*sys.argv[1:])
