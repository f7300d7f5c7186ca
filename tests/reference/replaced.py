#!/usr/bin/env python3
"""Replay the replacements of an audit bundle: replaced.py DIR (draw-protocol.md, section 8; the pairing is pairing.py's).

From the draw's own lists and teams (replay.py and pairing.py check those), each request and its pulse to the record and the
teams that must follow, byte for byte. Not checked: the signatures of pulses, and what the log says of the requests.
"""
import os, re, sys
from collections import Counter
from datetime import datetime
from hashlib import sha256

from pairing import H, Class, Inspector, Visit, key_class, pair, team_key, teams_csv

ID, NAME, HEX, N, ROUND = "[0-9A-Z_-]{1,64}", "[a-z0-9.-]{1,32}", "[0-9a-f]{64}", "(?:0|[1-9][0-9]*)", "[1-9][0-9]*"
HEAD = "draw [a-z0-9-]{1,32}\nattempt [1-9][0-9]*\nnumber [1-9][0-9]*\n"
REQUEST = (f"suicha-replace/1\n{HEAD}after {HEX}\nat [0-9-]{{10}}T[0-9:]{{8}}[+]08:00\n(skip {ID} {NAME} {HEX}\n)*"
           f"(unavailable {NAME} {NAME}\n)*(recused {NAME} {ID} {NAME}\n)*(pulse drand-(quicknet|default) {ROUND}\n)+")
RECORD = (f"suicha-replaced/1\n{HEAD}replace {HEX}\n(pulse {NAME} {ROUND} [0-9a-f]+\n)+(step {NAME} {ID} (none|{ID} {ROUND})\n)*"
          f"teams {HEX}\nseats {N} {N}\n")
CHAINS = {"drand-quicknet": (1692803367, 3), "drand-default": (1595431050, 30)}  # genesis, period


def need(holds, file, expected, found=""):
    if not holds: sys.exit(f"fail 10 {file}: expected {expected}, found {found}")


class Bundle:
    """The files of a directory and what every replacement starts from."""

    def __init__(self, directory):
        self.directory, self.names = directory, set(os.listdir(directory))
        commit = self.words("commit.txt")
        self.draw, self.attempt = (w[1] for w in commit[1:3])
        self.tasks, self.beacons = ([w[1] for w in commit if w[0] == key] for key in ("task", "pulse"))
        self.seed = sha256(self.read("seed.txt")).hexdigest()
        self.plans = {t: self.words(f"plan-{t}.txt") for t in self.tasks}
        self.pool = {i: pool for t in self.tasks for i, _, pool, _ in self.rows(f"frame-{t}.csv")}
        self.order = {}  # (task, stratum) -> the ids by rank, and how many of them were drawn
        for t in self.tasks:
            for stratum, _, i, _, role in self.rows(f"selected-{t}.csv"):
                ids, drawn = self.order.get((t, stratum), ([], 0))
                self.order[t, stratum] = ids + [i], drawn + (role == "drawn")
        self.people = [(p, {unit, *filter(None, tags.split("+"))}, int(cap), int(base))
                       for p, unit, tags, cap, base in self.rows("inspectors.csv")]
        self.recusals = {tuple(row) for row in self.rows("recusals.csv")}

    def read(self, name):
        need(name in self.names, name, "this file", "none")
        with open(os.path.join(self.directory, name), "rb") as file:
            return file.read()

    def words(self, name):
        return [line.split(" ") for line in self.read(name).decode("ascii").split("\n")[:-1]]

    def rows(self, name):
        return [line.split(",") for line in self.read(name).decode("ascii").split("\n")[1:-1]]

    def plan(self, task, key):
        return [w[1:] for w in self.plans[task] if w[0] == key]

    def listed(self, skipped):
        """(task, stratum) -> [(rank, id)] of those to be inspected."""
        return {key: [(k, i) for k, i in enumerate(ids, 1) if i not in skipped][:n] for key, (ids, n) in self.order.items()}

    def visits(self, skipped):
        """id -> its seat classes, key -> how many seats (section 6.1)."""
        visits = {}
        for task, on_it in sorted({(t, i) for (t, _), rows in self.listed(skipped).items() for _, i in rows}):
            sums = Counter()
            for n, *tags in self.plan(task, "team"): sums[team_key(tags, self.pool[on_it])] += int(n)
            visits[on_it] = visits.get(on_it, Counter()) | sums
        return visits

    def pulses_after(self, at):
        """The pulses of a request: the first ones the lead later."""
        leads = [int(value) for t in self.tasks for [value] in self.plan(t, "lead")]
        due = int(datetime.fromisoformat(at).timestamp()) + max(leads, default=0)
        beacons = [b for b in self.beacons if b in CHAINS] or ["drand-quicknet"]
        return [[b, str(max(0, -(-(due - CHAINS[b][0]) // CHAINS[b][1])) + 1)] for b in sorted(beacons)]


class State:
    """How the draw stands: who holds which seat, (visit, class key) -> pseudonyms; and everything that was ever asked."""

    def __init__(self, bundle):
        self.skipped, self.unavailable, self.recused = set(), set(), set()
        visits = bundle.visits(())
        self.held = {(i, key): [] for i in visits for key in visits[i]}
        for i, seat, p, _ in bundle.rows("teams.csv"): self.held[i, sorted(visits[i])[int(seat) - 1]].append(p)
        self.open = {(i, key): visits[i][key] - len(people) for (i, key), people in self.held.items()}

    def fits(self, bundle, name, request):
        """Whether what the request says can have happened."""
        before = bundle.listed(self.skipped)
        for _, i, code, _ in (w for w in request if w[0] == "skip"):
            tasks = {t for (t, _), rows in before.items() if i in (other for _, other in rows)}
            need(tasks and all(code in bundle.plan(t, "replace")[0] for t in tasks), name, "a subject of the lists and its code", i)
        for _, p, *more in (w for w in request if w[0] in ("unavailable", "recused")):
            seats = [i for (i, _), people in self.held.items() if p in people]
            need(more[0] in seats if more[1:] else seats, name, "somebody who holds such a seat", p)

    def follow(self, bundle, number, request, values):
        """What follows from a request and the values of its pulses: the steps, and the bytes of the teams."""
        before, text = bundle.listed(self.skipped), bundle.read(f"replace-{number}.txt")
        self.skipped |= {w[1] for w in request if w[0] == "skip"}
        self.unavailable |= {w[1] for w in request if w[0] == "unavailable"}
        self.recused |= {(w[1], w[2]) for w in request if w[0] == "recused"}
        after, steps, visits = bundle.listed(self.skipped), [], bundle.visits(self.skipped)
        for (task, stratum), rows in before.items():
            come = [row for row in after[task, stratum] if row not in rows] + [(None, None)] * len(rows)
            for (_, gone), (rank, new) in zip([row for row in rows if row not in after[task, stratum]], come):
                steps.append(f"step {task} {gone} " + (f"{new} {rank}" if new else "none"))
        stays = lambda i, p: p not in self.unavailable and (p, i) not in self.recused
        self.held = {(i, key): [p for p in self.held.get((i, key), ()) if stays(i, p)] for i in visits for key in visits[i]}
        self.open = {seat: self.open.get(seat, 0) for seat in self.held}
        seed = H(f"suicha/1/r:{bundle.seed}:{sha256(text).hexdigest()}:{':'.join(values)}")
        self.draw_again(bundle, visits, sha256(f"suicha/1/p:{seed}".encode()).digest(), number)
        return sorted(steps), self.teams(bundle, visits)

    def draw_again(self, bundle, visits, pairing_seed, number):
        kept = Counter(p for people in self.held.values() for p in people)
        inspectors = [Inspector(p, 0 if p in self.unavailable else max(0, cap - kept[p]), base + kept[p], tags)
                      for p, tags, cap, base in bundle.people]
        out = {i: {p for p, other in bundle.recusals | self.recused if other == i} for i in visits}
        for (i, _), people in self.held.items(): out[i] |= set(people)
        drawn = []
        for i in visits:
            missing = {key: n - len(self.held[i, key]) - self.open[i, key] for key, n in visits[i].items()}
            if any(missing.values()):
                classes = [key_class(key, missing[key]) if missing[key] else Nobody() for key in sorted(missing)]
                drawn.append(Visit(i, classes, out[i]))
        rules = [" ".join(words) for words in bundle.plan(bundle.tasks[0], "on-shortage") if words[0] != "raise-cap"]
        parts, short, _, left = pair(pairing_seed, f"{bundle.draw}/{bundle.attempt}/r{number}", drawn, inspectors, rules)
        need(not short, f"replace-{number}.txt", "seats that can be filled", short)
        place = lambda seat: (seat[0], sorted(visits[seat[0]])[seat[1]])
        for part in parts:
            for seat, j in zip(part.seats, part.holder):
                if j is not None: self.held[place(seat)].append(part.names[j])
        for seat in left: self.open[place(seat)] += 1

    def teams(self, bundle, visits):
        """teams-<n>.csv; pairing.py prints it from anything that has seats, names and holders."""
        rows = [((i, sorted(visits[i]).index(key)), p) for (i, key), people in self.held.items() for p in people]
        whole = type("Whole", (), {"seats": [seat for seat, _ in rows], "names": [p for _, p in rows], "holder": range(len(rows))})
        return teams_csv([whole], {p for p, tags, *_ in bundle.people if "lead" in tags}, bundle.seed).encode()


class Nobody(Class):
    """A class of which no seat is drawn."""

    def __init__(self): super().__init__(0, ())
    def accepts(self, inspector): return False


def form(name, data, lines):
    """The words of a request or a record."""
    text = data.decode("latin-1")
    need(re.fullmatch(lines, text), name, "the lines of section 8", text.split("\n"))
    words = [line.split(" ") for line in text.split("\n")[:-1]]
    need(all(int(w[1]) < 2**32 for w in words if w[0] in ("attempt", "number")), name, "numbers below 2^32")
    for key, columns in ("skip", 2), ("unavailable", 2), ("recused", 3), ("pulse", 2), ("step", 3):
        mine = [w for w in words if w[0] == key]
        need(mine == sorted(mine) and len({tuple(w[:columns]) for w in mine}) == len(mine), name, f"{key} lines sorted, none twice")
    if words[0] == ["suicha-replace/1"]:
        datetime.fromisoformat(words[5][1])
        need(any(w[0] in ("skip", "unavailable", "recused") for w in words), name, "something that happened")
    return words


def main(directory):
    bundle = Bundle(directory)
    known = re.compile("(?:replaced?|replace-pulse|teams)-([1-9][0-9]*)[.-].*")
    numbers = [int(match[1]) for match in map(known.fullmatch, bundle.names) if match]
    state, after, last = State(bundle), "result.txt", max(numbers, default=0)
    for n in range(1, last + 1):
        name, record, file = f"replace-{n}.txt", f"replaced-{n}.txt", f"teams-{n}.csv"
        request, head = form(name, bundle.read(name), REQUEST), [["draw", bundle.draw], ["attempt", bundle.attempt], ["number", str(n)]]
        need(request[1:4] == head, name, head, request[1:4])
        need(request[4][1] == sha256(bundle.read(after)).hexdigest(), name, f"after the hash of {after}", request[4])
        pulses = [w[1:] for w in request if w[0] == "pulse"]
        need(pulses == bundle.pulses_after(request[5][1]), name, bundle.pulses_after(request[5][1]), pulses)
        state.fits(bundle, name, request)
        if n == last and not any(str(n) in re.split("[.-]", other)[1:3] for other in bundle.names
                                 if re.match("replaced-|replace-pulse-|teams-", other)):
            return print(f"-- replacement {n} waits for its pulse")
        told = [w[1:] for w in form(record, bundle.read(record), RECORD) if w[0] == "pulse"]
        need([w[:2] for w in told] == pulses, record, pulses, told)
        for beacon, round, value in told:
            lines = bundle.words(f"replace-pulse-{n}-{beacon}.txt")[:4]
            expected = [["suicha-pulse/1"], ["beacon", beacon], ["round", round], ["value", value]]
            need(lines == expected, f"replace-pulse-{n}-{beacon}.txt", expected, lines)
        steps, teams = state.follow(bundle, n, request, [value for *_, value in told])
        lines = ["suicha-replaced/1", *map(" ".join, head), f"replace {sha256(bundle.read(name)).hexdigest()}"]
        lines += [" ".join(["pulse", *pulse]) for pulse in told] + steps + [f"teams {sha256(teams).hexdigest()}"]
        lines += [f"seats {sum(map(len, state.held.values()))} {sum(state.open.values())}"]
        for name, expected in (file, teams), (record, "".join(line + "\n" for line in lines).encode()):
            need(bundle.read(name) == expected, name, expected.decode(), bundle.read(name))
        print(f"ok replacement {n}")
        after = record


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (ValueError, LookupError) as error:
        sys.exit(f"fail 10 form: {error!r}")
