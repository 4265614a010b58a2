#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which of us wrote it? Each repository of each developer is kept out once while the others are mined; of all
profiles the one under which the kept repository's choices are most probable is named. Checks that profiles are
personal.

    eval/style/authors.py [--group authors,own] [--crowd GROUP] [--cache DIR] [--tune] [--json out.json] [-v]

Only what the profiles of the program say is used: how often each value came up (`profile --all`). The score is a
log-likelihood ratio of two statements about the kept repository, added up over traits:

  - it is a repository of this developer: its habit scatters around the developer's (concentration WITHIN), and the
    developer's own habit is known from so many sites, files and repositories and else scatters around that of the
    language (concentration BETWEEN); now and then (STRANGE) it follows another rule altogether;
  - it is anybody's: its habit scatters around the language's prior, by both.

Both are Dirichlet-multinomial, so that fifty files of one repository are little more than one decision: neither a
habit that fits nor one that does not can outvote ten others. A trait that the profile does not know gives exactly 0,
and what it knows gives more than 0 when the statement is true (the share is printed). A profile that never saw the
language would so beat a true one that fits badly; the language itself is a choice, and counted like one: of how many
repositories of the developer it is the language.

All settings were chosen on the group `dev` among bystanders of the group `crowd` (--tune); docs/results/style.md.
"""
import hashlib
import itertools
import json
import math
import os
import sys
from collections import Counter, defaultdict

import common
from future import ORDERED, identities, load_ordered

BETWEEN = 0.25  # how alike developers of a language are: small is different
WITHIN = 16.0  # how alike the repositories of one developer are
FILE_SITES = 2.0  # what the sites of one file count for, at most
REPO_SITES = 2.0  # what the sites of the kept repository count for, at most
ANY_LANGUAGE = 3.0  # repositories of no language in particular that are added to a developer's; 0: leave languages out
LANGUAGES = 12
STRANGE = 0.01  # how often a trait follows another rule in one repository
BEFORE = 0.9  # how often what held before a switch of style was kept to
KNOWN_SITES = 1000  # of the other repositories in the kept one's language, for a profile that knows it
MIN_SITES = 200  # of the developer's own, in a repository that is picked for


class Cache:
    """Results of the program by what they were made from, for tuning; without a folder it keeps nothing."""

    def __init__(self, folder):
        self.folder = folder
        if folder:
            os.makedirs(folder, exist_ok=True)

    def get(self, key, make):
        if not self.folder:
            return make()
        path = os.path.join(self.folder, hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32] + ".json")
        if not os.path.exists(path):
            got = make()
            with open(path + ".new", "w", encoding="utf-8") as h:
                json.dump(got, h)
            os.replace(path + ".new", path)
        with open(path, encoding="utf-8") as h:
            return json.load(h)


def profile(args, repos, who):
    """"language trait" → {"n", "files", "repos", "k": {value: k}, "since", "before"} of the person's own facts."""
    def make():
        with common.Home(args.bin) as home:
            home.learn(repos, who)
            got = {}
            for f in home.facts():
                if not f.get("scope") and f["n"] > 0:
                    cell = got.setdefault(f["language"] + " " + f["trait"], {"n": f["n"], "files": 0, "repos": 0, "k": {},
                                                                                 "since": 0, "before": None})
                    cell["k"][f["value"]] = f["k"]
                    cell["files"] = max(cell["files"], f["files"])
                    cell["repos"] = max(cell["repos"], f["repos"])
                    if f["since"] and f["before"]:
                        cell["since"], cell["before"] = common.day(f["since"]), f["before"]
            return got
    return args.kept.get(["profile 2", repos, who], make)


def kept_out(args, repo, who):
    """{"sites": own ones, "all": everybody's, "cells": "language trait" → [{value: times} of one file, …],
    "days": "language trait" → the day when half of its lines were born}"""
    def make():
        files, days, sites = defaultdict(Counter), defaultdict(list), 0
        for path, lang, trait, value, _, born in common.sites(args.sites, repo, who):
            files[path, lang, trait][value] += 1
            days[lang + " " + trait].append(born)
            sites += 1
        cells = defaultdict(list)
        for (_, lang, trait), c in sorted(files.items()):
            cells[lang + " " + trait].append(dict(c))
        everybody = sum(1 for _ in common.sites(args.sites, repo)) if sites >= MIN_SITES else sites
        return {"sites": sites, "all": everybody, "cells": cells, "days": {c: sorted(d)[len(d) // 2] for c, d in days.items()}}
    return args.kept.get(["sites 2", repo, who], make)


def effective(files, file_sites, repo_sites):
    """How often each value came up, when a file counts as a few choices and a repository as some."""
    got = Counter()
    for c in files:
        n = sum(c.values())
        for value, times in c.items():
            got[value] += times * min(n, file_sites) / n
    n = sum(got.values())
    return {v: c * min(n, repo_sites) / n for v, c in got.items()}


def log_dm(counts, alpha):
    a, n = sum(alpha.values()), sum(counts.values())
    return math.lgamma(a) - math.lgamma(a + n) + sum(math.lgamma(alpha[v] + c) - math.lgamma(alpha[v])
                                                     for v, c in counts.items())


def language_share(prior, values):
    """The prior over all values that come up, none of them impossible."""
    shares = prior or {}
    left = max(1.0 - sum(shares.get(v, 0.0) for v in values), 0.0)
    p = {v: 0.98 * shares.get(v, 0.0) + 0.02 / len(values) for v in values}
    return p if prior and left < 1.0 else {v: 1.0 / len(values) for v in values}


def within_limit(counts, known, prior, order):
    """A trait with an order has one fact, a limit that nearly all sites keep: what counts is kept or not."""
    limit = max(known["k"], key=order.index)
    kept = order[:order.index(limit) + 1]

    def fold(c):
        return {"kept": sum(x for v, x in c.items() if v in kept), "not": sum(x for v, x in c.items() if v not in kept)}
    k = known["k"][limit]
    return fold(counts), dict(known, k={"kept": k, "not": known["n"] - k}), fold(prior) if prior else None


def as_it_was(known, day):
    """The profile says what holds since a day, and what held before: of that not how often."""
    if not known["since"] or day >= known["since"]:
        return known
    return dict(known, k={known["before"]: BEFORE * known["n"]})


def gain(counts, day, known, prior, order, setting):
    """Log-likelihood of one trait's choices under a profile, less that under the language."""
    between, within, file_sites, _ = setting
    known = as_it_was(known, day)
    if order:
        counts, known, prior = within_limit(counts, known, prior, order)
    values = sorted(set(counts) | set(known["k"]) | set(prior or {}))
    p0 = language_share(prior, values)
    total = sum(known["k"].values())
    n = min(known["n"], file_sites * max(known["files"], 1))
    m = n / (1.0 + n / (within * max(known["repos"], 1)))  # sites of one repository are one habit, seen often
    rest = max(known["n"] - total, 0) / known["n"]
    p = {v: (between * p0[v] + m * (known["k"].get(v, 0) / known["n"] + rest * p0[v])) for v in values}
    scale = sum(p.values())
    about = 1.0 / (1.0 / within + 1.0 / (between + m))
    anybody = 1.0 / (1.0 / within + 1.0 / between)
    return (log_dm(counts, {v: about * x / scale for v, x in p.items()}) -
            log_dm(counts, {v: anybody * x for v, x in p0.items()}))


def main_language(cells):
    size = Counter()
    for cell, files in cells.items():
        size[cell.split(" ")[0]] += sum(sum(c.values()) for c in files)
    return max(sorted(size), key=size.get)


def language_gain(lang, prof):
    """Log-likelihood of the language in which the kept repository is written, less that of any language."""
    repos = Counter()
    for cell, known in prof.items():
        name = cell.split(" ")[0]
        repos[name] = max(repos[name], known["repos"])
    n = max(repos.values(), default=0)
    return math.log((repos[lang] + ANY_LANGUAGE / LANGUAGES) / (n + ANY_LANGUAGE) * LANGUAGES) if ANY_LANGUAGE else 0.0


def gains(choices, days, lang, prof, priors, setting):
    """Of the language, then of each trait."""
    return [language_gain(lang, prof)] + [gain(counts, days[cell], prof[cell], priors.get(cell), ORDERED.get(cell.split(" ")[1]), setting)
            for cell, counts in choices.items() if cell in prof]


def score(of_traits, strange):
    """A repository follows another rule in some traits: that costs log(strange) and no more."""
    return of_traits[0] + sum(math.log(strange + (1.0 - strange) * math.exp(min(g, 500.0))) for g in of_traits[1:])


def gains_of(tests, profiles, priors, setting):
    """For each pick, the gains of its traits under every profile; under the developer's, without the kept repository."""
    for tag, _, kept, own in tests:
        choices = {cell: effective(files, setting[2], setting[3]) for cell, files in kept["cells"].items()}
        lang = main_language(kept["cells"])
        yield {t: gains(choices, kept["days"], lang, own if t == tag else prof, priors, setting) for t, prof in profiles.items()}


def picks_of(tests, all_gains, strange):
    """What was picked; `share` is of the sites the developer's, `known` the sites of the profile in that language."""
    for (tag, repo, kept, own), of in zip(tests, all_gains):
        lang = main_language(kept["cells"])
        scores = sorted(((score(g, strange), t) for t, g in of.items()), key=lambda x: (-x[0], x[1]))
        rank = [t for _, t in scores].index(tag)
        other = scores[1 if rank == 0 else 0][0]
        yield {"developer": tag, "repository": repo, "sites": kept["sites"], "share": kept["sites"] / max(kept["all"], 1),
               "rank": rank + 1, "first": scores[0][1], "gain": scores[rank][0], "other": other,
               "style": score([0.0] + of[tag][1:], strange), "language": lang,
               "known": sum(known["n"] for cell, known in own.items() if cell.startswith(lang + " "))}


def mine(args, people):
    """Profiles of everybody, and (developer, repository, kept-out choices, profile without it)."""
    def one(tag):
        try:
            repos = people[tag]
            who = identities([r for _, r in repos]) if len(repos) > 1 else []
            full = profile(args, [r for _, r in repos], who)
            out = []
            for name, repo in repos if len(repos) > 1 else []:
                kept = kept_out(args, repo, who)
                if kept["sites"] >= MIN_SITES:
                    out.append((tag, name, kept, profile(args, [r for _, r in repos if r != repo], who)))
            return tag, full, out, None
        except RuntimeError as e:
            return tag, None, [], str(e)

    profiles, tests = {}, []
    for tag, full, out, why in common.parallel(args.jobs, one, people):
        print(f"{tag}: {why or f'mined, {len(out)} to pick for'}", file=sys.stderr)
        if full:
            profiles[tag] = full
            tests += out
    return profiles, tests


def tell(picks, name, wanted):
    some = [p for p in picks if wanted(p)]
    if some:
        low, high = common.bootstrap([p["rank"] == 1 for p in some])
        print(f"{name:44} {len(some):4}  top-1 {sum(p['rank'] == 1 for p in some) / len(some):.3f} ({low:.2f}-{high:.2f})"
              f"  top-3 {sum(p['rank'] <= 3 for p in some) / len(some):.3f}")


def tune(tests, profiles, priors):
    rows = []
    for setting in itertools.product((0.12, 0.25, 0.5), (8.0, 16.0, 32.0), (2.0, 4.0), (1.0, 2.0, 4.0)):
        all_gains = list(gains_of(tests, profiles, priors, setting))
        for strange in (0.003, 0.01, 0.03):
            got = list(picks_of(tests, all_gains, strange))
            loss = sum(math.log1p(math.exp((p["other"] - p["gain"]) / 10)) for p in got) / len(got)
            rows.append((loss, sum(p["rank"] == 1 for p in got) / len(got), sum(p["gain"] > 0 for p in got) / len(got),
                         *setting, strange))
    common.table(["loss", "top-1", "own gain > 0", "between", "within", "file", "repository", "strange"],
                 [[f"{r[0]:.4f}", f"{r[1]:.3f}", f"{r[2]:.3f}", *r[3:]] for r in sorted(rows)[:30]])


def main():
    p = common.arguments(__doc__.split("\n")[0])
    p.add_argument("--crowd", help="a group whose repositories are one more profile each, never picked for")
    p.add_argument("--cache", help="folder for what was mined, to try other settings")
    p.add_argument("--tune", action="store_true", help="try settings instead of telling figures (group dev only)")
    p.add_argument("-v", "--verbose", action="store_true")
    args = p.parse_args()
    args.kept = Cache(args.cache)
    load_ordered()
    priors = {lang + " " + trait: p["shares"] for lang, trait, p in common.priors()}
    people = defaultdict(list)
    for group in (args.group or "authors,own").split(","):
        for name, repo, tag in common.manifest(args.manifest, group):
            if repo not in [r for _, r in people[tag]]:
                people[tag].append((name, repo))
    people = {t: r for t, r in sorted(people.items()) if len(r) >= 2}
    if args.limit:
        people = dict(list(people.items())[:args.limit])
    for name, repo, _ in common.manifest(args.manifest, args.crowd) if args.crowd else []:
        people["crowd " + name] = [(name, repo)]
    profiles, tests = mine(args, people)
    if args.tune:
        return tune(tests, profiles, priors)
    all_gains = gains_of(tests, profiles, priors, (BETWEEN, WITHIN, FILE_SITES, REPO_SITES))
    picks = list(picks_of(tests, all_gains, STRANGE))
    for p in picks:
        if args.verbose or p["rank"] > 1:
            print(f"{p['developer']}: {p['repository']}, {p['sites']} sites, {p['share']:.0%} theirs: rank {p['rank']}, "
                  f"gain {p['gain']:.1f}, {p['first']} or next {p['other']:.1f}")
    print(f"profiles {len(profiles)}, developers picked for {len({p['developer'] for p in picks})}")
    tell(picks, f"all, from {MIN_SITES} sites", lambda p: True)
    for n in (1000, 2000, 5000):
        tell(picks, f"from {n} sites", lambda p, n=n: p["sites"] >= n)
    tell(picks, "their own: 80 % of the sites or more", lambda p: p["share"] >= 0.8)
    tell(picks, "of a team: less than 80 %", lambda p: p["share"] < 0.8)
    tell(picks, "their own, from 2000 sites", lambda p: p["share"] >= 0.8 and p["sites"] >= 2000)
    tell(picks, "the profile does not know the language", lambda p: p["known"] < KNOWN_SITES)
    tell(picks, "it knows it", lambda p: p["known"] >= KNOWN_SITES)
    tell(picks, "it knows it, their own, from 2000 sites",
         lambda p: p["known"] >= KNOWN_SITES and p["share"] >= 0.8 and p["sites"] >= 2000)
    for name, wanted in (("all", lambda p: True), ("where it knows the language", lambda p: p["known"] >= KNOWN_SITES)):
        some = [p for p in picks if wanted(p)]
        print(f"the own style gains over the language's in {sum(p['style'] > 0 for p in some) / max(len(some), 1):.3f} of {name}")
    if args.json:
        with open(args.json, "w", encoding="utf-8") as h:
            json.dump(picks, h, indent=1)
    return None


if __name__ == "__main__":
    main()
