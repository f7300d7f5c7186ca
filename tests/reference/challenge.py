#!/usr/bin/env python3
"""Check the answer to a challenge: challenge.py FILE (draw-protocol.md, section 7).

What it has in common with a receipt is receipt.py's: format, rows against the committed roots, plans, proof of the log.
"""
import sys

from receipt import main, need


def answers(paper, rows, roots, sealed):
    """Each answer is proved by the rows under it: the row itself, or the neighbours of a gap."""
    id, asked = paper[3][1], [w for w in paper if w[0] == "answer"]
    need([f"frame-{w[1]}.csv" for w in asked] == [name for name in roots if name[:6] == "frame-"], "an answer for each task")
    for _, task, word in asked:
        own = [r for r in rows if r[3] == task]
        need(all(r[0] == f"frame-{task}.csv" for r in own), "rows of", task)
        found, size = [(r[1], r[2][0]) for r in own], int(roots[f"frame-{task}.csv"][0])
        ends = [(-1, "")] * (not found or found[0][0] == 0) + found + [(size, "~")] * (not found or found[-1][0] == size - 1)
        gap = len(ends) >= 2 and any(b[0] == a[0] + 1 and a[1] < id < b[1] for a, b in zip(ends, ends[1:]))
        row = len(own) == 1 and own[0][2][0] == id and (own[0][2][3] == "ok") == (word == "included")
        need(gap if word == "absent" else not own and sealed(task) if word == "auditor" else row, "answer for", task)


if __name__ == "__main__":
    main(*sys.argv[1:])
    print("ok: all but the signatures")
