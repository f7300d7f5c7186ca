#!/usr/bin/env python3
"""Intervals and sample sizes by SciPy, apart from the program: writes tests/vectors/estimate/intervals.json
with --write, compares the stored numbers with fresh ones otherwise; with --designs FILE, recomputes what the program
says of whole designs, one JSON object a line. Exit 0: equal to 1e-9; 1: they differ; 77: SciPy is not there."""
import json
import math
import sys
from pathlib import Path

try:
    import numpy
    from scipy import optimize, stats
except ImportError:
    print("SciPy is not installed (Debian: python3-scipy)")
    sys.exit(77)

FILE = Path(__file__).parent.parent / "vectors" / "estimate" / "intervals.json"
ALPHA = 0.05
STRATA = [
    (5, 2, 0), (5, 2, 2), (12, 1, 0), (12, 1, 1), (40, 10, 3), (100, 29, 0), (100, 29, 14), (100, 99, 98),
    (1000, 50, 0), (1000, 50, 4), (1000, 50, 46), (1000, 50, 50), (5000, 400, 2), (5000, 4999, 4),
    (200, 30, 5), (200, 30, 25), (200, 199, 70), (1000, 100, 20), (65432, 1963, 240), (10_000_000, 300_000, 31_234),
]


def exact(all_, seen, problems):
    """Every count is tried, no search."""
    every = numpy.arange(problems, all_ - (seen - problems) + 1)
    above = stats.hypergeom.sf(problems - 1, all_, every, seen) > ALPHA / 2 * (1 + 1e-8)
    below = stats.hypergeom.cdf(problems, all_, every, seen) > ALPHA / 2 * (1 + 1e-8)
    kept = every[above & below]
    return [int(kept[0]) / all_, int(kept[-1]) / all_]


def score(all_, seen, problems):
    """The two rates at which the score test with the finite-population variance has p = 5 %."""
    z, p = stats.norm.isf(ALPHA / 2), problems / seen
    def gap(rate):
        return (p - rate) ** 2 - z * z * rate * (1 - rate) / seen * (all_ - seen) / (all_ - 1)
    root = lambda a, b: optimize.brentq(gap, a, b, xtol=1e-15, rtol=1e-14)
    return [root(0, p), root(p, 1)]


def stratum(all_, seen, problems):
    small = seen < 30 or problems < 5 or seen - problems < 5
    ends = exact(all_, seen, problems) if small else score(all_, seen, problems)
    return {"population": all_, "inspected": seen, "problems": problems,
            "method": "exact" if small else "wilson", "low": ends[0], "high": ends[1]}


def detection(all_, k, power):
    n = next(n for n in range(1, all_ + 1) if stats.hypergeom.sf(0, all_, k, n) >= power - 1e-12)
    return {"population": all_, "problems": k, "power": power, "n": n, "found": float(stats.hypergeom.sf(0, all_, k, n))}


def vectors():
    found = [(10, 1, 0.8), (100, 5, 0.95), (2000, 20, 0.8), (2000, 100, 0.99), (50000, 50, 0.9), (30, 30, 0.5), (7, 1, 1.0)]
    return {
        "made_by": "tests/reference/estimates.py with SciPy",
        "strata": [stratum(*one) for one in STRATA],
        "normal": [[a, float(stats.norm.isf(a / 2))] for a in (0.5, 0.2, 0.1, 0.05, 0.01, 0.001)],
        "student": [[0.05, df, float(stats.t.isf(0.025, df))] for df in (1, 2, 3, 5, 10, 30, 100, 1000, 100000)],
        "detection": [detection(*one) for one in found],
    }


def census(all_, seen, problems):
    return seen == all_


def interval_of(all_, seen, problems):
    if census(all_, seen, problems):
        return {"method": "census", "low": problems / seen, "high": problems / seen}
    found = stratum(all_, seen, problems)
    return {name: found[name] for name in ("method", "low", "high")}


def variance(all_, seen, problems):
    """Of the mean of so many ones and zeros drawn without replacement; the largest possible of one alone."""
    if census(all_, seen, problems):
        return 0.0
    if seen == 1:
        return 0.25
    spread = stats.describe([1] * problems + [0] * (seen - problems), ddof=1).variance
    return (1 - seen / all_) * float(spread) / seen


def weighted(strata, of):
    whole = sum(one[0] for one in strata)
    return sum((one[0] / whole) ** 2 * of(*one) for one in strata)


def decided(strata):
    """One stratum with fewer than five of a kind has more than half of the variance at rates (x + 1)/(n + 2)."""
    def spread(all_, seen, problems):
        rate = (problems + 1) / (seen + 2)
        return all_ ** 2 * rate * (1 - rate) / seen * (all_ - seen) / (all_ - 1)
    whole = sum(spread(*one) for one in strata)
    return any(spread(*one) > whole / 2 for one in strata if min(one[2], one[1] - one[2]) < 5)


def overall(strata):
    """Of strata with somebody inspected: population, inspected, problems."""
    population, inspected = sum(one[0] for one in strata), sum(one[1] for one in strata)
    mean = lambda strata: sum(one[0] * one[2] / one[1] for one in strata) / sum(one[0] for one in strata)
    rate, spread = mean(strata), weighted(strata, variance)
    simple = (1 - inspected / population) * rate * (1 - rate) / (inspected - 1) if inspected > 1 else 0
    open_ = [one for one in strata if not census(*one)]
    known = sum(one[2] for one in strata if census(*one))
    if not open_:
        inner = {"method": "census", "low": 0.0, "high": 0.0}
    elif len(open_) == 1:
        inner = interval_of(*open_[0])
    else:
        p, v = mean(open_), weighted(open_, variance)
        common = weighted(open_, lambda all_, seen, _: (all_ - seen) / (all_ - 1) / seen)
        size = p * (1 - p) / v if 1e-12 < p < 1 - 1e-12 and v > 0 else 1 / common
        freedom = sum(one[1] - 1 for one in open_)
        inner = {"method": "wilson-effective", "low": 0.0, "high": 1.0}
        if freedom > 0 and decided(open_):
            whole, own = sum(one[0] for one in open_), [interval_of(*one) for one in open_]
            apart = lambda end: math.hypot(*(
                one[0] / whole * (one[2] / one[1] - ends[end]) for one, ends in zip(open_, own)))
            inner = {"method": "combined", "low": max(0.0, p - apart("low")), "high": min(1.0, p + apart("high"))}
        elif freedom > 0:
            t = float(stats.t.isf(ALPHA / 2, freedom))
            gap = lambda at: (p - at) ** 2 - t * t * at * (1 - at) / size
            root = lambda a, b: a if abs(gap(a)) < 1e-15 else optimize.brentq(gap, a, b, xtol=1e-15, rtol=1e-14)
            inner["low"] = root(0.0, p) if p > 1e-12 else 0.0
            inner["high"] = root(1.0, p) if p < 1 - 1e-12 else 1.0
    rest = sum(one[0] for one in open_)
    share = lambda end: (known + end * rest) / population
    return {"rate": rate, "variance": spread, "method": inner["method"], "low": share(inner["low"]),
            "high": share(inner["high"]), "effect": spread / simple if simple > 1e-15 else None}


def designs(file):
    for line in file.read_text().splitlines():
        told = json.loads(line)
        strata = [tuple(one) for one in told["design"]]
        seen = [one for one in strata if one[1] > 0]
        fresh = {"design": told["design"], "strata": [interval_of(*one) if one[1] else None for one in strata],
                 "overall": overall(seen) if seen else None}
        if not close(fresh, told):
            print(f"the program: {told}\nSciPy: {fresh}")
            sys.exit(1)


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(close, a, b))
    return a == b or (isinstance(a, float) and isinstance(b, (int, float)) and abs(a - b) <= 1e-9)


if sys.argv[1:2] == ["--designs"]:
    designs(Path(sys.argv[2]))
    print("equal")
elif sys.argv[1:] == ["--write"]:
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n")
elif not close(vectors(), json.loads(FILE.read_text())):
    print(f"{FILE} holds other numbers")
    sys.exit(1)
else:
    print("equal")
