#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hidden configuration: what a repository's own formatter configuration asks for, against what the miner says
without having seen it (it never reads such files). One row an option; see options.py and enforce.py.

    eval/style/setup.sh && eval/style/hidden.py [--group hidden] [--json out.json] [-v]
"""
import json
import sys
from collections import Counter, defaultdict

import common
import enforce
import options


def study(args, row):
    name, repo, tag = row
    found = []
    try:
        with common.Home(args.bin) as home:
            report = home.learn([repo])
            facts = home.facts()
    except RuntimeError as e:
        return name, tag, [], str(e)
    langs = sorted({f["language"] for f in facts})
    by_trait = defaultdict(list)
    for f in facts:
        if not f.get("scope"):
            by_trait[f["language"], f["trait"]].append(f)

    def show(path):
        return common.git(repo, "show", f"HEAD:{path}")

    try:
        wanted = options.expected(show, langs)
    except Exception as e:  # a configuration that cannot be read is no test
        return name, tag, [], f"configuration: {e!r}"
    samples, verdicts = {}, {}
    for o in wanted:
        said = by_trait.get((o.lang, o.trait), [])
        if not said:
            found.append((name, o, "no opportunity", None, 0))
            continue
        if o.lang not in samples:
            samples[o.lang] = enforce.Sample(repo, o.lang, enforce.own_files(repo, o.lang))
        check = o.check if o.check["tool"] != "lines" else {**o.check, "trait": o.trait, "value": o.value}
        key = (o.lang, json.dumps(check, sort_keys=True, default=str))
        if key not in verdicts:
            try:
                verdicts[key] = enforce.CHECKS[check["tool"]](samples[o.lang], check, show)
            except Exception:
                verdicts[key] = False
        if verdicts[key] is False:
            found.append((name, o, "not enforced", None, 0))
            continue
        decided = [f for f in said if f["decided"]]
        n = max(f["n"] for f in said)
        if not decided:
            found.append((name, o, "undecided", None, n))
        else:
            value = decided[0]["value"]
            found.append((name, o, "right" if value == o.value else "wrong", value, n))
    for s in samples.values():
        s.close()
    return name, tag, found, None


def main():
    p = common.arguments(__doc__.split("\n")[0])
    p.add_argument("-v", "--verbose", action="store_true", help="name every wrong and undecided option")
    args = p.parse_args()
    if gone := enforce.missing():
        sys.exit("hidden.py: missing: " + ", ".join(gone) + "; run eval/style/setup.sh (IDIO_EVAL_TOOLS says where it puts them)")
    rows = common.manifest(args.manifest, args.group or "hidden")
    rows = list({r[0]: r for r in rows}.values())
    if args.limit:
        rows = rows[:args.limit]
    everything, failed = [], []
    for name, tag, found, error in common.parallel(args.jobs, lambda r: study(args, r), rows):
        if error:
            failed.append((name, error))
        everything += found
        print(f"\r{len(everything)} options", end="", file=sys.stderr)
    print(file=sys.stderr)
    # an option that two configurations of a repository ask for in the same way is one option
    unique = {}
    for f in everything:
        unique.setdefault((f[0], f[1].lang, f[1].trait, f[1].check["tool"] == "lines"), f)
    kept = list(unique.values())
    by_tool = defaultdict(Counter)
    for f in kept:
        by_tool[f[1].check["tool"]][f[2]] += 1
        by_tool["all"][f[2]] += 1
    out = []
    for tool in sorted(by_tool, key=lambda t: (t == "all", t)):
        c = by_tool[tool]
        decided, asked = c["right"] + c["wrong"], c["right"] + c["wrong"] + c["undecided"]
        pairs = [(f"{f[1].trait}={f[1].value}", f"{f[1].trait}={f[3]}") for f in kept
                 if f[2] in ("right", "wrong") and tool in ("all", f[1].check["tool"])]
        out.append([tool, asked, c["not enforced"], c["no opportunity"], common.share(decided / asked if asked else None),
                    common.share(c["right"] / decided if decided else None), common.share(common.macro_f1(pairs))])
    common.table(["configuration", "options", "not enforced", "no opportunity", "coverage", "right", "macro-F1"], out)
    print(f"repositories: {len({f[0] for f in kept if f[2] in ('right', 'wrong', 'undecided')})} with options that count, "
          f"{len(failed)} failed")
    if args.verbose:
        for name, why in failed:
            print(f"failed: {name}: {why}")
        for f in sorted(kept, key=lambda f: (f[2], f[1].trait)):
            if f[2] in ("wrong", "undecided"):
                print(f"{f[2]}: {f[0]} {f[1].lang} {f[1].name}: {f[1].trait}={f[1].value}, said {f[3]} (n={f[4]})")
    if args.json:
        with open(args.json, "w") as h:
            json.dump([{"repository": f[0], "language": f[1].lang, "option": f[1].name, "tool": f[1].check["tool"],
                        "trait": f[1].trait, "value": f[1].value, "verdict": f[2], "said": f[3], "n": f[4]}
                       for f in kept], h, indent=1)


if __name__ == "__main__":
    main()
