# SPDX-License-Identifier: Apache-2.0
"""From a repository's own formatter configuration to what the miner should say.

Each reader takes the files of the configuration and yields Option rows: which language and trait the option
speaks about, which value it asks for, its name, and how to see that it is enforced. Options that leave a choice
(clang-format's AllowShortIf… true, prettier's quoteProps) are left out: they say nothing about a single site.
"""
import configparser
import json
import os
import re
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass, field

import json5
import yaml
from editorconfig import get_properties


@dataclass
class Option:
    lang: str
    trait: str
    value: str
    name: str                  # as the configuration calls it
    check: dict = field(default_factory=dict)  # how enforcement is measured


EXTENSIONS = {"c": ["c", "h"], "cpp": ["cpp", "cc", "cxx", "hpp", "h"], "python": ["py"], "javascript": ["js", "mjs"],
              "typescript": ["ts"], "go": ["go"], "rust": ["rs"], "java": ["java"], "csharp": ["cs"], "ruby": ["rb"],
              "php": ["php"], "shell": ["sh"]}


def indent(width, tabs):
    if tabs:
        return "tab"
    return str(width) if width in (2, 4, 8) else "other"


def length(limit):
    if not limit or limit > 200:
        return None
    for bound in (80, 100, 120):
        if limit <= bound:
            return f"le{bound}"
    return "gt120"


def pick(rows):
    return [r for r in rows if r.value is not None]


def clang_format(text, langs):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, ".clang-format"), "w") as f:
            f.write(text)
        r = subprocess.run(["clang-format", "--dump-config", "--assume-filename=x.cpp", "-style=file"], cwd=folder,
                           capture_output=True, text=True)
    if r.returncode != 0:
        return []
    c = yaml.safe_load(r.stdout)
    if c.get("DisableFormat"):
        return []
    braces = c["BreakBeforeBraces"]
    wrap = c.get("BraceWrapping") or {}
    own_function = {"Attach": False, "Linux": True, "Mozilla": True, "Stroustrup": True, "Allman": True, "GNU": True,
                    "WebKit": True, "Whitesmiths": True, "Custom": wrap.get("AfterFunction")}.get(braces)
    own_control = {"Attach": False, "Linux": False, "Mozilla": False, "Stroustrup": False, "Allman": True, "GNU": True,
                   "WebKit": False, "Whitesmiths": True,
                   "Custom": {"Never": False, "Always": True}.get(wrap.get("AfterControlStatement"))}.get(braces)
    own_else = {"Attach": False, "Linux": False, "Mozilla": False, "Stroustrup": True, "Allman": True, "GNU": True,
                "WebKit": False, "Whitesmiths": True, "Custom": wrap.get("BeforeElse")}.get(braces)
    line = {True: "own_line", False: "same_line"}
    tabs = c["UseTab"] in ("Always", "ForIndentation", "ForContinuationAndIndentation", "AlignWithSpaces")
    side = {"Right": "name", "Left": "type", "Middle": "both"}
    ref = c.get("ReferenceAlignment", "Pointer")
    rows = []
    for lang in langs:
        rows += [
            Option(lang, "format.indent", indent(c["IndentWidth"], tabs), "IndentWidth/UseTab"),
            Option(lang, "format.line_length", length(c["ColumnLimit"]), "ColumnLimit"),
            Option(lang, "format.pointer", side.get(c["PointerAlignment"]), "PointerAlignment"),
            Option(lang, "format.function_brace", line.get(own_function), "BraceWrapping.AfterFunction"),
            Option(lang, "format.control_brace", line.get(own_control), "BraceWrapping.AfterControlStatement"),
            Option(lang, "format.else_line", line.get(own_else), "BraceWrapping.BeforeElse"),
            Option(lang, "format.body_line",
                   "own_line" if c["AllowShortIfStatementsOnASingleLine"] == "Never" else None,
                   "AllowShortIfStatementsOnASingleLine"),
            Option(lang, "format.keyword_space",
                   {"ControlStatements": "space", "ControlStatementsExceptControlMacros": "space", "Always": "space",
                    "Never": "none"}.get(c["SpaceBeforeParens"]), "SpaceBeforeParens"),
            Option(lang, "format.paren_space", "space" if c["SpacesInParentheses"] else "none", "SpacesInParentheses"),
            Option(lang, "format.return_type_line",
                   {"None": "same_line", "All": "own_line", "TopLevelDefinitions": "own_line",
                    "AllDefinitions": "own_line", "TopLevel": "own_line"}.get(c["AlwaysBreakAfterReturnType"]),
                   "AlwaysBreakAfterReturnType"),
            Option(lang, "format.import_order",
                   "sorted" if c["SortIncludes"] not in ("Never", False) else None, "SortIncludes"),
            Option(lang, "format.trailing_space", "never", "(clang-format)"),
        ]
        if lang == "cpp":
            rows.append(Option(lang, "format.reference", side.get(c["PointerAlignment"] if ref == "Pointer" else ref),
                               "ReferenceAlignment"))
    for r in rows:
        r.check = {"tool": "clang-format"}
    return pick(rows)


def prettier(config, package, editor, langs):
    c = {}
    if editor is not None:
        props = editor("js")
        if props.get("indent_style"):
            c["useTabs"] = props["indent_style"] == "tab"
        if str(props.get("indent_size", "")).isdigit():
            c["tabWidth"] = int(props["indent_size"])
        if str(props.get("max_line_length", "")).isdigit():
            c["printWidth"] = int(props["max_line_length"])
    c.update(config)
    version = re.search(r"\d+", str(package.get("devDependencies", {}).get("prettier", "3")) or "3")
    major = int(version.group()) if version else 3
    comma = c.get("trailingComma", "all" if major >= 3 else "es5" if major == 2 else "none")
    arrow = c.get("arrowParens", "always" if major >= 2 else "avoid")
    rows = []
    for lang in langs:
        rows += [
            Option(lang, "format.semicolons", "always" if c.get("semi", True) else "never", "semi"),
            Option(lang, "format.quotes", "single" if c.get("singleQuote", False) else "double", "singleQuote"),
            Option(lang, "format.indent", indent(c.get("tabWidth", 2), c.get("useTabs", False)), "tabWidth/useTabs"),
            Option(lang, "format.trailing_comma", "never" if comma == "none" else "always", "trailingComma"),
            Option(lang, "format.object_space", "space" if c.get("bracketSpacing", True) else "none", "bracketSpacing"),
            Option(lang, "format.arrow_parens", "parens" if arrow == "always" else "bare", "arrowParens"),
            Option(lang, "format.line_length", length(c.get("printWidth", 80)), "printWidth"),
            Option(lang, "format.eol", "lf" if c.get("endOfLine", "lf") == "lf" else None, "endOfLine"),
            Option(lang, "format.final_newline", "always", "(prettier)"),
            Option(lang, "format.trailing_space", "never", "(prettier)"),
            Option(lang, "format.keyword_space", "space", "(prettier)"),
            Option(lang, "format.paren_space", "none", "(prettier)"),
            Option(lang, "format.control_brace", "same_line", "(prettier)"),
            Option(lang, "format.function_brace", "same_line", "(prettier)"),
            Option(lang, "format.else_line", "same_line", "(prettier)"),
            Option(lang, "format.operator_space", "space", "(prettier)"),
        ]
    for r in rows:
        r.check = {"tool": "prettier", "config": {**c, "trailingComma": comma, "arrowParens": arrow}, "major": major}
    return pick(rows)


def black(pyproject):
    c = pyproject.get("tool", {}).get("black")
    if c is None:
        return []
    rows = [Option("python", "format.indent", "4", "(black)"),
            Option("python", "format.line_length", length(int(c.get("line-length", c.get("line_length", 88)))),
                   "line-length"),
            Option("python", "format.quotes",
                   None if c.get("skip-string-normalization") else "double", "skip-string-normalization"),
            Option("python", "format.trailing_comma",
                   None if c.get("skip-magic-trailing-comma") else "always", "skip-magic-trailing-comma"),
            Option("python", "format.trailing_space", "never", "(black)"),
            Option("python", "format.final_newline", "always", "(black)"),
            Option("python", "format.operator_space", "space", "(black)"),
            Option("python", "format.body_line", "own_line", "(black)")]
    for r in rows:
        r.check = {"tool": "black", "config": c}
    return pick(rows)


def ruff(c):
    if c is None:
        return []
    form = c.get("format", {})
    lint = c.get("lint", {})
    select = [*lint.get("select", []), *lint.get("extend-select", []), *c.get("select", []), *c.get("extend-select", [])]
    style = form.get("quote-style", "double")
    tabs = form.get("indent-style", "space") == "tab"
    rows = [Option("python", "format.indent", indent(c.get("indent-width", 4), tabs), "indent-style"),
            Option("python", "format.line_length", length(int(c.get("line-length", 88))), "line-length"),
            Option("python", "format.quotes", style if style in ("single", "double") else None, "quote-style"),
            Option("python", "format.trailing_comma",
                   None if form.get("skip-magic-trailing-comma") else "always", "skip-magic-trailing-comma"),
            Option("python", "format.trailing_space", "never", "(ruff format)"),
            Option("python", "format.final_newline", "always", "(ruff format)"),
            Option("python", "format.operator_space", "space", "(ruff format)"),
            Option("python", "format.body_line", "own_line", "(ruff format)")]
    for r in rows:
        r.check = {"tool": "ruff", "config": {"line-length": c.get("line-length", 88), "indent-width": c.get("indent-width", 4),
                                              "format": {k: v for k, v in form.items() if k in (
                                                  "quote-style", "indent-style", "skip-magic-trailing-comma",
                                                  "line-ending", "docstring-code-format")}}}
    if any(s in ("I", "I001", "ALL") for s in select):
        rows.append(Option("python", "format.import_order", "sorted", "select I", {"tool": "isort"}))
    return pick(rows)


def rustfmt(text):
    c = tomllib.loads(text)
    tabs = c.get("hard_tabs", False)
    rows = [Option("rust", "format.indent", indent(c.get("tab_spaces", 4), tabs), "tab_spaces/hard_tabs"),
            Option("rust", "format.line_length", length(c.get("max_width", 100)), "max_width"),
            Option("rust", "format.trailing_space", "never", "(rustfmt)"),
            Option("rust", "format.final_newline", "always", "(rustfmt)"),
            Option("rust", "format.eol", {"Unix": "lf", "Windows": "crlf"}.get(c.get("newline_style")), "newline_style")]
    for r in rows:
        r.check = {"tool": "rustfmt"}
    return pick(rows)


RUBOCOP = [  # cop, default style, style → (trait, value)
    ("Style/StringLiterals", "single_quotes", {"single_quotes": ("format.quotes", "single"),
                                               "double_quotes": ("format.quotes", "double")}),
    ("Style/TrailingCommaInArrayLiteral", "no_comma", {"no_comma": ("format.trailing_comma", "never"),
                                                       "comma": ("format.trailing_comma", "always"),
                                                       "consistent_comma": ("format.trailing_comma", "always")}),
]


def rubocop(text):
    c = yaml.safe_load(re.sub(r"!ruby/\S+", "", text)) or {}
    if not isinstance(c, dict):
        return []
    everything = c.get("AllCops", {}) or {}
    off = everything.get("DisabledByDefault", False)
    rows = []

    def on(cop):
        own = c.get(cop) or {}
        return own.get("Enabled", True) is not False and not (off and cop not in c)

    for cop, default, styles in RUBOCOP:
        style = (c.get(cop) or {}).get("EnforcedStyle", (c.get(cop) or {}).get("EnforcedStyleForMultiline", default))
        if on(cop) and style in styles:
            trait, value = styles[style]
            rows.append(Option("ruby", trait, value, cop, {"tool": "rubocop", "cop": cop, "config": {
                k: v for k, v in (c.get(cop) or {}).items() if k.startswith("EnforcedStyle")}}))
    for cop, trait, value in [("Layout/TrailingWhitespace", "format.trailing_space", "never"),
                              ("Layout/TrailingEmptyLines", "format.final_newline", "always"),
                              ("Layout/IndentationWidth", "format.indent", "2")]:
        width = (c.get(cop) or {}).get("Width", 2)
        if on(cop):
            rows.append(Option("ruby", trait, value if width == 2 else str(width), cop,
                               {"tool": "rubocop", "cop": cop, "config": {}}))
    own = c.get("Layout/LineLength") or c.get("Metrics/LineLength") or {}
    if own.get("Enabled", True) is not False and "Max" in own:
        rows.append(Option("ruby", "format.line_length", length(own["Max"]), "Layout/LineLength",
                           {"tool": "rubocop", "cop": "Layout/LineLength", "config": {"Max": own["Max"]}}))
    return pick(rows)


def editorconfig(text, langs):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, ".editorconfig"), "w") as f:
            f.write("root = true\n" + re.sub(r"(?im)^\s*root\s*=.*$", "", text))
        for lang in langs:
            try:
                p = get_properties(os.path.join(folder, "src", "x." + EXTENSIONS[lang][0]))
            except Exception:
                continue
            size = p.get("indent_size", p.get("tab_width"))
            if p.get("indent_style") == "tab":
                rows.append(Option(lang, "format.indent", "tab", "indent_style"))
            elif p.get("indent_style") == "space" and str(size).isdigit():
                rows.append(Option(lang, "format.indent", indent(int(size), False), "indent_style/indent_size"))
            if p.get("end_of_line") in ("lf", "crlf"):
                rows.append(Option(lang, "format.eol", p["end_of_line"], "end_of_line"))
            if p.get("insert_final_newline") == "true":
                rows.append(Option(lang, "format.final_newline", "always", "insert_final_newline"))
            if p.get("trim_trailing_whitespace") == "true":
                rows.append(Option(lang, "format.trailing_space", "never", "trim_trailing_whitespace"))
            if str(p.get("max_line_length", "")).isdigit():
                rows.append(Option(lang, "format.line_length", length(int(p["max_line_length"])), "max_line_length",
                                   {"limit": int(p["max_line_length"])}))
    for r in rows:
        r.check = {"tool": "lines", **r.check}
    return pick(rows)


def eslint(config, langs):
    rules = config.get("rules") or {}
    rows = []

    def rule(name):
        r = rules.get(name, rules.get("@typescript-eslint/" + name))
        r = r if isinstance(r, list) else [r]
        if r[0] not in ("error", 2):
            return None
        return [name, *r[1:]]

    def put(r, trait, value):
        if value is not None:
            for lang in langs:
                rows.append(Option(lang, trait, value, r[0], {"tool": "eslint", "rule": r}))

    if r := rule("quotes"):
        put(r, "format.quotes", {"single": "single", "double": "double"}.get(r[1] if len(r) > 1 else "double"))
    if r := rule("semi"):
        put(r, "format.semicolons", {"always": "always", "never": "never"}.get(r[1] if len(r) > 1 else "always"))
    if r := rule("indent"):
        how = r[1] if len(r) > 1 else 4
        put(r, "format.indent", "tab" if how == "tab" else indent(how, False) if isinstance(how, int) else None)
    if r := rule("comma-dangle"):
        how = r[1] if len(r) > 1 else "never"
        put(r, "format.trailing_comma", {"never": "never", "always-multiline": "always", "always": "always"}.get(how)
            if isinstance(how, str) else None)
    if r := rule("curly"):
        put(r, "format.body_braces", {"all": "braces", "multi": "none"}.get(r[1] if len(r) > 1 else "all"))
    if r := rule("brace-style"):
        how = r[1] if len(r) > 1 else "1tbs"
        put(r, "format.control_brace", {"1tbs": "same_line", "stroustrup": "same_line", "allman": "own_line"}.get(how))
        put(r, "format.else_line", {"1tbs": "same_line", "stroustrup": "own_line", "allman": "own_line"}.get(how))
    if r := rule("space-before-function-paren"):
        how = r[1] if len(r) > 1 else "always"
        put(r, "format.function_space", {"always": "space", "never": "none"}.get(how) if isinstance(how, str) else None)
    if r := rule("object-curly-spacing"):
        put(r, "format.object_space", {"always": "space", "never": "none"}.get(r[1] if len(r) > 1 else "never"))
    if r := rule("arrow-parens"):
        put(r, "format.arrow_parens", {"always": "parens", "as-needed": "bare"}.get(r[1] if len(r) > 1 else "always"))
    if r := rule("keyword-spacing"):
        put(r, "format.keyword_space", "space" if len(r) == 1 or r[1].get("after", True) is True else None)
    if r := rule("space-in-parens"):
        put(r, "format.paren_space", {"never": "none", "always": "space"}.get(r[1] if len(r) > 1 else "never"))
    if r := rule("space-infix-ops"):
        put(r, "format.operator_space", "space")
    if r := rule("eol-last"):
        put(r, "format.final_newline", {"always": "always", "unix": "always"}.get(r[1] if len(r) > 1 else "always"))
    if r := rule("no-trailing-spaces"):
        put(r, "format.trailing_space", "never")
    if r := rule("linebreak-style"):
        put(r, "format.eol", {"unix": "lf", "windows": "crlf"}.get(r[1] if len(r) > 1 else "unix"))
    if r := rule("max-len"):
        how = r[1] if len(r) > 1 else 80
        how = how.get("code", 80) if isinstance(how, dict) else how
        put(r, "format.line_length", length(how))
    if r := rule("eqeqeq"):
        put(r, "idiom.equality", "strict" if len(r) == 1 or r[1] == "always" else None)
    if r := rule("prefer-const"):
        pass  # says nothing about variables that change
    if r := rule("no-var"):
        put(r, "idiom.variable", "const_let")
    if r := rule("prefer-template"):
        put(r, "idiom.strings", "template")
    if r := rule("camelcase"):
        put(r, "naming.variable", "camel")
    if r := rule("object-shorthand"):
        put(r, "idiom.shorthand", "shorthand" if len(r) == 1 or r[1] == "always" else None)
    if r := rule("func-style"):
        put(r, "idiom.function_form", {"declaration": "declaration"}.get(r[1] if len(r) > 1 else "expression"))
    return rows


def load_json(text):
    try:
        return json5.loads(text)
    except Exception:
        try:
            c = yaml.safe_load(text)
            return c if isinstance(c, dict) else None
        except yaml.YAMLError:
            return None


def expected(show, langs):
    """All options of a repository. show(path) → text of a file at HEAD or None; langs: mined languages."""
    rows = []
    js = [x for x in ("javascript", "typescript") if x in langs]
    c = [x for x in ("c", "cpp") if x in langs]
    package = load_json(show("package.json") or "{}") or {}
    editor = show(".editorconfig")

    def editor_for(ext):
        if editor is None:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, ".editorconfig"), "w") as f:
                f.write("root = true\n" + re.sub(r"(?im)^\s*root\s*=.*$", "", editor))
            try:
                return get_properties(os.path.join(folder, "src", "x." + ext))
            except Exception:
                return {}

    if c and (text := show(".clang-format")):
        rows += clang_format(text, c)
    if js:
        config = None
        for name in (".prettierrc", ".prettierrc.json", ".prettierrc.yaml", ".prettierrc.yml", ".prettierrc.json5"):
            if text := show(name):
                config = load_json(text)
                break
        if config is None and isinstance(package.get("prettier"), dict):
            config = package["prettier"]
        if isinstance(config, dict) and not config.get("plugins"):
            rows += prettier({k: v for k, v in config.items() if k != "overrides"}, package, editor_for, js)
        rules = None
        for name in (".eslintrc.json", ".eslintrc", ".eslintrc.yml", ".eslintrc.yaml"):
            if text := show(name):
                rules = load_json(text)
                break
        if rules is None and isinstance(package.get("eslintConfig"), dict):
            rules = package["eslintConfig"]
        if isinstance(rules, dict):
            rows += eslint(rules, js)
    if "python" in langs:
        try:
            project = tomllib.loads(show("pyproject.toml") or "")
        except tomllib.TOMLDecodeError:
            project = {}
        rows += black(project)
        section = project.get("tool", {}).get("ruff")
        for name in ("ruff.toml", ".ruff.toml"):
            if text := show(name):
                section = tomllib.loads(text)
        rows += ruff(section)
    if "rust" in langs and (text := show("rustfmt.toml") or show(".rustfmt.toml")):
        rows += rustfmt(text)
    if "ruby" in langs and (text := show(".rubocop.yml")):
        rows += rubocop(text)
    if editor is not None:
        rows += editorconfig(editor, langs)
    return rows
