#!/usr/bin/env python3
"""Run every vector through the reference: check_vectors.py [NAME...]. Exit 1 if one behaves other than stated.

Good draws pass all readers, whole and as a public bundle; each entry of draw-bad/bad.toml fails in its check; the pairing
vectors come out as they are written down. `log` and `replace` are all vectors of these directories: they are what
make_formats.py writes, and log_formats.py and replaced.py accept the good ones and no other.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import log_formats
import make_formats
import pairing
import replaced
import roots

HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.join(HERE, "..", "vectors")
AUDIT_ONLY = ("inspectors.csv", "recusals.csv", "teams.csv", "salt.key")
NODE = shutil.which("node")
READERS = ["formats.py", "roots.py", "replay.py", "pairing.py", "audit.py"] + ["replay.mjs"] * bool(NODE)
# What may be missing from a bundle: the readers that do without.
PUBLIC = ["formats.py", "replay.py"] + ["replay.mjs"] * bool(NODE)
UNKEYED = PUBLIC + ["pairing.py"]
# These refuse every bad draw by themselves, and in the stated check if it is one of theirs. audit.py leaves forms (4) to
# formats.py: it refuses such a draw for what follows, another seed or other teams.
ALONE = {"audit.py": (6, 8, 9), "replay.mjs": (4, 6, 8, 9)}


def run(name, *words):
    command = [NODE if name.endswith(".mjs") else sys.executable, os.path.join(HERE, name), *words]
    return subprocess.run(command, capture_output=True, text=True)


def tools(directory, names=READERS):
    """tool -> (exit code, the number of the check it names or None, its last line)."""
    result = {}
    for name in names:
        done = run(name, *(["bundle"] if name == "pairing.py" else []), directory)
        failed = re.search(r"^fail (\d+) ", done.stderr, re.M)
        last = (done.stderr or done.stdout).strip().split("\n")[-1]
        result[name] = done.returncode, int(failed[1]) if failed else None, last
    return result


def edit(path, change):
    """replace `find` by `text` | remove `find` | insert `text` before `find` | append `text`; `find` occurs exactly once."""
    with open(path, "rb") as file:
        data = file.read()
    find = change.get("find", "").encode()
    text = bytes.fromhex(change["hex"]) if "hex" in change else change.get("text", "").encode()
    if change["edit"] == "append":
        data += text
    else:
        if data.count(find) != 1:
            raise ValueError(f"{path}: {find!r} occurs {data.count(find)} times")
        data = data.replace(find, {"replace": text, "remove": b"", "insert": text + find}[change["edit"]])
    with open(path, "wb") as file:
        file.write(data)


def rehash(directory):
    """Rewrites hashes, row counts and roots in commit.txt, then the commit line of seed.txt. Nothing is drawn again."""
    def path(name):
        return os.path.join(directory, name)

    def read(name):
        with open(path(name), "rb") as file:
            return file.read()

    def rows_root(name):
        rows = read(name).split(b"\n")[1:]
        rows = [row.decode("latin-1") for row in (rows[:-1] if rows and rows[-1] == b"" else rows)]
        return str(len(rows)), root_of_bytes(name, rows, bytes.fromhex(read("salt.key").decode().strip()))

    lines = [line.split(" ") for line in read("commit.txt").decode().split("\n")]
    for words in lines:
        if words[0] == "task":
            plan, frame = f"plan-{words[1]}.txt", f"frame-{words[1]}.csv"
            rows, root = rows_root(frame)
            words[2:] = [pairing.sha256(read(plan)).hex(), rows, pairing.sha256(read(frame)).hex(), root]
        elif words[0] in ("inspectors", "recusals"):
            words[1:] = rows_root(f"{words[0]}.csv")
    commit = "\n".join(" ".join(words) for words in lines).encode()
    seed = re.sub(rb"(?m)^commit .*$", b"commit " + pairing.sha256(commit).hex().encode(), read("seed.txt"), count=1)
    for name, data in ("commit.txt", commit), ("seed.txt", seed):
        with open(path(name), "wb") as file:
            file.write(data)


def root_of_bytes(name, rows, key):
    """The root over rows of any bytes (`rows` decoded as Latin-1)."""
    leaves = []
    for row in rows:
        columns = row.split(",")
        row_key = ":".join(columns[:2]) if name == "recusals.csv" else columns[0]
        salt = roots.hmac.digest(key, f"suicha/1/salt:{name}:{row_key}".encode("latin-1"), "sha256").hex()
        leaves.append(pairing.sha256(b"\x00" + f"suicha-leaf/1\n{salt}\n{row}\n".encode("latin-1")))
    return roots.tree(leaves).hex()


def good(name):
    directory = os.path.join(VECTORS, "draw", name)
    problems = [f"{tool}: {last}" for tool, (code, _, last) in tools(directory).items() if code]
    with tempfile.TemporaryDirectory() as scratch:
        public = shutil.copytree(directory, os.path.join(scratch, "public"))
        for file in os.listdir(public):
            task = file[6:-4] if file.startswith("frame-") else file[9:-4] if file.startswith("selected-") else None
            with open(os.path.join(public, f"plan-{task}.txt") if task else os.devnull, encoding="ascii") as plan:
                if file in AUDIT_ONLY or "profile sealed\n" in plan.read():
                    os.remove(os.path.join(public, file))
        problems += [f"public, {tool}: {last}" for tool, (code, _, last)
                     in tools(public, PUBLIC).items() if code]
        unkeyed = shutil.copytree(directory, os.path.join(scratch, "unkeyed"))
        os.remove(os.path.join(unkeyed, "salt.key"))
        problems += [f"without salt.key, {tool}: {last}" for tool, (code, _, last)
                     in tools(unkeyed, UNKEYED).items() if code]
    return problems


def bad(entry):
    with tempfile.TemporaryDirectory() as scratch:
        directory = shutil.copytree(os.path.join(VECTORS, "draw", entry["base"]), os.path.join(scratch, "bad"))
        for change in entry["edits"]:
            edit(os.path.join(directory, change["file"]), change)
        if entry.get("rehash"):
            rehash(directory)
        result = tools(directory)
    problems = [f"{tool}: {result[tool]}" for tool, checks in ALONE.items() if tool in result
                if not result[tool][0] or entry["check"] in checks and entry["check"] != result[tool][1]]
    if entry["check"] not in [number for _, number, _ in result.values()]:
        problems.append(f"check {entry['check']} did not fail: {result}")
    return problems


def vector(name):
    paths = [os.path.join(VECTORS, "pairing", name.replace("*", end)) for end in ("in", "out")]
    with open(paths[0], encoding="utf-8") as given, open(paths[1], encoding="utf-8") as wanted:
        problems = [] if pairing.vector(json.load(given)) == json.load(wanted) else ["the output differs"]
    done = run("replay.mjs", "pairing", *paths) if NODE else None
    return problems + ([f"replay.mjs: {done.stderr}"] if done and done.returncode else [])


def formats(kind):
    directory, problems = os.path.join(VECTORS, kind), []
    with tempfile.TemporaryDirectory() as scratch:
        make_formats.main(scratch)
        for name in sorted({*os.listdir(directory), *os.listdir(os.path.join(scratch, kind))}):
            paths = [os.path.join(where, name) for where in (directory, os.path.join(scratch, kind))]
            if not all(map(os.path.exists, paths)) or len({pairing.sha256(open(path, "rb").read()) for path in paths}) != 1:
                problems.append(f"{name} is not what make_formats.py writes")
    for name in (name for name in sorted(os.listdir(directory)) if name != "MANIFEST"):
        path, what = os.path.join(directory, name), re.split("[-.]", name)[1]
        try:
            if kind == "log":
                log_formats.main(what, path)
            else:
                with open(path, "rb") as file:
                    replaced.form(name, file.read(), replaced.REQUEST if what == "request" else replaced.RECORD)
            accepted = True
        except (log_formats.Refused, ValueError, LookupError, SystemExit):
            accepted = False
        if accepted != name.startswith("good-"):
            problems.append(f"{name}: {'accepted' if accepted else 'refused'}")
    return problems


def main(only):
    with open(os.path.join(VECTORS, "draw-bad", "bad.toml"), "rb") as file:
        entries = tomllib.load(file)["bad"]
    cases = [(name, good, name) for name in sorted(os.listdir(os.path.join(VECTORS, "draw"))) if name.startswith("example-")]
    cases += [(entry["name"], bad, entry) for entry in entries]
    names = sorted(os.listdir(os.path.join(VECTORS, "pairing")))
    cases += [(name, vector, f"{name}/*.json") for name in names if re.match(r"s\d", name)]
    cases += [(name[:-8], vector, f"{name[:-8]}.*.json") for name in names if name.endswith(".in.json")]
    cases += [(kind, formats, kind) for kind in ("log", "replace")]
    names = [name for name, _, _ in cases]
    if not NODE:
        print("skipped: there is no node to run replay.mjs with")
    failures = [f"{name}: two vectors have this name" for name in set(names) if names.count(name) > 1]
    for name, check, what in cases:
        if not only or name in only:
            failures += [f"{name}: {problem}" for problem in check(what)]
    print("\n".join(failures) or f"ok {len(cases)} vectors")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
