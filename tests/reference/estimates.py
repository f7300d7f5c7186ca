#!/usr/bin/env python3
"""Intervals and sample sizes by SciPy, apart from the program: writes tests/vectors/estimate/intervals.json
with --write, compares the stored numbers with fresh ones otherwise. Exit 0: equal to 1e-9; 1: they differ;
77: SciPy is not there."""
import json
import sys
from pathlib import Path

try:
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
    kept = [
        k for k in range(problems, all_ - (seen - problems) + 1)
        if stats.hypergeom.sf(problems - 1, all_, k, seen) > ALPHA / 2
        and stats.hypergeom.cdf(problems, all_, k, seen) > ALPHA / 2
    ]
    return [kept[0] / all_, kept[-1] / all_]


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


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(close, a, b))
    return a == b or (isinstance(a, float) and isinstance(b, (int, float)) and abs(a - b) <= 1e-9)


if sys.argv[1:] == ["--write"]:
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n")
elif not close(vectors(), json.loads(FILE.read_text())):
    print(f"{FILE} holds other numbers")
    sys.exit(1)
else:
    print("equal")
