#!/usr/bin/env python3
"""Check a receipt: receipt.py FILE [CARD ...] (draw-protocol.md, section 7): format, rows against the committed roots, plans,
openings, seed, ticket, threshold and outcome, hashes of the result, the log's inclusion proofs, and whether a card is an
officer's. Not: BLS and Ed25519 signatures, and what rests on them alone (times of rounds and heads: checks 1 to 3)."""
import base64, hashlib, hmac, re, sys

KEYS = {"suicha-receipt/1": "draw attempt (subject|inspector) (earlier )*(replaced )*((begin|base64) )*(leaf (path )*)*(outcome )*(step )*(officer )*(visit )*",
        "suicha-challenge/1": "draw attempt number subject at due salt ((begin|base64) )*(answer (leaf (path )*)*)*"}
def need(ok, *what):
    if not ok: sys.exit("fail " + " ".join(map(str, what)))
def H(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
def climbs(at, size, leaf, path, root):
    """RFC 9162, section 2.1.3.2, over hexadecimal digests."""
    inside, last = 0 <= at < size, size - 1
    for sibling in path:
        inside, left = inside and last > 0, at & 1 or at == last
        leaf = H(b"\1" + bytes.fromhex(sibling + leaf if left else leaf + sibling))
        while left and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return inside and last == 0 and leaf == root
def quota(rule, eligible):
    value = dict(zip(rule, rule[1:]))
    p, q = map(int, value.get("rate", "0/1").split("/"))
    n = p * eligible // q if "floor" in rule else (2 * p * eligible + q) // (2 * q) if "half-up" in rule else -(-p * eligible // q)
    n = max(int(value.get("count", n)), int(value.get("min", 0)))
    return min(n, int(value.get("max", n)), eligible)
def read(data):
    """Lines of a paper as words, enclosed files by name."""
    body, _, signature = data.decode().rpartition("\n\n")
    need(re.fullmatch(r"— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n", signature) and re.fullmatch(r"([ -~]*[!-~]\n)+", body + "\n"), "form")
    (first, *lines), files, paper = body.split("\n"), {}, []
    while lines:
        words = lines.pop(0).split(" ")
        paper.append(words)
        if words[0] in ("begin", "base64"):
            need(words[1] not in files and words[1] > max(files, default=""), "order of enclosed files")
            need((words[0] == "base64") == words[1].startswith("log-"), "how", words[1], "is enclosed")
            count = int(words[2]) if words[0] == "begin" else 0
            files[words[1]] = "\n".join(lines[:count] + [""]).encode() if count else base64.b64decode(words[2], validate=True)
            del lines[:count]
    need(re.fullmatch(KEYS[first], "".join(words[0] + " " for words in paper)), "order of lines")
    return paper, files
def table(files, name):
    return [line.split(" ") for line in files[name].decode().splitlines()]
def opened(commit, files, draw, attempt):
    """The seed: its transcript opens exactly what was committed."""
    seed = table(files, "seed.txt")
    need(seed[1] == ["commit", H(files["commit.txt"])], "seed.txt is of another commitment")
    for (_, name, c), (_, same, r) in zip(*([w for w in part if w[0] == "witness"] for part in (commit, seed)), strict=True):
        need(name == same and (r == "withheld" or c == H(f"suicha/1/w:{draw}:{attempt}:{name}:{r}")), "opening of", name)
    need([w for w in commit if w[0] == "pulse"] == [w[:3] for w in seed if w[0] == "pulse"], "pulses")
    b = seed[-1][1]
    need(commit[-1] == ["embargo", b if b == "none" else H(f"suicha/1/b:{draw}:{attempt}:{b}")], "embargo")
    return H(files["seed.txt"])
def outcome(row, told, plan, seed, thresholds):
    """What the ticket of a row and its threshold leave possible."""
    (id, stratum, *_), field = row.split(","), {words[0]: words[1:] for words in plan if words[0] != "stratum"}
    ticket = H(f"suicha/1/e:{H('suicha/1/t:' + seed + ':' + field['domain'][0])}:{id}")
    need(told[3] == ticket and ("sealed" in field.get("profile", []) or told[2] == stratum), "ticket and stratum of", id)
    eligible, drawn, line = next((int(w[2]), int(w[4]), w[5]) for w in thresholds if w[:2] == told[1:3])
    need(drawn == quota(next(w[2:] for w in plan if w[:2] == ["stratum", stratum]), eligible), "quota of", *told[1:3])
    hit, behind, reserve, place = ticket <= line != "none", eligible - drawn, int(field["reserve"][0]), int((told + [0])[5])
    need({"drawn": hit and 1 <= place <= drawn and (place == drawn) == (ticket == line), "not-drawn": not hit and behind > reserve,
          "reserve": not hit and 1 <= place <= min(reserve, behind)}[told[4]], "outcome of", id, told)
def followed(steps, changed, told, thresholds, plan):
    """The tasks on whose lists the holder stands after all that replacements did with it."""
    listed = {task for task, w in told.items() if w[4] == "drawn"}
    need(steps == sorted(steps, key=lambda w: (int(w[0]), w[1])), "order of steps")
    for number in dict.fromkeys(w[0] for w in steps):
        mine, before = [w[1:] for w in steps if w[0] == number], set(listed)
        need(number in changed, "a step of a replacement that changed nothing:", number)
        for task, way, what in mine:
            _, _, label, _, outcome, *place = told[task]
            drawn = next(int(w[4]) for w in thresholds if w[:2] == [task, label])
            need([w[1] for w in steps].count(task) <= 1 + (outcome == "reserve"), "steps of", task)
            if way == "in":
                need(outcome == "reserve" and task not in before and int(what) == drawn + int(place[0]), "step into", task, what)
                listed.add(task)
            else:
                codes = [code for w in plan(task) if w[0] == "replace" for code in w[1:]]
                need(way == "out" and task in before and what in codes, "step out of", task, what)
                listed.remove(task)
        need(all(way == "in" for _, way, _ in mine) or not listed, "a step out of every task")
    return listed
def main(file, *cards):
    paper, files = read(open(file, "rb").read())
    (_, draw), (_, attempt), (kind, *holder) = paper[:3]
    commit, rows, task = table(files, "commit.txt"), [], ""
    need(commit[1:3] == paper[:2], "commit.txt is of another attempt")
    roots = {f"{w[0]}.csv": w[1:] for w in commit if w[0] in ("inspectors", "recusals")}
    roots |= {f"frame-{w[1]}.csv": [w[3], w[5]] for w in commit if w[0] == "task"}
    need(all(H(files[f"plan-{w[1]}.txt"]) == w[2] for w in commit if w[0] == "task"), "hash of a plan")
    for k, words in enumerate(paper):
        task = words[1] if words[0] == "answer" else task
        if words[0] == "leaf":
            path = [w[1] for w in paper[k + 1:k + 1 + next((n for n, w in enumerate(paper[k + 1:]) if w[0] != "path"), 99)]]
            data, (size, root) = f"\0suicha-leaf/1\n{words[3]}\n{words[4]}\n", roots[words[1]]
            need(climbs(int(words[2]), int(size), H(data), path, root), "no way to the root from", words[4])
            rows.append((words[1], int(words[2]), words[4].split(","), task, words[3]))
    done = [w[1:] for w in paper if w[0] == "replaced"]
    need([w[0] for w in done] == [str(k) for k in range(1, len(done) + 1)], "replacements from 1")
    ends = [k for k in ("commit", "result", "void") if f"log-{k}.txt" in files]
    logged = [(k, f"kind {k}\nobject {draw}/{attempt}", H(files[f"{k}.txt"])) for k in ends]
    logged += [(f"replace-{n}", f"kind replace\nobject {draw}/{attempt}/{n}", request) for n, request, *_ in done]
    for name, event, hash in logged:
        head, _, note = files[f"log-{name}.txt"].decode().partition("\n\n")
        (_, extra, index, *path), (_, size, root, *_) = head.split("\n"), note.split("\n")
        entry = base64.b64decode(extra[6:]).decode()
        need(f"\n{event}\nhash {hash}\n" in entry, "entry in", name)
        path, root = [base64.b64decode(h).hex() for h in path], base64.b64decode(root).hex()
        need(climbs(int(index[6:]), int(size), H("\0" + entry), path, root), "proof in", name)
    result = {w[1]: w[2] for w in table(files, "result.txt") if w[0] == "file"} if "result.txt" in files else None
    for name in files if result is not None else []:
        later = name.startswith(("log-", "opening-")) or name == "result.txt"
        need(later or result.get(name) == H(files[name]), "result.txt does not vouch for", name)
    if kind == "number":  # the answer to a challenge
        return __import__("challenge").answers(paper, rows, roots, lambda task: ["profile", "sealed"] in table(files, f"plan-{task}.txt"))
    officers = [w for w in paper if w[0] == "officer"]
    own = [r[2][0] for r in rows if r[0] == "inspectors.csv"]
    whose = holder[0] if kind == "subject" else own[0]
    need(kind == "inspector" or len(own) < len(rows), "no row of the holder")
    need(sorted(own) == sorted(w[2] for w in officers) if kind == "subject" else own == [whose], "rows of officers")
    need(all(r[2][0] == whose for r in rows if kind == "inspector" or r[0] != "inspectors.csv"), "rows of the holder")
    need(not officers or [w[3] for w in officers].count("lead") == 1, "one lead")
    told = {w[1]: w for w in paper if w[0] == "outcome"}
    if "seed.txt" in files:
        seed = opened(commit, files, draw, attempt)
        thresholds = [line.split(",") for line in files["thresholds.csv"].decode().splitlines()] if result else []
        drawable = {r[0][6:-4]: ",".join(r[2]) for r in rows if r[0][:6] == "frame-" and r[2][3] == "ok" and result is not None}
        need(kind == "inspector" or drawable.keys() == told.keys(), "an outcome for each row")
        [outcome(drawable[t], told[t], table(files, f"plan-{t}.txt"), seed, thresholds) for t in told]
    need("seed.txt" in files or not told, "outcomes without a seed")
    steps, changed = [w[1:] for w in paper if w[0] == "step"], {w[0] for w in done if w[3] == "changed"}
    listed = followed(steps, changed, told, thresholds if steps else [], lambda task: table(files, f"plan-{task}.txt"))
    need(not told or not officers or listed, "a team for nobody")
    link = lambda salt, card: hmac.digest(bytes.fromhex(salt), f"suicha/1/link:{draw}:{attempt}:{card}".encode(), "sha256").hex()
    for card in cards:
        need(any(link(r[4], card) == w[4] for r in rows for w in officers if r[2][0] == w[2]), "no officer has the card", card)
if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (KeyError, ValueError, IndexError, StopIteration, TypeError) as error:
        sys.exit(f"fail form: {error!r}")
    print("ok: all but the signatures")
