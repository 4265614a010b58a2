#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which of us wrote it? One repository of each developer is kept out, the others are mined; of all profiles the
one under which the kept repository's choices are most probable is named. Checks that profiles are personal.

    eval/style/authors.py [--group authors] [--json out.json] [-v]

Only what the profiles of the program say is used: share of the fact's value, decided or not. A site of a trait
that a profile does not know, or of a value it does not show, gets the share of other developers (prior). Sites of
one file and trait count as one choice (their mean), as one file is one decision.
"""
import json
import math
import os
import sys
from collections import Counter, defaultdict

import common
from future import identities

FLOOR = 0.02  # no choice is impossible
PRIOR_SITES = 4.0  # weight of the others' share beside a profile's own counts


def profile(args, repos, who):
    """(language, trait) → value → (k, n) of the person's own facts."""
    with common.Home(args.bin) as home:
        home.learn(repos, who)
        got = defaultdict(dict)
        for f in home.facts():
            if not f.get("scope"):
                got[f["language"], f["trait"]][f["value"]] = (f["k"], f["n"])
        return dict(got)


def kept_out(args, repo, who):
    """(language, trait) → [Counter of values of one file, …]"""
    files = defaultdict(Counter)
    for path, lang, trait, value, _, _ in common.sites(args.sites, repo, who):
        files[path, lang, trait][value] += 1
    out = defaultdict(list)
    for (_, lang, trait), c in files.items():
        out[lang, trait].append(c)
    return out


def likelihood(choices, mine, priors):
    total = 0.0
    for cell, files in choices.items():
        prior = priors.get(cell)
        known = mine.get(cell, {})
        n = max((n for _, n in known.values()), default=0)
        weight = min(len(files), 5)  # a trait that stands in fifty files does not outvote ten others
        gain = 0.0
        for c in files:
            for value, times in c.items():
                p0 = max((prior or {}).get(value, 0.0), FLOOR) if prior else 0.25
                k = known[value][0] if value in known else None
                if n == 0:
                    continue
                if k is None:  # what is left over of the shown values
                    rest = max(n - sum(x for x, _ in known.values()), 0)
                    k = min(rest, n * FLOOR)
                cap = min(n, 200)
                p = (k / n * cap + PRIOR_SITES * p0) / (cap + PRIOR_SITES)
                gain += times / sum(c.values()) * (math.log(max(p, FLOOR)) - math.log(p0))
        total += weight * gain / len(files)
    return total


def main():
    p = common.arguments(__doc__.split("\n")[0])
    p.add_argument("-v", "--verbose", action="store_true")
    args = p.parse_args()
    priors = {(lang, trait): p["shares"] for lang, trait, p in common.priors()}
    people = defaultdict(list)
    for _, repo, tag in common.manifest(args.manifest, args.group or "authors"):
        people[tag].append(repo)
    people = {t: r for t, r in sorted(people.items()) if len(r) >= 2}
    if args.limit:
        people = dict(list(people.items())[:args.limit])

    def one(tag):
        repos = people[tag]
        who = identities(repos)
        try:  # the kept one: the smallest that has 2,000 sites or more, else the largest
            sized = sorted(((sum(len(c) for c in kept.values()), r, kept) for r in repos
                            for kept in [kept_out(args, r, who)]), key=lambda x: x[0])
            fit = [s for s in sized if sum(sum(c.values()) for v in s[2].values() for c in v) >= 2000] or sized[-1:]
            out = fit[0]
            return tag, profile(args, [r for r in repos if r != out[1]], who), out, None
        except RuntimeError as e:
            return tag, None, None, str(e)

    profiles, tests = {}, {}
    for tag, prof, out, why in common.parallel(args.jobs, one, people):
        print(f"{tag}: {why or 'mined'}", file=sys.stderr)
        if prof:
            profiles[tag], tests[tag] = prof, out
    hits = ranks = tried = 0
    result = []
    for tag, (_, repo, choices) in tests.items():
        sites = sum(sum(c.values()) for v in choices.values() for c in v)
        if sites < 200:
            print(f"{tag}: {os.path.basename(os.path.dirname(repo))} has {sites} sites: left out")
            continue
        scores = sorted(((likelihood(choices, prof, priors), t) for t, prof in profiles.items()), reverse=True)
        rank = [t for _, t in scores].index(tag) + 1
        tried += 1
        hits += rank == 1
        ranks += rank <= 3
        result.append({"developer": tag, "repository": repo, "sites": sites, "rank": rank, "first": scores[0][1]})
        if args.verbose or rank > 1:
            print(f"{tag}: {os.path.basename(os.path.dirname(repo))}, {sites} sites: rank {rank}, first {scores[0][1]}")
    print(f"profiles {len(profiles)}, kept-out repositories {tried}: top-1 {hits / max(tried, 1):.3f}, top-3 {ranks / max(tried, 1):.3f}")
    if args.json:
        with open(args.json, "w") as h:
            json.dump(result, h, indent=1)


if __name__ == "__main__":
    main()
