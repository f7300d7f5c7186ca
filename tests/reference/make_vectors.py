#!/usr/bin/env python3
"""Write the example draws example-2…: make_vectors.py [DIR] (default tests/vectors/draw). Deterministic.

example-1 belongs to the protocol and is not written here. Witness values, blinds and salt keys are hashes of fixed
strings; the drand pulses are real ones; the dice and lottery figures are made up.
"""
import hashlib
import os
import sys

import pairing
import roots

HERE = os.path.dirname(os.path.abspath(__file__))
QUICKNET = {  # public rounds of drand's quicknet: round -> signature
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    1001: "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41",
}
NOT_BEFORE = f"drand-quicknet 1000 {hashlib.sha256(bytes.fromhex(QUICKNET[1000])).hexdigest()}"


class Draw:
    def __init__(self, name, plans, frames, inspectors, recusals, pulses, witnesses=("audit.example",), withheld=(),
                 embargo=True, not_before=NOT_BEFORE, attempt=1):
        self.draw, self.attempt, self.plans, self.frames = name, attempt, plans, frames
        self.files = {f"plan-{task}.txt": text_of(["suicha-plan/1", f"task {task}", *plans[task]]) for task in plans}
        for task in plans:
            self.files[f"frame-{task}.csv"] = table("id,stratum,pool,status", frames[task])
        self.files["inspectors.csv"] = table("pseudonym,unit,tags,cap,base", inspectors)
        self.files["recusals.csv"] = table("pseudonym,id", recusals)
        self.key = secret(name, "salt key")
        self.files["salt.key"] = self.key.hex() + "\n"
        self.pulses, self.witnesses, self.withheld = sorted(pulses), sorted(witnesses), withheld
        self.embargo, self.not_before = secret(name, "embargo").hex() if embargo else None, not_before

    def write(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.commit()
        self.reveal()
        self.save(directory)
        self.select()
        self.save(directory)
        self.files["teams.csv"] = pairing.bundle(directory)[0].decode()
        self.save(directory)

    def commit(self):
        head = f"{self.draw}:{self.attempt}"
        lines = ["suicha-commit/1", f"draw {self.draw}", f"attempt {self.attempt}"]
        for task in sorted(self.plans):
            plan, frame = self.files[f"plan-{task}.txt"], self.files[f"frame-{task}.csv"]
            rows = frame.split("\n")[1:-1]
            lines.append(f"task {task} {pairing.H(plan)} {len(rows)} {pairing.H(frame)} {roots.root(f'frame-{task}.csv', rows, self.key)}")
        for name in "inspectors", "recusals":
            rows = self.files[f"{name}.csv"].split("\n")[1:-1]
            lines.append(f"{name} {len(rows)} {roots.root(f'{name}.csv', rows, self.key)}")
        lines.append(f"not-before {self.not_before}")
        lines += [f"pulse {beacon} {round}" for beacon, round, _ in self.pulses]
        lines += [f"witness {w} {pairing.H(f'suicha/1/w:{head}:{w}:{self.opening(w)}')}" for w in self.witnesses]
        lines.append("embargo " + (pairing.H(f"suicha/1/b:{head}:{self.embargo}") if self.embargo else "none"))
        self.files["commit.txt"] = text_of(lines)

    def opening(self, witness):
        return secret(self.draw, witness).hex()

    def reveal(self):
        lines = ["suicha-seed/1", f"commit {pairing.H(self.files['commit.txt'])}"]
        lines += [f"witness {w} {'withheld' if w in self.withheld else self.opening(w)}" for w in self.witnesses]
        lines += [f"pulse {beacon} {round} {value}" for beacon, round, value in self.pulses]
        lines.append(f"embargo {self.embargo or 'none'}")
        self.files["seed.txt"] = text_of(lines)

    def select(self):
        """The protocol's section 5, written a second time; check_vectors.py replays it with replay.py."""
        seed, thresholds = pairing.H(self.files["seed.txt"]), []
        for task in sorted(self.plans):
            plan = [line.split(" ") for line in self.plans[task]]
            [domain], [reserve] = ([w[1] for w in plan if w[0] == key] for key in ("domain", "reserve"))
            names = [w[1] for w in plan if w[0] == "stratum"]
            label = dict(zip(names, names))
            if ["profile", "sealed"] in plan:
                macs = sorted((roots.hmac.digest(self.key, f"suicha/1/label:{task}:{s}".encode(), "sha256"), s) for s in names)
                label = {s: f"s{k}" for k, (_, s) in enumerate(macs, 1)}
            rows, task_seed = [], pairing.H(f"suicha/1/t:{seed}:{domain}")
            for stratum, n in sorted((w[1], w[-1]) for w in plan if w[0] == "stratum"):
                mine = [row.split(",") for row in self.frames[task] if row.split(",")[1] == stratum]
                order = sorted((pairing.H(f"suicha/1/e:{task_seed}:{row[0]}"), row[0]) for row in mine if row[3] == "ok")
                n = DRAWN[self.draw, task, stratum]
                thresholds.append(f"{task},{label[stratum]},{len(order)},{len(mine) - len(order)},{n},{order[n - 1][0] if n else 'none'}")
                for k, (ticket, id) in enumerate(order[:n + int(reserve)]):
                    rows.append(f"{stratum},{k + 1},{id},{ticket},{'reserve' if k >= n else 'drawn'}")
            self.files[f"selected-{task}.csv"] = text_of(["stratum,rank,id,ticket,role", *rows])
        self.files["thresholds.csv"] = table("task,stratum,eligible,excluded,drawn,threshold", thresholds)

    def save(self, directory):
        for name, text in self.files.items():
            with open(os.path.join(directory, name), "wb") as file:
                file.write(text.encode("ascii"))


def secret(draw, what):
    return hashlib.sha256(f"suicha {draw} {what}".encode()).digest()


def text_of(lines):
    return "".join(line + "\n" for line in lines)


def table(header, rows):
    return text_of([header, *sorted(rows)])


def subject(k):
    return f"9132038199{(k * 7919 + 17) % 10000000:07}{'0123456789ABCDEFGHJKLMNPQRTUWXY'[k * 13 % 31]}"


# The numbers drawn, worked out by hand from each quota: (draw, task, stratum) -> n.
DRAWN = {}


def quotas():
    """Every form of a quota; reserve longer than what is left; one witness withheld; dice; no embargo; no not-before."""
    strata = [  # name, quota, eligible, excluded, drawn
        ("whole", "rate 1/1", 4, 1, 4), ("count", "count 3", 5, 0, 3), ("count-over", "count 99", 3, 0, 3),
        ("ceil", "rate 3/10", 7, 0, 3), ("ceil-named", "rate 3/10 ceil", 7, 0, 3), ("ceil-exact", "rate 2/5 ceil", 5, 0, 2),
        ("half-up", "rate 1/2 half-up", 5, 0, 3), ("half-down", "rate 1/4 half-up", 5, 0, 1), ("floor", "rate 3/10 floor", 9, 2, 2),
        ("min", "rate 1/100 floor min 2", 6, 0, 2), ("min-over", "count 1 min 50", 3, 1, 3), ("max", "rate 9/10 max 4", 8, 0, 4),
        ("min-max", "count 1 min 5 max 2", 6, 0, 2), ("max-zero", "rate 1/1 max 0", 3, 0, 0), ("zero", "count 0", 2, 0, 0),
        ("floor-zero", "rate 1/3 floor", 2, 0, 0), ("no-rows", "rate 1/2 min 1", 0, 0, 0),
        ("all-excluded", "count 2", 0, 2, 0)]
    rows, k = ["0,count,p0,ok", "A,count,p1,ok", "A-1,ceil,p1,ok", "A_1,ceil,p1,ok", f"{'Z' * 64},floor,p2,x-cap"], 0
    have = {("count", "ok"): 2, ("ceil", "ok"): 2, ("floor", "x"): 1}
    for name, _, eligible, excluded, drawn in strata:
        DRAWN["example-2", "quotas", name] = drawn
        for status, n in ("ok", eligible - have.get((name, "ok"), 0)), ("x-gone", excluded - have.get((name, "x"), 0)):
            for _ in range(n):
                k += 1
                rows.append(f"{subject(k)},{name},p{k % 3},{status}")
    rows += [f"{subject(900)},none,p0,x-no-class"]
    plan = ["domain quotas", "team 2", *(f"stratum {s[0]} {s[1]}" for s in strata), "reserve 3"]
    return Draw("example-2", {"quotas": plan}, {"quotas": rows}, [f"p{k:02},p{k % 3},,9,{k % 2}" for k in range(1, 13)], [],
                [("dice", "hall-2023.08.24", "314159265358979323846264338327950288419716")],
                ("audit.example", "notary.example"), ("notary.example",), embargo=False, not_before="none")


def domains():
    """Equal and different domains, merged visits, `widen` and `raise-cap` in a bundle, two beacons, recusals, carry-over."""
    shortage = ["on-shortage widen bureau", "on-shortage raise-cap 4"]
    plans = {
        "fire-joint": ["domain joint", "team 1 fire", "team 1 @pool", *shortage, "stratum all rate 1/4 half-up", "reserve 1"],
        "hygiene": ["domain month", "team 1 @pool", "team 1 @pool", "team 1 food without @pool", *shortage,
                    "stratum b rate 1/5", "stratum a rate 1/2", "reserve 2"],
        "labels": ["domain month", "profile open", "team 1 @pool", "team 1 without @pool lead", *shortage, "stratum all count 6",
                   "reserve 0"]}
    frames = {"fire-joint": [f"{subject(k)},all,w{k % 3},ok" for k in range(2, 22, 2)],
              "hygiene": [f"{subject(k)},{'ab'[k % 2]},w{k % 3},{'x-cap' if k % 8 == 5 else 'ok'}" for k in range(24)],
              "labels": [f"{subject(k)},all,w{k % 3},{'x-gone' if k == 3 else 'ok'}" for k in range(0, 30)]}
    DRAWN.update({("example-3", "fire-joint", "all"): 3, ("example-3", "hygiene", "a"): 6, ("example-3", "hygiene", "b"): 2,
                  ("example-3", "labels", "all"): 6})
    people = ["p01,w0,,2,0", "p02,w0,food,2,0", "p03,w1,,2,1", "p04,w1,food+lead,2,0", "p05,w2,lead,2,0", "p06,w2,food,2,0",
              "p07,fire,,1,0", "p08,bureau,lead,3,2", "p09,bureau,fire,3,0", "p10,bureau,,3,0"]
    return Draw("example-3", plans, frames, people, [f"p0{1 + k % 9},{subject(k)}" for k in range(0, 30, 3)],
                [("drand-quicknet", "1001", QUICKNET[1001]),
                 ("cn-lottery", "ssq-2023098+dlt-2023098+qlc-2023098", "03.05.17.22.26.33/11/02.04.16.27.29/07.10/01.05.08.13.20.28.30/16")],
                ("audit.example", "chamber.example", "notary.example"))


def sealed():
    """A sealed task with twelve strata (labels s1, s10, s11, s12, s2 …) beside an open one; embargo; second attempt; all plan lines."""
    more = ["plan-number 32038120231007", "task-number 320381202308231001"]
    plans = {
        "credit": [*more, "domain month", "profile sealed", "matter F07 2023.1", "matter P02 2023.1", "cutoff 2023-08-20",
                   "draw-time 2023-08-23T23:59:27+08:00", "team 1 @pool", "team 1 without @pool",
                   *(f"stratum class-{c} {'rate 1/1' if c in 'kl' else 'count 1'}" for c in "lkjihgfedcba"), "reserve 1",
                   "replace closed moved gone cap", "lead 600", "embargo 2023-09-30"],
        "open": ["domain month", "profile open", "team 2 @pool", "stratum all rate 1/6 half-up", "reserve 2"]}
    ids = range(100, 140)
    frames = {"credit": [f"{subject(k)},class-{'abcdefghijkl'[k % 12]},z{k % 2},{'x-cap' if k % 17 == 0 else 'ok'}" for k in ids],
              "open": [f"{subject(k)},all,z{k % 2},ok" for k in ids]}
    frames["credit"] += [f"{subject(k)},none,z{k % 2},x-closed" for k in range(140, 143)]
    for c in "abcdefghij":
        DRAWN["example-4", "credit", f"class-{c}"] = 1
    DRAWN.update({("example-4", "credit", "class-k"): 3, ("example-4", "credit", "class-l"): 2, ("example-4", "open", "all"): 7})
    people = [f"p{k:02},z{k % 2},{'lead' if k % 4 == 0 else ''},{4 + k % 3},{k % 2}" for k in range(1, 15)]
    return Draw("example-4", plans, frames, people, [f"p{1 + k % 14:02},{subject(100 + k)}" for k in range(0, 40, 2)],
                [("drand-quicknet", "1001", QUICKNET[1001])], ("deputy.example", "notary.example"), attempt=2)


def open_seats():
    """`leave-open` in a bundle: a pool with nobody, a visit with one officer and one with none; a task whose frame is empty."""
    plans = {"nobody": ["domain month", "team 2", "on-shortage leave-open", "stratum all rate 1/2", "reserve 5"],
             "remote": ["domain month", "team 1 @pool", "team 1 lead without @pool", "on-shortage leave-open", "stratum far count 3",
                        "stratum near count 3", "reserve 1"]}
    frames = {"nobody": [], "remote": [f"{subject(k)},{'far' if k % 2 else 'near'},{'island' if k % 2 else 'town'},ok"
                                       for k in range(300, 312)]}
    DRAWN.update({("example-5", "nobody", "all"): 0, ("example-5", "remote", "far"): 3, ("example-5", "remote", "near"): 3})
    people = ["p01,town,,2,0", "p02,town,,2,0", "p03,port,lead,2,0", "p04,port,,9,0"]
    return Draw("example-5", plans, frames, people, [f"p03,{subject(k)}" for k in range(300, 312, 4)],
                [("drand-quicknet", "1001", QUICKNET[1001])])


def main(directory=os.path.join(HERE, "..", "vectors", "draw")):
    for draw in quotas(), domains(), sealed(), open_seats():
        draw.write(os.path.join(directory, draw.draw))


if __name__ == "__main__":
    main(*sys.argv[1:])
