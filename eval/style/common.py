# SPDX-License-Identifier: Apache-2.0
"""What the style evaluations share: the corpora's list, running the program, statistics.

The evaluations use the program as a user does (learn, profile --json) plus `idio_sites`, which prints what
detectors find and whose lines they stand on. Nothing here is part of the product.
"""
import argparse
import datetime
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor


def arguments(what):
    p = argparse.ArgumentParser(description=what)
    p.add_argument("--bin", default="build/dev/src/cli/idiolect", help="the program")
    p.add_argument("--sites", default="build/dev/eval/style/idio_sites", help="idio_sites")
    p.add_argument("--manifest", default=os.environ.get("IDIO_CORPORA", "/work/corpora/manifest.tsv"),
                   help="lines of group, owner/name, git directory, tag")
    p.add_argument("--group", help="only this group of the manifest")
    p.add_argument("--limit", type=int, default=0, help="at most so many repositories (or authors)")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--json", help="write all results here")
    return p


def manifest(path, group):
    """(owner/name, git directory, tag) of a group, in the file's order, each repository once a tag."""
    rows, seen = [], set()
    with open(path, encoding="utf-8") as f:
        for line in f:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 4 or cells[0] != group or not os.path.isdir(cells[2]):
                continue
            if (cells[1], cells[3]) not in seen:
                seen.add((cells[1], cells[3]))
                rows.append((cells[1], cells[2], cells[3]))
    return rows


def run(args, **kw):
    return subprocess.run(args, capture_output=True, text=True, errors="replace", **kw)


def git(repo, *args):
    r = run(["git", "-C", repo, "-c", "safe.directory=*", *args])
    return r.stdout if r.returncode == 0 else None


class Home:
    """A throw-away home of the program."""

    def __init__(self, binary):
        self.binary = binary
        self.path = tempfile.mkdtemp(prefix="idio-eval-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def call(self, *args):
        r = run([self.binary, "--home", self.path, "--threads", "1", "--json", *args])
        if r.returncode not in (0, 1) or not r.stdout:  # 1: something was found
            raise RuntimeError(f"{' '.join(args[:3])}: {r.stderr.strip()[:300]}")
        return json.loads(r.stdout)

    def learn(self, repos, authors=()):
        who = [a for name in authors for a in ("--author", name)] or ["--all-authors"]
        return self.call("learn", *who, *repos)

    def facts(self):
        return self.call("profile", "--all")["facts"]


def sites(binary, repo, authors=()):
    """What idio_sites prints: dicts of path, lang, trait, value, line, day, impact of one repository."""
    who = [a for name in authors for a in ("--author", name)]
    p = subprocess.Popen([binary, *who, repo], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                         errors="replace")
    for row in p.stdout:
        cells = row.rstrip("\n").split("\t")
        if len(cells) == 6:
            yield cells[0], cells[1], cells[2], cells[3], int(cells[4]), int(cells[5])
    p.wait()


def day(text):
    """Days since 1970-01-01 of a date as the program writes it; 0: none."""
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days if text else 0


def priors():
    """(language, trait, {"repos", "shares"}) of all priors that ship."""
    for lang in sorted(os.listdir("queries")):
        path = f"queries/{lang}/priors.json"
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                for trait, p in json.load(f)["traits"].items():
                    yield lang, trait, p


def parallel(jobs, function, items):
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(function, items)


def macro_f1(pairs):
    """pairs of (truth, said): F1 of every class, then their mean (classes that occur in truth or answers)."""
    classes = {a for a, _ in pairs} | {b for _, b in pairs}
    total = 0.0
    for c in classes:
        tp = sum(a == c and b == c for a, b in pairs)
        fp = sum(a != c and b == c for a, b in pairs)
        fn = sum(a == c and b != c for a, b in pairs)
        total += 2 * tp / (2 * tp + fp + fn) if tp else 0.0
    return total / len(classes) if classes else float("nan")


def ece(rows, bins=15):
    """Expected calibration error of (confidence, right, weight), equal-width bins."""
    sums = defaultdict(lambda: [0.0, 0.0, 0.0])
    for p, ok, w in rows:
        b = sums[min(int(p * bins), bins - 1)]
        b[0] += w
        b[1] += w * p
        b[2] += w * ok
    n = sum(b[0] for b in sums.values())
    return sum(abs(b[1] - b[2]) for b in sums.values()) / n if n else float("nan")


def bootstrap(values, f=lambda v: sum(v) / len(v), rounds=1000, seed=7):
    """95 % interval of a statistic by resampling `values` (one of each cluster)."""
    rng = random.Random(seed)
    if not values:
        return float("nan"), float("nan")
    stats = sorted(f([values[rng.randrange(len(values))] for _ in values]) for _ in range(rounds))
    return stats[int(rounds * 0.025)], stats[int(rounds * 0.975)]


def table(head, rows):
    rows = [[str(c) for c in r] for r in rows]
    widths = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
    for r in [head, *rows]:
        print("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip())


def share(x, digits=3):
    return "-" if x is None or math.isnan(x) else f"{x:.{digits}f}"
