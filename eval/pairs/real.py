#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real prompts out of the checkpoints of a repository, for calibration and measuring only.

    real.py GIT_DIR OUT_DIR

Writes OUT_DIR/tune.jsonl and OUT_DIR/report.jsonl: one JSON string a line, distinct prompts that look human and
have at most 200 words, split in two by their checkpoint; and of each half those that ask for code (_req). Nothing of it goes into the tree or into a profile.
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys

# What agents and hooks type in the name of the user.
NOT_TYPED = re.compile(
    r"^<|^#|^\*|^Review commit|^Review the|<task-notification|tool-use-id|^\[Request|^Base directory|"
    r"session is being continued|^This session|^\d+ files? changed|REDACTED", re.I)

ASKS = re.compile(
    r"\b(add|change|update|make|remove|delete|replace|extend|modify|adjust|improve|use|write|create|implement|build|"
    r"fix|solve|resolve|handle|test|cover|refactor|rename|extract|clean|simplify|split|move|support|drop|show|hide|"
    r"allow|need|want|should)\b", re.I)


def asks(prompt):
    words = prompt.split()
    return len(words) > 2 and prompt[0] not in "❯$[" and bool(ASKS.search(" ".join(words[:15])))


def git(folder, *args):
    return subprocess.run(["git", "-C", folder, *args], capture_output=True, check=True).stdout


def prompts(folder):
    refs = git(folder, "for-each-ref", "--format=%(refname)").decode().split()
    for ref in (r for r in refs if "checkpoints" in r):
        for name in git(folder, "ls-tree", "-r", "--name-only", ref).decode().split("\n"):
            if not name.endswith("prompt.txt"):
                continue
            text = git(folder, "show", f"{ref}:{name}").decode("utf8", "replace")
            place = ref.split("/")[-1] if ref.startswith("refs/entire") else "/".join(name.split("/")[:2])
            for prompt in re.split(r"\n+---+\n+", text):
                yield place, prompt.strip()


def main():
    folder, out = sys.argv[1], pathlib.Path(sys.argv[2])
    seen = {}
    for place, prompt in prompts(folder):
        if prompt and len(prompt.split()) <= 200 and not NOT_TYPED.search(prompt):
            seen.setdefault(prompt, place)
    out.mkdir(parents=True, exist_ok=True)
    halves = {"tune": [], "report": []}
    for prompt, place in seen.items():
        half = "tune" if hashlib.sha256(place.encode()).digest()[0] < 128 else "report"
        halves[half].append(prompt)
    for half, rows in halves.items():
        for name, part in ((half, rows), (half + "_req", list(filter(asks, rows)))):
            lines = (json.dumps(r, ensure_ascii=False) + "\n" for r in part)
            (out / f"{name}.jsonl").write_text("".join(lines), encoding="utf8")


main()
