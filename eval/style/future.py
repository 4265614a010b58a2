#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Future commits: mine a developer's repositories as they stood at time T, then score every choice that the
developer makes on lines born after T (blame at HEAD, the developer's own lines only).

    eval/style/future.py [--group dev] [--share 0.6] [--json out.json] [-v]

T is the day at which the given share of the developer's commits had been made. For each site the fact of the
narrowest scope that holds the file predicts; undecided facts do not. Baselines: the most common value among
other developers (prior), and the majority of the same file's older lines.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import common

DAY = 86400
ORDERED = {}  # trait → values in order, from data/traits.json
MIN_SITES = 10  # a (language, trait) of a developer counts in macro figures from so many choices on


def load_ordered():
    with open("data/traits.json", encoding="utf-8") as f:
        for t in json.load(f)["traits"]:
            if t.get("ordered"):
                ORDERED[t["id"]] = list(t["values"])


def default_of(trait, shares):
    if trait in ORDERED:  # the smallest limit that nearly all of the others' sites keep
        total = 0
        for v in ORDERED[trait]:
            total += shares.get(v, 0)
            if total >= 0.95:
                return v
    return max(sorted(shares), key=shares.get)


def fits(trait, said, value):
    if trait in ORDERED:
        order = ORDERED[trait]
        return said in order and value in order and order.index(value) <= order.index(said)
    return said == value


def identities(repos):
    """The name and address with most commits over all repositories, and all that share either."""
    count = Counter()
    for repo in repos:
        for line in (common.git(repo, "log", "--no-merges", "--format=%aN\t%aE", "HEAD") or "").splitlines():
            count[tuple(line.split("\t", 1))] += 1
    if not count:
        return []
    name, mail = count.most_common(1)[0][0]
    mine = {p for p in count if len(p) == 2 and (p[0].lower() == name.lower() or p[1].lower() == mail.lower())}
    return sorted({mail.lower()} | {p[1].lower() for p in mine if "@" in p[1]})[:20]


def own_days(repo, who):
    log = common.git(repo, "log", "--no-merges", "--format=%at\t%aE", "HEAD") or ""
    return [int(x.split("\t")[0]) // DAY for x in log.splitlines() if x.split("\t")[1].lower() in who]


def at_time(repo, day, folder):
    """A bare clone whose HEAD is the last commit of the first-parent line at the end of `day`; None: none."""
    log = (common.git(repo, "log", "--first-parent", "--format=%H %ct", "HEAD") or "").splitlines()
    commit = next((line.split()[0] for line in log if int(line.split()[1]) < (day + 1) * DAY), None)
    if not commit:
        return None
    target = os.path.join(folder, os.path.basename(os.path.dirname(repo)) or "repo")
    r = common.run(["git", "-c", "safe.directory=*", "clone", "-q", "--bare", "--local", repo, target])
    if r.returncode != 0:
        return None
    common.git(target, "symbolic-ref", "HEAD", "refs/heads/idio-then")
    common.git(target, "update-ref", "refs/heads/idio-then", commit)
    return target


def narrowest(facts, repo, path):
    """Of the facts of a (language, trait): those of the narrowest scope that holds the file."""
    best, depth = [], -1
    for f in facts:
        scope = f.get("scope") or ""
        place = f"{repo}/{path}"
        if scope and scope != repo and not place.startswith(scope + "/"):
            continue
        d = len(scope.split("/")) if scope else 0
        if d > depth:
            best, depth = [f], d
        elif d == depth:
            best.append(f)
    return best


def study(args, tag, repos, priors):
    who = identities(repos)
    days = sorted(d for r in repos for d in own_days(r, set(who)))
    if len(days) < 30:
        return tag, None, "fewer than 30 commits of its own"
    then = days[int(len(days) * args.share)]
    folder = tempfile.mkdtemp(prefix="idio-future-")
    rows = []
    try:
        old = {}
        for r in repos:
            clone = at_time(r, then, folder)
            if clone:
                old[r] = clone
        if not old:
            return tag, None, "nothing before T"
        with common.Home(args.bin) as home:
            home.learn(list(old.values()), who)
            facts = home.facts()
        by = defaultdict(list)
        for f in facts:
            by[f["language"], f["trait"]].append(f)
        for r in repos:
            name = os.path.basename(old[r]) if r in old else os.path.basename(os.path.dirname(r))
            before = defaultdict(Counter)
            after = []
            for path, lang, trait, value, _, day in common.sites(args.sites, r, who):
                if day > then:
                    after.append((path, lang, trait, value))
                else:
                    before[path, trait][value] += 1
            count = Counter(after)
            for (path, lang, trait, value), n in count.items():
                known = by.get((lang, trait))
                if known is None and (lang, trait) not in priors:
                    continue
                decided = [f for f in narrowest(known or [], name, path) if f["decided"]]
                said = decided[0] if decided else None
                majority = before[path, trait].most_common(1)
                rows.append({
                    "developer": tag, "repository": name, "lang": lang, "trait": trait, "n": n, "value": value,
                    "said": said["value"] if said else None,
                    "right": fits(trait, said["value"], value) if said else None,
                    "confidence": said.get("confidence") if said else None,
                    "known": known is not None,
                    "default": priors.get((lang, trait)),
                    "default_right": fits(trait, priors[lang, trait], value) if (lang, trait) in priors else None,
                    "file_right": fits(trait, majority[0][0], value) if majority else None})
    except RuntimeError as e:
        return tag, None, str(e)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tag, rows, None


def ratio(rows, key):
    n = sum(r["n"] for r in rows if r[key] is not None)
    return sum(r["n"] for r in rows if r[key]) / n if n else float("nan")


def macro(rows, key):
    """Mean over (developer, language, trait) with enough choices, and the list of them."""
    cells = defaultdict(list)
    for r in rows:
        cells[r["developer"], r["lang"], r["trait"]].append(r)
    got = [ratio(c, key) for c in cells.values() if sum(r["n"] for r in c if r[key] is not None) >= MIN_SITES]
    return sum(got) / len(got) if got else float("nan")


def curve(rows):
    """Macro precision and coverage when only facts of at least a confidence speak."""
    total = sum(r["n"] for r in rows)
    for least in (0, .5, .6, .7, .75, .8, .85, .9, .95, .98):
        kept = [r for r in rows if r["said"] is not None and (r["confidence"] or 0) >= least]
        yield [f"{least:.2f}", common.share(sum(r["n"] for r in kept) / total if total else None),
               common.share(macro(kept, "right")), common.share(ratio(kept, "right"))]


def main():
    p = common.arguments(__doc__.split("\n")[0])
    p.add_argument("--share", type=float, default=0.6, help="of the developer's commits that lie before T")
    p.add_argument("-v", "--verbose", action="store_true", help="name the cells that went wrong most")
    args = p.parse_args()
    load_ordered()
    priors = {(lang, trait): default_of(trait, p["shares"]) for lang, trait, p in common.priors() if p["repos"] >= 3}
    people = defaultdict(list)
    for _, repo, tag in common.manifest(args.manifest, args.group or "dev"):
        people[tag].append(repo)
    names = sorted(people)[:args.limit or None]
    rows = []
    for tag, got, why in common.parallel(args.jobs, lambda t: study(args, t, people[t], priors), names):
        print("%s: %s" % (tag, why or "%d choices" % sum(r["n"] for r in got)), file=sys.stderr)
        rows += got or []
    if args.json:
        with open(args.json, "w") as h:
            json.dump(rows, h)
    report(rows, args.verbose)


def report(rows, verbose):
    out = []
    for lang in [*sorted({r["lang"] for r in rows}), "all"]:
        of = [r for r in rows if lang in ("all", r["lang"])]
        said = [r for r in of if r["said"] is not None]
        deviating = [r for r in said if r["default"] is not None and r["said"] != r["default"]]
        out.append([lang, sum(r["n"] for r in of), common.share(sum(r["n"] for r in said) / sum(r["n"] for r in of)),
                    common.share(macro(said, "right")), common.share(ratio(said, "right")),
                    common.share(macro(said, "default_right")), common.share(macro(said, "file_right")),
                    common.share(macro(deviating, "right") - macro(deviating, "default_right")),
                    common.share(common.ece([(r["confidence"] or 0, 1.0 if r["right"] else 0.0, r["n"]) for r in said]))])
    common.table(["language", "choices", "coverage", "macro P", "micro P", "default", "same file", "lift where deviating",
                  "ECE"], out)
    print()
    common.table(["confidence from", "coverage", "macro P", "micro P"], list(curve(rows)))
    if verbose:
        cells = defaultdict(lambda: [0, 0])
        for r in rows:
            if r["said"] is not None:
                c = cells[r["developer"], r["lang"], r["trait"], r["said"]]
                c[0] += r["n"]
                c[1] += r["n"] * (not r["right"])
        print("\ncells that went wrong:")
        for key, (n, bad) in sorted(cells.items(), key=lambda kv: -kv[1][1] / kv[1][0])[:60]:
            if n >= MIN_SITES and bad:
                print("  ", *key, f"{bad} of {n}")


if __name__ == "__main__":
    main()
