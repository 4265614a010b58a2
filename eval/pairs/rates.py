#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Surface of prompts, as the research measured real ones: lengths, openings, questions, code.

    rates.py PROMPTS.jsonl...
"""
import json
import os
import re
import sys

SHARES = {
    "<= 5 words": lambda p: len(p.split()) <= 5,
    "> 40 words": lambda p: len(p.split()) > 40,
    "starts lower-case": lambda p: p[:1].islower(),
    "contains ?": lambda p: "?" in p,
    "can/could you|we": lambda p: re.search(r"\b(can|could) (you|we|u)\b", p, re.I),
    "ends with a period": lambda p: p.endswith("."),
    "names code or a path": lambda p: re.search(
        r"`|[a-z]+_[a-z]+|[a-z][A-Z]|\w/\w|\w\.(py|go|c|rs|js|md)\b|--\w|\w\(\)", p),
    "first person": lambda p: re.search(r"\b(i|i'm|i'd|i've|my|me)\b", p, re.I),
    "multi-line": lambda p: "\n" in p,
    "more than 8 lines": lambda p: p.count("\n") > 8,
    "let's": lambda p: re.search(r"\blet'?s\b", p, re.I),
    "hedges": lambda p: re.search(r"\b(maybe|perhaps|i think|i guess|probably|not sure)\b", p, re.I),
    "please": lambda p: re.search(r"\b(please|pls)\b", p, re.I),
}


def main():
    names, columns = [], []
    for path in sys.argv[1:]:
        prompts = [json.loads(line) for line in open(path, encoding="utf8")]
        words = sorted(len(p.split()) for p in prompts)
        column = [" ".join(str(words[int(q * (len(words) - 1))]) for q in (.1, .25, .5, .75, .9))]
        column += [f"{100 * sum(bool(f(p)) for p in prompts) / len(prompts):.0f} %" for f in SHARES.values()]
        names.append(os.path.basename(path).removesuffix(".jsonl"))
        columns.append(column)
    print("| | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
    for i, row in enumerate(["words p10 25 50 75 90", *SHARES]):
        print(f"| {row} | " + " | ".join(c[i] for c in columns) + " |")


main()
