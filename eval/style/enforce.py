# SPDX-License-Identifier: Apache-2.0
"""Is an option enforced in a repository? A formatter that is configured but never run says nothing about the code,
so an option counts only when re-running the tool on a sample of files (nearly) changes nothing. Tools are pinned
in setup.sh; repositories were formatted with other versions of them, which the thresholds allow for.
"""
import difflib
import json
import os
import re
import shutil
import subprocess
import tempfile

from common import git, run
from options import EXTENSIONS

SAMPLE = 25
TOOLS = os.environ.get("IDIO_EVAL_TOOLS", os.path.expanduser("~/.cache/idiolect/eval"))
SKIPPED = re.compile(r"(^|/)(node_modules|vendor|third_party|dist|build|fixtures?|testdata|snapshots?|migrations)/|\.min\.")


class Sample:
    """Files of one language at HEAD, written to a folder."""

    def __init__(self, repo, lang, own_files):
        self.folder = tempfile.mkdtemp(prefix="idio-sample-")
        self.files = []
        step = max(1, len(own_files) // SAMPLE)
        for path in own_files[::step][:SAMPLE]:
            blob = subprocess.run(["git", "-C", repo, "-c", "safe.directory=*", "show", f"HEAD:{path}"],
                                  capture_output=True)
            if blob.returncode != 0 or len(blob.stdout) > 200_000:
                continue
            ext = path.rsplit(".", 1)[-1]
            name = os.path.join(self.folder, f"f{len(self.files)}.{ext if ext in EXTENSIONS[lang] else EXTENSIONS[lang][0]}")
            with open(name, "wb") as f:
                f.write(blob.stdout)
            self.files.append(name)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def own_files(repo, lang):
    names = git(repo, "ls-tree", "-r", "--name-only", "HEAD") or ""
    return [n for n in names.splitlines()
            if n.rsplit(".", 1)[-1] in EXTENSIONS[lang] and not SKIPPED.search(n)]


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def changed_lines(before, after):
    a, b = before.splitlines(), after.splitlines()
    same = sum(m.size for m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return max(len(a), len(b)) - same, max(len(a), len(b), 1)


def by_output(sample, command, limit):
    """Share of lines that `command FILE <FILE` would change is at most `limit`."""
    changed = total = 0
    for f in sample.files:
        text = read(f)
        r = subprocess.run(command(f), input=text, capture_output=True, text=True, errors="replace", cwd=sample.folder)
        if r.returncode != 0:
            continue
        c, n = changed_lines(text, r.stdout)
        changed += c
        total += n
    return total > 0 and changed / total <= limit


def clang_format(sample, check, show):
    write(sample.folder, ".clang-format", show(".clang-format"))
    return by_output(sample, lambda f: ["clang-format", "-style=file", f"--assume-filename={f}"], 0.02)


def rustfmt(sample, check, show):
    write(sample.folder, "rustfmt.toml", show("rustfmt.toml") or show(".rustfmt.toml"))
    return by_output(sample, lambda f: ["rustfmt", "--edition", "2021", "--config-path", sample.folder], 0.02)


def prettier(sample, check, show):
    keep = {k: v for k, v in check["config"].items() if k in (
        "semi", "singleQuote", "tabWidth", "useTabs", "trailingComma", "bracketSpacing", "arrowParens", "printWidth",
        "quoteProps", "endOfLine", "bracketSameLine", "jsxSingleQuote", "experimentalTernaries", "objectWrap")}
    config = write(sample.folder, "prettier.json", json.dumps(keep))
    package = "prettier" if check["major"] >= 3 else "prettier2"
    cli = os.path.join(TOOLS, "node_modules", package, "bin" if check["major"] >= 3 else "",
                       "prettier.cjs" if check["major"] >= 3 else "bin-prettier.js")
    return by_output(sample, lambda f: ["node", cli, "--config", config, "--stdin-filepath", f], 0.02)


def black(sample, check, show):
    c = check["config"]
    args = ["-l", str(c.get("line-length", c.get("line_length", 88)))]
    if c.get("skip-string-normalization"):
        args.append("-S")
    if c.get("skip-magic-trailing-comma"):
        args.append("-C")
    return by_output(sample, lambda f: [f"{TOOLS}/py/bin/black", "-q", *args, "-"], 0.02)


def ruff(sample, check, show):
    c = check["config"]
    lines = [f"line-length = {c['line-length']}", f"indent-width = {c['indent-width']}", "[format]"]
    lines += [f"{k} = {json.dumps(v)}" for k, v in c["format"].items()]
    config = write(sample.folder, "ruff.toml", "\n".join(lines))
    return by_output(sample, lambda f: [f"{TOOLS}/py/bin/ruff", "format", "--config", config, "--stdin-filename", f, "-"],
                     0.02)


def isort(sample, check, show):
    r = run([f"{TOOLS}/py/bin/ruff", "check", "--isolated", "--select", "I", "--output-format", "json", *sample.files])
    try:
        bad = {d["filename"] for d in json.loads(r.stdout)}
    except json.JSONDecodeError:
        return False
    return bool(sample.files) and len(bad) <= 0.2 * len(sample.files)


def rubocop(sample, check, show):
    config = write(sample.folder, "rubocop.yml", json.dumps({
        "AllCops": {"NewCops": "disable", "SuggestExtensions": False, "TargetRubyVersion": 3.1},
        check["cop"]: {"Enabled": True, **check["config"]}}))
    r = run(["rubocop", "-c", config, "--only", check["cop"], "--format", "json", "--cache", "false", *sample.files])
    try:
        n = json.loads(r.stdout)["summary"]["offense_count"]
    except (json.JSONDecodeError, KeyError):
        return False
    return bool(sample.files) and n <= 0.2 * len(sample.files)


def eslint(sample, check, show):
    name, *how = check["rule"]
    if any(f.endswith((".ts", ".tsx", ".mts", ".cts")) for f in sample.files):
        return None  # no parser without the repository's own: taken on trust
    config = write(sample.folder, "eslint.json", json.dumps({
        "root": True, "parserOptions": {"ecmaVersion": "latest", "sourceType": "module",
                                        "ecmaFeatures": {"jsx": True, "globalReturn": True}},
        "rules": {name: ["error", *how]}}))
    r = run(["node", f"{TOOLS}/node_modules/eslint/bin/eslint.js", "--no-eslintrc", "--no-inline-config", "-c", config,
             "--resolve-plugins-relative-to", TOOLS, "-f", "json", *sample.files], cwd=sample.folder)
    try:
        results = json.loads(r.stdout)
    except json.JSONDecodeError:
        return False
    fatal = sum(m.get("fatal", False) for f in results for m in f["messages"])
    n = sum(not m.get("fatal", False) for f in results for m in f["messages"])
    return len(results) > fatal and n <= 0.2 * (len(results) - fatal)


def lines(sample, check, show):
    """.editorconfig has no formatter: measured here, line by line, without the detectors."""
    trait, value = check["trait"], check["value"]
    good = total = 0
    for f in sample.files:
        with open(f, "rb") as h:
            data = h.read()
        rows = data.split(b"\n")
        if trait == "format.final_newline":
            good, total = good + data.endswith(b"\n"), total + 1
        elif trait == "format.trailing_space":
            good, total = good + (not any(re.search(rb"[ \t]\r?$", r) for r in rows)), total + 1
        elif trait == "format.eol":
            good, total = good + ((b"\r\n" in data) == (value == "crlf")), total + 1
        elif trait == "format.line_length":
            for r in rows:
                if len(r.expandtabs(8)) > 72:
                    good, total = good + (len(r.decode("utf-8", "replace").rstrip("\r")) <= check["limit"]), total + 1
        elif trait == "format.indent":
            last = b""
            for r in rows:
                if not r.strip():
                    continue
                lead = re.match(rb"[ \t]*", r).group()
                if len(lead) > len(last) and lead.startswith(last):
                    step = lead[len(last):]
                    good += step == (b"\t" if value == "tab" else b" " * int(value) if value.isdigit() else b"?")
                    total += 1
                last = lead
    need = {"format.indent": 0.8}.get(trait, 0.95)
    return total > 0 and good / total >= need


CHECKS = {"clang-format": clang_format, "rustfmt": rustfmt, "prettier": prettier, "black": black, "ruff": ruff,
          "isort": isort, "rubocop": rubocop, "eslint": eslint, "lines": lines}


def missing():
    """Programs that the checks need and that are not there: without them every option would look unenforced."""
    ours = [f"{TOOLS}/py/bin/black", f"{TOOLS}/py/bin/ruff", f"{TOOLS}/node_modules/prettier", f"{TOOLS}/node_modules/prettier2",
            f"{TOOLS}/node_modules/eslint"]
    return [p for p in ours if not os.path.exists(p)] + [
        p for p in ("clang-format", "rustfmt", "rubocop", "node") if not shutil.which(p)]
