#!/usr/bin/env python3
"""Read one text of the log strictly: log_formats.py KIND FILE (draw-protocol.md, section 14, and C2SP). Exit 1 if it is refused.

KIND: entry, checkpoint, note, inclusion, consistency, policy, cosigned, request. What a text is measured against lies beside it:
good-policy-two.txt, good-checkpoint-5.txt, good-checkpoint-11.txt.
"""
import base64, os, re, sys
from hashlib import sha256

import ed25519

NUMBER, NAME, DRAW, HEX = "(?:0|[1-9][0-9]{0,19})", "[a-z0-9.-]{1,32}", "[a-z0-9-]{1,32}/[1-9][0-9]{0,9}", "[0-9a-f]{64}"
OBJECTS = {"plan": "[0-9]{10}1[0-9]{3}/[1-9][0-9]*", "reveal": f"{DRAW}/{NAME}", "replace": f"{DRAW}/[1-9][0-9]*",
           "challenge": f"{DRAW}/[1-9][0-9]*"} | dict.fromkeys(("commit", "result", "void", "open"), DRAW)
TIME = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}[+]08:00"


class Refused(Exception):
    pass


def need(holds, what):
    if not holds: raise Refused(what)


def unbase64(text, length=None):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text and length in (None, len(data)), "canonical base64")
    return data


def number(text):
    need(re.fullmatch(NUMBER, text) and int(text) < 2**64, "a number")
    return int(text)


def entry(data):
    text = data.decode("ascii")
    match = re.fullmatch(f"suicha-log/1\nkind ([a-z]+)\nobject (.+)\nhash {HEX}\nat {TIME}\n", text)
    need(match and match[1] in OBJECTS and re.fullmatch(OBJECTS[match[1]], match[2]), "the lines of an entry")
    return sha256(b"\0" + data).digest()


def note(data):
    """The text and its signatures: (name, key id, bytes)."""
    text, _, lines = data.decode().rpartition("\n\n")
    need(len(data) <= 10**6 and text and lines.endswith("\n"), "a text, an empty line, signature lines")
    need(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text) and text.strip("\n") == text, "a text without control characters")
    signatures = []
    for line in lines[:-1].split("\n"):
        match = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        need(match, "— <name> <base64>")
        raw = unbase64(match[2])
        need(len(raw) > 4, "a key id and a signature")
        signatures.append((match[1], raw[:4], raw[4:]))
    need(len(signatures) <= 100, "at most 100 signatures")
    return text + "\n", signatures


def signed(found, name, kind, key):
    """The bytes of the one line of a key."""
    own = [raw for who, id, raw in found[1] if (who, id) == (name, ed25519.key_id(name, kind, key))]
    return own[0] if len(own) == 1 else b""


def head(text):
    lines = text.split("\n")
    need(len(lines) == 4 and lines[0] and lines[3] == "", "three lines: origin, size, root")
    return lines[0], number(lines[1]), unbase64(lines[2], 32)


def checkpoint(data, trust):
    found, (name, key) = note(data), trust["log"]
    origin, size, root = head(found[0])
    need(ed25519.verify(key, found[0].encode(), signed(found, name, 1, key)) and origin == name, "signed by the log")
    return size, root, found


def policy(data):
    trust, known = {"witnesses": {}, "groups": {}}, set()
    for line in data.decode().split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"): continue
        kind, *rest = words
        if kind == "log" and len(rest) in (1, 2) and "log" not in trust: trust["log"] = key_of(rest[0], 1)
        elif kind == "witness" and len(rest) in (2, 3) and rest[0] not in known | {"none"}:
            trust["witnesses"][rest[0]] = key_of(rest[1], 4, 1)
            known.add(rest[0])
        elif kind == "group" and len(rest) > 2 and rest[0] not in known | {"none"}:
            least = {"any": 1, "all": len(rest) - 2}.get(rest[1]) or number(rest[1])
            need(set(rest[2:]) <= known and len(set(rest[2:])) == len(rest) - 2 and 1 <= least <= len(rest) - 2, "a group")
            trust["groups"][rest[0]] = least, rest[2:]
            known.add(rest[0])
        elif kind == "quorum" and len(rest) == 1 and "quorum" not in trust and rest[0] in known | {"none"}: trust["quorum"] = rest[0]
        else: raise Refused(f"a line of a policy, not {line!r}")
    need("log" in trust and "quorum" in trust, "a log and a quorum")
    return trust


def key_of(text, *kinds):
    name, id, key = text.split("+", 2)
    raw = unbase64(key, 33)
    need(raw[0] in kinds and id == ed25519.key_id(name, raw[0], raw[1:]).hex(), "a key of its kind with its id")
    point = ed25519.decode(raw[1:])
    need(point and ed25519.times(8, point) != (0, 1), "a point that is not of small order")
    return name, raw[1:]


def cosigned(data, trust):
    """When the quorum had signed."""
    _, _, found = checkpoint(data, trust)
    times = {}
    for who, (name, key) in trust["witnesses"].items():
        raw = signed(found, name, 4, key)
        statement = f"cosignature/v1\ntime {int.from_bytes(raw[:8], 'big')}\n{found[0]}".encode()
        if len(raw) == 72 and ed25519.verify(key, statement, raw[8:]): times[who] = int.from_bytes(raw[:8], "big")
    def met(name, there):
        least, members = trust["groups"].get(name, (1, []))
        return sum(met(m, there) for m in members) >= least if members else name in there
    at = [t for t in sorted(times.values()) if met(trust["quorum"], {w for w in times if times[w] <= t})]
    need(at, "a quorum")
    return at[0]


def climb(leaf, at, size, path):
    """RFC 9162, section 2.1.3.2: the root, or None."""
    last = size - 1
    if not 0 <= at < size: return None
    for other in path:
        if last == 0: return None
        if at & 1 or at == last:
            leaf = sha256(b"\1" + other + leaf).digest()
            while at and not at & 1: at, last = at >> 1, last >> 1
        else: leaf = sha256(b"\1" + leaf + other).digest()
        at, last = at >> 1, last >> 1
    return leaf if last == 0 else None


def inclusion(data, trust):
    top, _, below = data.decode().partition("\n\n")
    first, extra, index, *path = top.split("\n")
    need(first == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and index.startswith("index "), "the lines of a proof")
    leaf, path = entry(unbase64(extra[6:])), [unbase64(line, 32) for line in path]
    size, root, _ = checkpoint(below.encode(), trust)
    need(len(path) <= 64 and climb(leaf, number(index[6:]), size, path) == root, "a way to the root")


def continues(old, new, path):
    """RFC 9162, section 2.1.4.2, over (size, root)."""
    (m, first), (n, second) = old, new
    if m == 0 or m == n: return not path and (first == second if m else True)
    if m > n or not path: return False
    path = list(path) if m & (m - 1) else [first, *path]
    at, last = m - 1, n - 1
    while at & 1: at, last = at >> 1, last >> 1
    a = b = path[0]
    for other in path[1:]:
        if last == 0: return False
        if at & 1 or at == last:
            a, b = sha256(b"\1" + other + a).digest(), sha256(b"\1" + other + b).digest()
            while at and not at & 1: at, last = at >> 1, last >> 1
        else: b = sha256(b"\1" + b + other).digest()
        at, last = at >> 1, last >> 1
    return last == 0 and (a, b) == (first, second)


def consistency(data, heads):
    text = data.decode("ascii")
    need(re.fullmatch(f"suicha-consistency/1\nold {NUMBER}\nnew {NUMBER}\n(hash {HEX}\n){{0,64}}", text), "the lines of a proof")
    _, old, new, *path = (line.split(" ")[-1] for line in text.split("\n")[:-1])
    need((int(old), int(new)) == (5, 11), "a proof between the heads of 5 and 11")
    need(continues(heads[5], heads[11], [bytes.fromhex(hash) for hash in path]), "hashes from one head to the other")


def request(data, trust, last):
    top, _, below = data.decode().partition("\n\n")
    first, *path = top.split("\n")
    need(first.startswith("old ") and len(path) <= 63, "old <size>, at most 63 hashes")
    old, path = number(first[4:]), [unbase64(line, 32) for line in path]
    size, root, _ = checkpoint(below.encode(), trust)
    need(old == last[0] <= size and continues(last, (size, root), path), "the witness's last head, continued")


def main(kind, path):
    def beside(name):
        with open(os.path.join(os.path.dirname(path), name), "rb") as file: return file.read()
    data, trust = beside(os.path.basename(path)), policy(beside("good-policy-two.txt"))
    heads = {n: checkpoint(beside(f"good-checkpoint-{n}.txt"), trust)[:2] for n in (5, 11)}
    if kind in ("entry", "note", "policy"): globals()[kind](data)
    elif kind == "consistency": consistency(data, heads)
    elif kind == "request": request(data, trust, (0, b"") if "-first" in path else heads[5])
    else: globals()[kind](data, trust)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Refused, ValueError, LookupError) as error:
        sys.exit(f"fail {error}")
    print("ok")
