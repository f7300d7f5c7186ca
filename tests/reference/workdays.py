#!/usr/bin/env python3
"""The n-th working day after a day, counted one day at a time from data/calendar.csv. Written apart
from the program, standard library only.

    workdays.py CALENDAR            prints start,n,due,provisional for every day and term
    workdays.py CALENDAR OURS       compares with a file of the same lines; exit 1 on the first difference
"""
import csv
import sys
from datetime import date, timedelta

TERMS = (3, 5, 7, 10, 20)
DAY = timedelta(days=1)


def span(first, last):
    while first <= last:
        yield first
        first += DAY


def read(path):
    off, makeup, years, provisional = set(), set(), set(), None
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            days = set(span(date.fromisoformat(row["from"]), date.fromisoformat(row["to"])))
            match row["kind"]:
                case "off":
                    off |= days
                case "makeup":
                    makeup |= days
                case "year":
                    years |= days
                case "provisional":
                    provisional = min(days)
    return off, makeup, years, provisional


def due(start, n, calendar):
    off, makeup, years, _ = calendar
    day = start
    while n:
        day += DAY
        if day not in years:
            return None
        if day in makeup or (day.isoweekday() <= 5 and day not in off):
            n -= 1
    return day


def lines(calendar):
    for start in sorted(calendar[2]):
        for n in TERMS:
            day = due(start, n, calendar)
            told = f"{day},{int(day >= calendar[3])}" if day else "unknown,"
            yield f"{start},{n},{told}"


def main():
    calendar = read(sys.argv[1])
    if len(sys.argv) == 2:
        print("\n".join(lines(calendar)))
        return
    with open(sys.argv[2], encoding="utf-8") as file:
        theirs = file.read().splitlines()
    mine = list(lines(calendar))
    for one, other in zip(mine, theirs):
        if one != other:
            sys.exit(f"this count says {one}, the other {other}")
    if len(mine) != len(theirs):
        sys.exit(f"{len(mine)} due dates here, {len(theirs)} there")
    print(f"{len(mine)} due dates agree")


if __name__ == "__main__":
    main()
