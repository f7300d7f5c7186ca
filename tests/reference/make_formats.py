#!/usr/bin/env python3
"""Write the vectors of replacements and of the log: make_formats.py [DIR] (default tests/vectors). Deterministic.

Keys: Ed25519 seeds SHA-256("suicha test key of " name). A bad vector is a good one with one thing changed; the MANIFEST says what a
reader must say of it. check_vectors.py reads them with replaced.py and log_formats.py.
"""
import base64, os, sys
from hashlib import sha256

import ed25519

HERE = os.path.dirname(os.path.abspath(__file__))
LOG, WITNESSES, AT = "log.example/suicha", ("one.example", "two.example"), 1694775603
OTHER = "log.example/other"


def h(text): return sha256(text.encode()).hexdigest()
def b64(data): return base64.b64encode(data).decode()
def seed(name): return sha256(f"suicha test key of {name}".encode()).digest()


def key(name, kind):
    public = ed25519.public(seed(name))
    return f"{name}+{ed25519.key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def line(name, kind, text, at=None, signer=None):
    """A signature line; kind 4 says when."""
    stamp = b"" if at is None else at.to_bytes(8, "big")
    message = text if at is None else f"cosignature/v1\ntime {at}\n{text}"
    raw = stamp + ed25519.sign(seed(signer or name), message.encode())
    return f"— {name} {b64(ed25519.key_id(name, kind, ed25519.public(seed(name))) + raw)}\n"


# ---------------------------------------------------------------- replacements

def request(lines, number=1, pulses=("drand-quicknet 657413",)):
    head = ["suicha-replace/1", "draw d", "attempt 1", f"number {number}", f"after {h('result')}", "at 2023-09-15T18:50:03+08:00"]
    return "".join(one + "\n" for one in [*head, *lines, *(f"pulse {pulse}" for pulse in pulses)])


def replacements():
    skip, ill, kin = f"skip A1 closed {h('photo')}", "unavailable p02 ill", "recused p03 A2 kin"
    again, two = f"skip A1 moved {h('photo')}", f"skip A2 closed {h('photo')}"
    both = ("drand-default 3310678", "drand-quicknet 657413")
    whole = request([skip, two, ill, kin, "recused p03 A4 kin", "recused p04 A2 kin"], 2, both)
    done = "".join(one + "\n" for one in [
        "suicha-replaced/1", "draw d", "attempt 1", "number 2", f"replace {h('request')}", "pulse drand-quicknet 657413 b713718a",
        "step food A1 A9 12", "step food A2 none", "step scales A1 none", f"teams {h('teams')}", "seats 40 2"])
    yield "good-request-skip.txt", None, "a subject that has closed", request([skip])
    yield "good-request-unavailable.txt", None, "an officer who is ill", request([ill])
    yield "good-request-recused.txt", None, "a recusal found later", request([kin])
    yield "good-request-all.txt", None, "everything, several of each, two beacons", whole
    yield "good-replaced-steps.txt", None, "one steps in, two reserves have ended", done
    yield "good-replaced-none.txt", None, "nobody steps in, no seat is open", "".join(
        one + "\n" for one in done.replace("seats 40 2", "seats 0 0").split("\n") if one and one[:5] != "step ")
    for name, reason, why, text in [
        ("version", "first line", "another version", whole.replace("replace/1", "replace/2")),
        ("as-record", "first line", "a record is no request", done),
        ("crlf", "CR LF", "CR LF", whole.replace("\n", "\r\n")),
        ("no-final-lf", "must end in LF", "cut off", whole[:-1]),
        ("empty-line", "empty", "an empty line", whole.replace("unavailable", "\nunavailable")),
        ("bom", "byte order mark", "a byte order mark", "\ufeff" + whole),
        ("draw", "draw id", "letters outside the alphabet", whole.replace("draw d\n", "draw D\n")),
        ("attempt-zero", "from 1", "attempts start at 1", whole.replace("attempt 1", "attempt 0")),
        ("number-zero", "from 1", "replacements are counted from 1", whole.replace("number 2", "number 0")),
        ("number-leading-zero", "leading zeros", "two texts of one number", whole.replace("number 2", "number 02")),
        ("number-large", "from 1", "numbers are below 2^32", whole.replace("number 2", "number 4294967296")),
        ("no-after", '"after', "a line is missing", whole.replace(f"after {h('result')}\n", "")),
        ("after-upper-case", "64 lower-case", "hex is lower case", whole.replace(h("result"), h("result").upper())),
        ("time-zone", "+08:00", "times are written in one way", whole.replace("+08:00", "Z")),
        ("time-hour", "is not a time", "no such hour", whole.replace("T18:", "T24:")),
        ("time-day", "is not a time", "no such day", whole.replace("09-15T", "09-31T")),
        ("nothing", "something must have happened", "nothing has happened", request([])),
        ("no-pulse", "a pulse must follow", "no pulse decides", request([skip], 1, ())),
        ("skip-without-evidence", "exactly 3 values", "a skip has its evidence", whole.replace(f" {h('photo')}", "", 1)),
        ("skip-id", "subject", "no id", whole.replace("skip A1", "skip a1")),
        ("skip-twice", "stands twice", "a subject is skipped once", request([skip, again])),
        ("unavailable-twice", "stands twice", "an officer is unavailable once", request([ill, "unavailable p02 kin"])),
        ("recused-twice", "stands twice", "an officer is recused from a subject once", request([kin, "recused p03 A2 other"])),
        ("beacon-twice", "stands twice", "a beacon speaks once", request([skip], 1, ("drand-quicknet 1", "drand-quicknet 2"))),
        ("skips-unsorted", "sorted by bytes", "lines of one kind are sorted", request([two, skip])),
        ("pulses-unsorted", "sorted by bytes", "lines of one kind are sorted", request([skip], 1, both[::-1])),
        ("kinds-swapped", "no such line", "the order of kinds is fixed", request([ill, skip])),
        ("unknown-line", "no such line", "no line that the page does not name", whole + "note x\n"),
    ]:
        yield f"bad-request-{name}.txt", reason, why, text
    for name, reason, why, text in [
        ("version", "first line", "another version", done.replace("replaced/1", "replaced/2")),
        ("number-zero", "from 1", "replacements are counted from 1", done.replace("number 2", "number 0")),
        ("no-request", '"replace', "a line is missing", done.replace(f"replace {h('request')}\n", "")),
        ("pulse-without-value", "exactly 3 values", "a pulse has its value", done.replace(" b713718a", "")),
        ("step-nobody", "who steps in with the rank", "nobody is written none", done.replace("A2 none", "A2 nobody")),
        ("step-without-rank", "who steps in with the rank", "a rank belongs to whoever steps in", done.replace("A9 12", "A9")),
        ("step-rank", "leading zeros", "two texts of one rank", done.replace("A9 12", "A9 012")),
        ("step-id", "subject", "no id", done.replace("A9 12", "a9 12")),
        ("steps-unsorted", "sorted by bytes", "steps are sorted", done.replace("step food A2 none\n", "").replace(
            "step food A1", "step food A2 none\nstep food A1")),
        ("no-teams", '"teams', "a line is missing", done.replace(f"teams {h('teams')}\n", "")),
        ("seats", "exactly 2 values", "filled and left open", done.replace("seats 40 2", "seats 40")),
        ("trailing-line", "no such line", "nothing may follow", done + "seats 40 2\n"),
        ("truncated", "must end in LF", "cut off", done[:-1]),
    ]:
        yield f"bad-replaced-{name}.txt", reason, why, text


# ---------------------------------------------------------------- the log

def entry(kind="commit", object="d/1", hash=h("commit"), at="2023-09-15T19:00:03+08:00"):
    return f"suicha-log/1\nkind {kind}\nobject {object}\nhash {hash}\nat {at}\n"


LEAVES = [entry("replace", f"d/1/{k + 1}", h(f"request {k + 1}")) for k in range(11)]


def mth(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) == 1: return sha256(b"\0" + leaves[0].encode()).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1: return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return path(m, leaves[:k]) + [mth(leaves[k:])] if m < k else path(m - k, leaves[k:]) + [mth(leaves[:k])]


def sub(m, leaves, whole=True):
    """RFC 6962, section 2.1.2."""
    if m == len(leaves): return [] if whole else [mth(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m <= k: return sub(m, leaves[:k], whole) + [mth(leaves[k:])]
    return sub(m - k, leaves[k:], False) + [mth(leaves[:k])]


def head(size, origin=LOG, leaves=LEAVES): return f"{origin}\n{size}\n{b64(mth(leaves[:size]))}\n"
def note(text, *lines): return text + "\n" + "".join(lines)


HEADS = {size: note(head(size), line(LOG, 1, head(size))) for size in (5, 11)}
SPLIT = [entry("replace", "d/1/1", h("another"))] + LEAVES[1:]
GROUP = "group both all one two\nquorum both\n"
POLICY = f"log {key(LOG, 1)}\n" + "".join(f"witness {w[:3]} {key(w, 4)}\n" for w in WITNESSES) + GROUP


def log():
    for one in entries, notes, proofs, policies, cosignatures, requests: yield from one()


def entries():
    for kind, object in [("plan", "32038120231001/1"), ("commit", "d/1"), ("reveal", "d/1/notary.example"), ("result", "d/1"),
                         ("void", "d/2"), ("open", "d/1"), ("replace", "d/1/3"), ("challenge", "d/1/12")]:
        yield f"good-entry-{kind}.txt", None, f"an entry of kind {kind}", entry(kind, object)
    whole = entry()
    for name, reason, why, text in [
        ("version", "first line", "another version", whole.replace("log/1", "log/2")),
        ("kind", "no kind of entry", "no such kind", entry("abandon")),
        ("object-of-plan", "no object of kind", "a plan has a number of its own", entry("plan", "d/1")),
        ("object-attempt-zero", "no object of kind", "attempts start at 1", entry("commit", "d/0")),
        ("object-without-number", "no object of kind", "a replacement has its number", entry("replace", "d/1")),
        ("object-too-long", "no object of kind", "a commitment has none", entry("commit", "d/1/1")),
        ("object-draw", "no object of kind", "letters outside the alphabet", entry("commit", "D/1")),
        ("hash-short", "64 lower-case", "a digit is missing", entry(hash=h("x")[1:])),
        ("time-zone", "+08:00", "times are written in one way", entry(at="2023-09-15T19:00:03Z")),
        ("lines-swapped", '"kind', "the order is fixed", whole.replace("kind commit\nobject d/1", "object d/1\nkind commit")),
        ("trailing-line", "no such line", "nothing may follow", whole + "note x\n"),
        ("no-final-lf", "must end in LF", "cut off", whole[:-1]),
        ("crlf", "CR LF", "CR LF", whole.replace("\n", "\r\n")),
    ]:
        yield f"bad-entry-{name}.txt", reason, why, text


def notes():
    text, sig = head(11), line(LOG, 1, head(11))
    raw = base64.b64decode(sig.split(" ")[2])
    yield "good-note-two-signatures.txt", None, "any text, two signature lines", note("Any text.\n\n中文也行。\n", sig, line("x", 1, "y\n"))
    yield from ((f"good-checkpoint-{n}.txt", None, f"the head of {n} entries", HEADS[n]) for n in HEADS)
    for name, reason, why, bad in [
        ("no-signature", "must end in a line feed", "nobody signed", note(text)),
        ("no-empty-line", "an empty line", "text and signatures run together", text + sig),
        ("dash", "signature line", "a hyphen is no dash", note(text, sig.replace("—", "-"))),
        ("base64", "signature line", "unpadded base64", note(text, sig.replace("=\n", "\n"))),
        ("short", "signature line", "a key id and nothing", note(text, f"— {LOG} {b64(raw[:4])}\n")),
        ("name", "signature line", "a name with +", note(text, sig.replace(LOG, "a+b"))),
        ("control", "control character", "a tab", note("a\tb\n", sig)),
        ("no-final-lf", "end in a line feed", "cut off", note(text, sig)[:-1]),
        ("too-many", "100 signatures", "101 lines", note(text, *[sig] * 101)),
    ]:
        yield f"bad-note-{name}.txt", reason, why, bad
    for name, reason, why, bad in [
        ("extension", "three lines", "extension lines are not read", note(text + "more\n", line(LOG, 1, text + "more\n"))),
        ("size", "number of entries", "two texts of one size", note(text.replace("\n11\n", "\n011\n"), sig)),
        ("root", "root in base64", "31 bytes", note(f"{LOG}\n11\n{b64(mth(LEAVES)[1:])}\n", sig)),
        ("unsigned", "not signed by", "another root under the old signature", note(head(11, leaves=SPLIT), sig)),
        ("stranger", "not signed by", "a stranger's key under the log's name", note(text, line(LOG, 1, text, signer="stranger"))),
        ("other-log", "not signed by", "another log's head", note(head(11, OTHER), line(LOG, 1, head(11, OTHER)))),
        ("twice", "not signed by", "a second line of one key makes both worthless", note(text, sig, line(LOG, 1, "x\n"))),
        ("malleable", "not signed by", "the scalar plus the group order", note(text, f"— {LOG} " + b64(
            raw[:36] + (int.from_bytes(raw[36:], "little") + ed25519.L).to_bytes(32, "little")) + "\n")),
    ]:
        yield f"bad-checkpoint-{name}.txt", reason, why, bad


def proofs():
    def proof(k, hashes, below=HEADS[11], leaf=None):
        top = ["c2sp.org/tlog-proof@v1", f"extra {b64((leaf or LEAVES[k]).encode())}", f"index {k}", *map(b64, hashes)]
        return "\n".join(top) + "\n\n" + below
    for k in 0, 4, 10: yield f"good-inclusion-{k}.txt", None, f"entry {k} of 11", proof(k, path(k, LEAVES))
    four, own = path(4, LEAVES), proof(4, path(4, LEAVES))
    for name, reason, why, text in [
        ("version", "c2sp.org/tlog-proof@v1", "another version", own.replace("@v1", "@v2")),
        ("extra", "in base64", "the entry is base64", own.replace("extra ", "extra =", 1)),
        ("entry", "the entry in the proof", "no entry", proof(4, four, leaf="x\n")),
        ("index", "`index` and a number", "two texts of one index", own.replace("index 4", "index 04")),
        ("hash", "a hash in base64", "31 bytes", proof(4, [four[0][1:], *four[1:]])),
        ("no-checkpoint", "an empty line", "no head", own.split("\n\n")[0] + "\n"),
        ("other-entry", "do not lead", "another entry", proof(4, four, leaf=LEAVES[5])),
        ("other-index", "do not lead", "another index", own.replace("index 4", "index 5")),
        ("outside", "do not lead", "the head has no such entry", own.replace("index 4", "index 11")),
        ("short-path", "do not lead", "a hash is missing", proof(4, four[:-1])),
        ("long-path", "do not lead", "a hash too many", proof(4, [*four, four[0]])),
        ("other-head", "do not lead", "the head of 5 entries", proof(4, four, HEADS[5])),
        ("too-long", "at most 64", "65 hashes", proof(4, four * 17)),
    ]:
        yield f"bad-inclusion-{name}.txt", reason, why, text
    def continued(hashes, old=5, new=11): return f"suicha-consistency/1\nold {old}\nnew {new}\n" + "".join(f"hash {x.hex()}\n" for x in hashes)
    way = sub(5, LEAVES)
    yield "good-consistency.txt", None, "from the head of 5 entries to that of 11", continued(way)
    for name, reason, why, text in [
        ("version", "first line", "another version", continued(way).replace("cy/1", "cy/2")),
        ("size", "leading zeros", "two texts of one size", continued(way, "05")),
        ("swapped", '"old', "the order is fixed", continued(way).replace("old 5\nnew 11", "new 11\nold 5")),
        ("hash", "64 lower-case", "hex is lower case", continued(way).replace("hash " + way[0].hex(), "hash " + way[0].hex().upper())),
        ("missing", "does not connect", "a hash is missing", continued(way[:-1])),
        ("order", "does not connect", "the order of hashes is fixed", continued(way[::-1])),
        ("split", "does not connect", "from another history", continued(sub(5, SPLIT))),
        ("other-size", "does not connect", "from another size", continued(sub(6, LEAVES), 6)),
        ("too-long", "at most 64", "65 hashes", continued(way * 17)),
    ]:
        yield f"bad-consistency-{name}.txt", reason, why, text


def policies():
    yield "good-policy-two.txt", None, "two witnesses, both needed", POLICY
    yield "good-policy-none.txt", None, "the log alone", f"log {key(LOG, 1)}\nquorum none\n"
    yield "good-policy-any.txt", None, "one of two, comments, an address", "# who\n\n" + POLICY.replace(
        GROUP, "group one-of any one two\ngroup k 1 one-of\nquorum k\n").replace("\nwitness two", " https://w.example\nwitness two")
    plain = POLICY.replace(key(WITNESSES[0], 4), key(WITNESSES[0], 1))
    yield "good-policy-plain-key.txt", None, "a witness's plain key stands for the one it cosigns with", plain
    one = f"witness one {key(WITNESSES[0], 4)}\n"
    for name, reason, why, text in [
        ("no-log", "a line `log", "whose log it is", POLICY.split("\n", 1)[1]),
        ("no-quorum", "a line `quorum", "nobody says how many", POLICY.replace("quorum both\n", "")),
        ("two-logs", "one line `log", "one log", POLICY + f"log {key(LOG, 1)}\n"),
        ("witness-twice", "a new name", "one name, two witnesses", POLICY.replace(one, one + one)),
        ("unknown-member", "members named above", "a stranger in a group", POLICY.replace("all one two", "all one three")),
        ("member-twice", "each once", "one witness counts once", POLICY.replace("all one two", "all one one")),
        ("group-too-large", "a number from 1 to 2", "three of two", POLICY.replace("all one", "3 one")),
        ("group-zero", "a number from 1 to 2", "none of two", POLICY.replace("all one", "0 one")),
        ("quorum-unknown", "a witness or group above", "no such group", POLICY.replace("quorum both", "quorum all")),
        ("witness-none", "a new name", "none is no name", POLICY.replace("witness one", "witness none").replace("all one two", "all none two")),
        ("witness-key-type", "a cosigner key", "a key of another algorithm", POLICY.replace(key(WITNESSES[0], 4), key(WITNESSES[0], 5))),
        ("log-key-type", "a verifier key", "a key that cosigns", POLICY.replace(key(LOG, 1), key(LOG, 4))),
        ("log-key-id", "should have the id", "the id belongs to name and key", POLICY.replace(LOG, OTHER)),
        ("small-order", "not a usable Ed25519 key", "a point of small order", POLICY.replace(key(LOG, 1), f"{LOG}+" + ed25519.key_id(
            LOG, 1, bytes([1]) + bytes(31)).hex() + "+" + b64(bytes([1, 1]) + bytes(31)))),
        ("unknown-line", "log, witness, group or quorum", "no such line", POLICY + "trust me\n"),
    ]:
        yield f"bad-policy-{name}.txt", reason, why, text


def cosignatures():
    text = head(11)
    own, (a, b) = line(LOG, 1, text), (line(w, 4, text, AT + 60 * k) for k, w in enumerate(WITNESSES))
    yield "good-cosigned.txt", None, "by both witnesses; the quorum's time is the later one", note(text, own, a, b)
    yield "good-cosigned-stranger.txt", None, "a stranger's line does no harm", note(text, own, line("x.example", 4, text, 7), b, a)
    raw = base64.b64decode(b.split(" ")[2])
    moved = f"— {WITNESSES[1]} " + b64(raw[:4] + (AT - 600).to_bytes(8, "big") + raw[12:]) + "\n"
    for name, reason, why, bad in [
        ("one", "no quorum", "one of two", note(text, own, a)),
        ("same-twice", "no quorum", "one witness in two lines", note(text, own, a, line(WITNESSES[0], 4, text, AT + 9))),
        ("time-moved", "no quorum", "the time is signed as well", note(text, own, a, moved)),
        ("other-head", "no quorum", "a cosignature of another head", note(text, own, a, line(WITNESSES[1], 4, head(5), AT))),
        ("as-note", "no quorum", "a plain signature says no time", note(text, own, a, line(WITNESSES[1], 1, text))),
        ("stranger", "no quorum", "somebody else under the witness's name", note(text, own, a, line(WITNESSES[1], 4, text, AT, "stranger"))),
        ("without-log", "not signed by", "witnesses cannot speak for the log", note(text, a, b)),
    ]:
        yield f"bad-cosigned-{name}.txt", reason, why, bad


def requests():
    def ask(old, hashes, below=HEADS[11]): return f"old {old}\n" + "".join(f"{b64(x)}\n" for x in hashes) + "\n" + below
    way, split = sub(5, LEAVES), note(head(5, leaves=SPLIT), line(LOG, 1, head(5, leaves=SPLIT)))
    yield "good-request-first.txt", None, "a witness that has cosigned nothing", ask(0, [])
    yield "good-request-next.txt", None, "a witness whose last head has 5 entries", ask(5, way)
    yield "good-request-again.txt", None, "the same head once more", ask(5, [], HEADS[5])
    for name, reason, why, text in [
        ("old", "`old <size>`", "two texts of one size", ask("05", way)),
        ("hash", "a hash in base64", "31 bytes", ask(5, [way[0][1:], *way[1:]])),
        ("too-long", "at most 63", "64 hashes", ask(5, way * 16)),
        ("no-checkpoint", "an empty line", "no head", ask(5, way).split("\n\n")[0] + "\n"),
        ("no-note", "must end in a line feed", "a head that nobody signed", ask(5, way, note(head(11)))),
        ("beyond", "more than the 5 entries", "back in time", ask(11, [], HEADS[5])),
        ("stale", "has 5 entries", "from another head than the witness's", ask(6, sub(6, LEAVES))),
        ("split", "two different heads", "the same size, another root", ask(5, [], split)),
        ("inconsistent", "does not continue", "hashes of another history", ask(5, sub(5, SPLIT))),
        ("unneeded", "does not continue", "hashes where none are needed", ask(5, way, HEADS[5])),
        ("unsigned", "not signed by", "not the log's", ask(5, way, note(head(11), line(LOG, 1, head(11), signer="stranger")))),
    ]:
        yield f"bad-request-{name}.txt", reason, why, text


HEADERS = {
    "replace": "# `suicha-replace/1` and `suicha-replaced/1` (docs/draw-protocol.md, section 8): form only; what follows from a request needs\n"
               "# its draw. Written by tests/reference/make_formats.py.\n",
    "log": "# The texts of section 14, by the beginning of their names: entry, note, checkpoint, inclusion, consistency, policy, cosigned,\n"
           "# request (add-checkpoint). They are measured against good-policy-two.txt and the heads good-checkpoint-5.txt and -11.txt: a\n"
           "# consistency proof leads from 5 to 11, a request meets a witness whose last head has 5 entries (none: `first`).\n"
           "# Keys: Ed25519 seeds SHA-256(\"suicha test key of \" name). They protect nothing. Written by tests/reference/make_formats.py.\n"}


def main(directory=os.path.join(HERE, "..", "vectors")):
    for kind, vectors in ("replace", replacements()), ("log", log()):
        lines = []
        os.makedirs(os.path.join(directory, kind), exist_ok=True)
        for name, reason, why, text in vectors:
            with open(os.path.join(directory, kind, name), "wb") as file: file.write(text.encode())
            lines.append(f"{name} | {'refuse: ' + reason if reason else 'accept'} | {why}\n")
        with open(os.path.join(directory, kind, "MANIFEST"), "w", encoding="utf-8") as file:
            file.write(HEADERS[kind] + "# file | accept, or refuse with a part of the message | what it is, or why it must fail\n" + "".join(sorted(lines)))


if __name__ == "__main__":
    main(*sys.argv[1:])
