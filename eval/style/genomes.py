#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Planted genomes: repositories of a known style, with noise, vendored folders, foreign authors and a style switch,
as real git histories. Does the miner find what was planted, and nothing else?

    eval/style/genomes.py [--seeds 12] [--json out.json] [-v]

Four tables:
  planted      decided facts that are right (precision), planted traits that were found (recall), by what was mixed in
  switches     planted switches that were dated within 60 days, switches that were reported but never happened
  violations   `profile --check --all` on later files with known violations: precision and recall, by the confidence
               from which a check speaks
  coin flips   every choice random (by site, by file): rules for each 1,000 cells, and for each 1,000 folders and
               repositories of a cell

A violation is planted where a gene was asked once; what the program says is right when it names the trait within
NEAR lines of such a place (a detector may point at the head of a function, and the gene have been asked at its
body; a list, and at its last line), and each place is hit once. Where one answer of the program speaks for several
sites, further places of the file after its line are hit too.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import common
import render

NEAR = 4
PLACES = 8  # four repositories and their folder src
CONFIDENCES = (0, .5, .6, .7, .75, .8, .85, .9, .925, .95, .975)
ME = ("Ada Planted", "ada@planted.example")
OTHERS = [("Bob Other", "bob@other.example"), ("Eve Else", "eve@else.example")]
START = 1_420_000_000  # January 2015
YEARS = 8


class Repo:
    """A git repository that is written commit by commit through fast-import."""

    def __init__(self, folder):
        self.folder, self.parts, self.when, self.marks = folder, [], START, 0
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)

    def commit(self, who, files, message, step):
        self.when += step
        self.marks += 1
        head = f"commit refs/heads/main\nmark :{self.marks}\n"
        for role in ("author", "committer"):
            head += f"{role} {who[0]} <{who[1]}> {self.when} +0000\n"
        parts = [head.encode(), b"data %d\n" % len(message.encode()), message.encode(), b"\n"]
        for path, text in files.items():
            data = text.encode()
            parts += [f"M 100644 inline {path}\n".encode(), b"data %d\n" % len(data), data, b"\n"]
        self.parts.append(b"".join(parts))

    def finish(self):
        subprocess.run(["git", "-C", self.folder, "fast-import", "--quiet"], input=b"".join(self.parts), check=True)
        subprocess.run(["git", "-C", self.folder, "reset", "-q", "--hard"], check=True)


def licence(who, year):
    return f"Copyright (c) {year} {who}. All rights reserved."


def header(lang, text):
    mark = {"python": "# ", "c": "/* ", "javascript": "/* ", "go": "// "}[lang]
    return mark + text + (" */" if mark == "/* " else "") + "\n"


def grow(repo, rng, genome, mix, switch):
    """One repository: files grow function by function over the years. Returns the day of the switch, or 0."""
    ext = render.EXTENSION[genome.lang]
    files, day = {}, 0
    total = 26
    step = YEARS * 365 * 86400 // total
    flip = total // 2 if switch else None
    foreign = genome.opposite(rng)
    for k in range(total):
        if k == flip:
            trait, value = switch
            genome.values[trait] = value
            day = (repo.when + step) // 86400  # of the commit that comes next
        name = f"src/{rng.choice(render.WORDS)}{k}.{ext}"
        files[name] = render.render(genome, rng, rng.randrange(2, 6)).text()
        repo.commit(ME, {name: files[name]}, f"Add {name}", step)
        if rng.random() < 0.4 and len(files) > 1:  # an old file gets another function
            old = rng.choice(sorted(files))
            files[old] += "\n" + "\n".join(render.render(genome, rng, 1).lines[skip_head(genome.lang):]) + "\n"
            repo.commit(ME, {old: files[old]}, f"Extend {old}", 86400)
        if mix["foreign"] and rng.random() < mix["foreign"]:
            other = f"src/{rng.choice(render.WORDS)}_by_other{k}.{ext}"
            repo.commit(rng.choice(OTHERS), {other: render.render(foreign, rng, 4).text()}, f"Add {other}", 86400)
            if genome.lang != "go":
                own = rng.choice(sorted(files))
                files[own] += "\n" + "\n".join(render.render(foreign, rng, 1).lines[skip_head(genome.lang):]) + "\n"
                repo.commit(rng.choice(OTHERS), {own: files[own]}, f"Patch {own}", 86400)
    if mix["vendored"]:
        count = max(1, int(total * mix["vendored"] / (1 - mix["vendored"])))
        folder = rng.choice(["third_party/lib", "src/contrib/extlib", "deps/other", "ext/parser"])
        bulk = {f"{folder}/{rng.choice(render.WORDS)}{k}.{ext}":
                header(genome.lang, licence("Carol Upstream", 2011)) + render.render(foreign, rng, 5).text()
                for k in range(count)}
        repo.commit(ME, bulk, f"Import {os.path.basename(folder)} 1.2.3", 86400)
    return day


def skip_head(lang):
    return {"python": 4, "c": 4, "javascript": 0, "go": 0}[lang]


def build(folder, seed, lang, noise, mix, switch, repos=3):
    rng = random.Random(seed)
    genome = render.Genome(lang, rng, noise)
    change = None
    if switch:
        trait = rng.choice([t for t in genome.values if t != "format.indent"])
        change = (trait, rng.choice([v for v in render.GENES[lang][trait] if v != genome.values[trait]]))
    days = []
    start = dict(genome.values)
    for k in range(repos):
        genome.values = dict(start)
        r = Repo(os.path.join(folder, f"repo{k}"))
        days.append(grow(r, rng, genome, mix, change))
        r.finish()
    truth = dict(start)
    if change:
        truth[change[0]] = change[1]
    return genome, truth, change, days


def mined(args, home, folder, who=ME):
    home.learn([folder], [who[1]])
    by = defaultdict(list)
    for f in home.facts():
        if not f.get("scope"):
            by[f["language"], f["trait"]].append(f)
    return by


def planted(args, seed, lang, noise, mix, switch):
    """Counts of right, wrong, missed; the switch; violations."""
    folder = tempfile.mkdtemp(prefix="idio-genome-")
    try:
        genome, truth, change, days = build(folder, seed, lang, noise, mix, switch)
        with common.Home(args.bin) as home:
            by = mined(args, home, folder)
            c = Counter()
            notes = []
            for trait, value in truth.items():
                decided = [f for f in by.get((lang, trait), []) if f["decided"]]
                if not decided:
                    c["missed"] += 1
                    notes.append(f"missed {trait}={value}: " + ", ".join(
                        f"{f['value']} {f['k']}/{f['n']}" for f in by.get((lang, trait), [])))
                elif decided[0]["value"] == value:
                    c["right"] += 1
                else:
                    c["wrong"] += 1
                    notes.append(f"wrong {trait}={value}: said {decided[0]['value']} {decided[0]['k']}/{decided[0]['n']}")
                since = max((common.day(f.get("since")) for f in by.get((lang, trait), [])), default=0)
                if change and trait == change[0]:
                    c["switches"] += 1
                    c["dated"] += since > 0 and abs(since - days[0]) <= 60
                elif since:
                    c["false switches"] += 1
                c["cells"] += 1
            if not switch:
                check(args, home, folder, seed, genome, truth, c, "steady" if noise == 0 else "noisy")
            return c, notes
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def places(writer, truth):
    """Of each trait the lines of planted violations; one for each function where a gene is asked once a function."""
    want = defaultdict(list)
    for i, at in enumerate(writer.choices):
        for t, v in at:
            if v == truth[t]:
                continue
            start = max((s for s in writer.starts if s <= i), default=0)
            if t not in render.PER_FUNCTION:
                want[t].append((i + 1, i + 1))
            elif not want[t] or want[t][-1][0] <= start:
                want[t].append((i + 1, i + 1))
            else:
                want[t][-1] = (want[t][-1][0], i + 1)
    return want


def score(want, said):
    """(confidence, places hit) of each answer; 0 hit: a false alarm. `want` keeps what was not found."""
    for v in sorted(said, key=lambda v: (v["trait"], v["line"])):
        left = want[v["trait"]]
        near = [p for p in left if p[0] - NEAR <= v["line"] <= p[1] + NEAR]
        near = sorted(near, key=lambda p: abs(p[0] - v["line"]))[:1]
        more = [p for p in left if p not in near and p[0] > v["line"]] if near else []
        for p in near + more[:v["sites"] - 1]:
            left.remove(p)
            near += [p] if p not in near else []
        yield v["confidence"], len(near)


def check(args, home, folder, seed, genome, truth, c, kind):
    """Later files with a known few violations; kind: of a habit that was always kept, or of one with slips."""
    rng = random.Random(seed + 10_000)
    later = render.Genome(genome.lang, rng, 0.04, dict(truth))
    for k in range(3):
        w = render.render(later, rng, 6)
        path = os.path.join(folder, "repo0", "src", f"later{k}.{render.EXTENSION[genome.lang]}")
        with open(path, "w") as f:
            f.write(w.text())
        said = home.call("profile", "--check", path, "--all")
        want = places(w, truth)
        c[kind, "wanted"] += sum(len(x) for x in want.values())
        c[kind, "later sites"] += sum(len(at) for at in w.choices)
        for confidence, hit in score(want, [v for v in said["violations"] if v["trait"] in truth]):
            for least in CONFIDENCES:
                if confidence >= least:
                    c[kind, least, "told"] += 1
                    c[kind, least, "right"] += hit > 0
                    c[kind, least, "hit"] += hit


def coins(args, seed, lang, kind):
    """Facts decided about traits whose every choice was a coin's, thrown for each site or for each file. (A coin for
    each repository is no test: who does one thing throughout a repository has a habit there.)"""
    folder = tempfile.mkdtemp(prefix="idio-coin-")
    rng = random.Random(seed)
    try:
        genome = render.Genome(lang, rng, coin=True)
        for k in range(4):
            repo = Repo(os.path.join(folder, f"repo{k}"))
            whole = render.Genome(lang, rng)
            for n in range(10):
                if kind == "file":
                    whole = render.Genome(lang, rng)
                g = genome if kind == "site" else whole
                text = render.render(g, rng, 5).text()
                repo.commit(ME, {f"src/{rng.choice(render.WORDS)}{n}.{render.EXTENSION[lang]}": text}, "Add", 40 * 86400)
            repo.finish()
        with common.Home(args.bin) as home:
            by = mined(args, home, folder)
            cells = len(render.GENES[lang])
            found = [(t, f["value"], f["k"], f["n"], f["stated"]) for t in render.GENES[lang]
                     for f in by.get((lang, t), []) if f["decided"]]
            scoped = [f["id"] for f in home.facts() if f.get("scope") and f["stated"] and f["trait"] in render.GENES[lang]]
            return cells, found, scoped
    finally:
        shutil.rmtree(folder, ignore_errors=True)


MIXES = [
    ("clean", 0.0, {"foreign": 0, "vendored": 0}, False),
    ("noise 10 %", 0.1, {"foreign": 0, "vendored": 0}, False),
    ("noise 20 %", 0.2, {"foreign": 0, "vendored": 0}, False),
    ("foreign authors", 0.1, {"foreign": 0.6, "vendored": 0}, False),
    ("vendored 40 %", 0.1, {"foreign": 0, "vendored": 0.4}, False),
    ("both", 0.1, {"foreign": 0.5, "vendored": 0.3}, False),
    ("style switch", 0.1, {"foreign": 0.2, "vendored": 0.2}, True),
]


def violations(c, kind, what):
    """The whole curve: from which confidence on should a check speak?"""
    wanted = c[kind, "wanted"]
    print(f"\nviolations of {what}: {wanted} planted among {c[kind, 'later sites']} sites")
    common.table(["confidence from", "told", "precision", "recall"],
                 [[f"{least:.3f}", c[kind, least, "told"],
                   common.share(c[kind, least, "right"] / c[kind, least, "told"] if c[kind, least, "told"] else None),
                   common.share(c[kind, least, "hit"] / wanted)] for least in CONFIDENCES])


def main():
    p = common.arguments(__doc__.split("\n")[0])
    p.add_argument("--seeds", type=int, default=6, help="of each language and mixture")
    p.add_argument("--first", type=int, default=1000, help="seed to begin with; reported figures are those of 1000")
    p.add_argument("--coins", type=int, default=12, help="coin-flip repositories of each language and kind")
    p.add_argument("-v", "--verbose", action="store_true")
    args = p.parse_args()
    out, everything = [], Counter()
    results = {}
    for name, noise, mix, switch in MIXES:
        jobs = [(seed, lang) for lang in render.GENES for seed in range(args.seeds)]
        c = Counter()
        for job, (got, notes) in zip(jobs, common.parallel(
                args.jobs, lambda j: planted(args, args.first + j[0] * 7, j[1], noise, mix, switch), jobs)):
            c += got
            if args.verbose:
                for n in notes:
                    print(f"{name} {job[1]} seed {job[0]}: {n}")
        everything += c
        results[name] = {str(k): v for k, v in c.items()}
        decided = c["right"] + c["wrong"]
        out.append([name, c["cells"], common.share(c["right"] / decided if decided else None),
                    common.share(c["right"] / c["cells"])])
        print(f"{name}: done", file=sys.stderr)
    c = everything
    out.append(["all", c["cells"], common.share(c["right"] / (c["right"] + c["wrong"])), common.share(c["right"] / c["cells"])])
    common.table(["mixture", "planted traits", "precision", "recall"], out)
    print(f"\nswitches: {c['dated']} of {c['switches']} dated within 60 days; "
          f"{c['false switches']} reported that never happened, of {c['cells'] - c['switches']} cells")
    for kind, what in (("steady", "habits always kept"), ("noisy", "habits with slips of 10-20 %")):
        if c[kind, "wanted"]:
            violations(c, kind, what)
    rows = []
    for kind in ("site", "file"):
        cells, rules, places_told = 0, [], 0
        jobs = [(seed, lang) for lang in render.GENES for seed in range(args.coins)]
        for job, (n, got, scoped) in zip(jobs, common.parallel(
                args.jobs, lambda j: coins(args, 4 * args.first + 1000 + j[0] * 13, j[1], kind), jobs)):
            cells += n
            places_told += len(scoped)
            rules += [(job, *r) for r in got]
        stated = sum(r[-1] for r in rules)
        rows.append([f"one coin a {kind}", cells, len(rules), stated, f"{1000 * stated / cells:.2f}",
                     f"{1000 * places_told / (cells * PLACES):.2f}"])
        results[f"coin {kind}"] = {"cells": cells, "rules": rules}
        if args.verbose:
            for r in rules:
                print("rule from coins:", r)
    print()
    common.table(["coin flips", "cells", "look decided", "rules (stated)", "rules for 1,000 cells",
                  "for 1,000 (cell, place)"], rows)
    if args.json:
        with open(args.json, "w") as h:
            json.dump(results, h, indent=1)


if __name__ == "__main__":
    main()
