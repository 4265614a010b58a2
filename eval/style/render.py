# SPDX-License-Identifier: Apache-2.0
"""Code with a known style. A Genome says which value each trait has; the renderers write functions in which every
place that a gene speaks of is decided by asking the genome, which errs at the rate of its noise. What was chosen is
kept by line, so that planted violations are known exactly. The code means nothing but parses."""
import random

GENES = {
    "javascript": {
        "format.indent": ["2", "4", "tab"], "format.quotes": ["single", "double"], "format.semicolons": ["always", "never"],
        "format.trailing_comma": ["always", "never"], "format.object_space": ["space", "none"],
        "format.keyword_space": ["space", "none"], "format.body_braces": ["braces", "none"],
        "format.else_line": ["same_line", "own_line"], "format.arrow_parens": ["parens", "bare"],
        "naming.function": ["camel", "snake"], "naming.variable": ["camel", "snake"],
        "idiom.variable": ["var", "const_let"], "idiom.equality": ["strict", "loose"],
        "idiom.strings": ["template", "concat"], "doc.comment_marker": ["line", "block"]},
    "python": {
        "format.indent": ["2", "4"], "format.quotes": ["single", "double"], "format.trailing_comma": ["always", "never"],
        "naming.function": ["snake", "camel"], "naming.variable": ["snake", "camel"], "idiom.type_hints": ["hints", "none"],
        "idiom.strings": ["template", "percent", "format"], "error.cause": ["cause", "plain"],
        "idiom.paths": ["pathlib", "os_path"], "doc.functions": ["yes", "no"], "format.operator_space": ["space", "none"]},
    "c": {
        "format.indent": ["2", "4", "8", "tab"], "format.function_brace": ["same_line", "own_line"],
        "format.control_brace": ["same_line", "own_line"], "format.else_line": ["same_line", "own_line"],
        "format.pointer": ["name", "type"], "format.body_braces": ["braces", "none"], "format.keyword_space": ["space", "none"],
        "naming.function": ["snake", "camel"], "naming.variable": ["snake", "camel"], "idiom.absent": ["bang", "null"],
        "idiom.return_parens": ["parens", "bare"], "doc.comment_marker": ["line", "block"],
        "idiom.fixed_int": ["fixed", "plain"], "format.operator_space": ["space", "none"]},
    "go": {
        "error.wrap": ["bare", "wrap"], "error.if_init": ["inline", "separate"], "naming.receiver": ["letter", "word"],
        "error.message_case": ["lower", "capital"], "doc.functions": ["yes", "no"], "idiom.pointer_receiver": ["pointer", "value"]},
}
# Traits whose sites are all errors of one another in a file: noise is drawn once a function.
PER_FUNCTION = {"format.indent"}
WORDS = ("queue buffer record packet token header cursor bucket window socket parser stream region config worker handle "
         "vector matrix signal folder ticket invoice sensor module planet branch button widget letter engine").split()
VERBS = "load store parse merge split check apply reset count build find send read write pack drain close open".split()
EXTENSION = {"javascript": "js", "python": "py", "c": "c", "go": "go"}


class Genome:
    def __init__(self, lang, rng, noise=0.0, values=None, coin=False):
        self.lang, self.rng, self.noise, self.coin = lang, rng, noise, coin
        self.values = values or {t: rng.choice(v) for t, v in GENES[lang].items()}
        self.function = {}

    def opposite(self, rng):
        """Another value for every gene: what foreign code looks like."""
        return Genome(self.lang, rng, 0.05, {t: rng.choice([x for x in GENES[self.lang][t] if x != v])
                                              for t, v in self.values.items()})

    def begin(self):
        self.function = {t: self.draw(t) for t in PER_FUNCTION if t in self.values}

    def draw(self, trait):
        if self.coin:
            return self.rng.choice(GENES[self.lang][trait])
        if self.rng.random() < self.noise:
            return self.rng.choice([x for x in GENES[self.lang][trait] if x != self.values[trait]])
        return self.values[trait]

    def get(self, trait):
        return self.function[trait] if trait in self.function else self.draw(trait)

    def name(self, trait, *words):
        if self.get(trait) == "snake":
            return "_".join(words)
        return words[0] + "".join(w.capitalize() for w in words[1:])


class Writer:
    """Lines of one file, with the choices made on each: (trait, value) by line."""

    def __init__(self):
        self.lines, self.choices, self.now = [], [], []
        self.starts = []  # of functions: numbers of lines, from 0

    def note(self, trait, value):
        self.now.append((trait, value))
        return value

    def put(self, text):
        self.lines.append(text)
        self.choices.append(self.now)
        self.now = []

    def text(self):
        return "\n".join(self.lines) + "\n"


def words(rng, n=2):
    return rng.sample(WORDS, n)


class Renderer:
    def __init__(self, genome, rng):
        self.g, self.rng, self.w = genome, rng, Writer()

    def pick(self, trait):
        return self.w.note(trait, self.g.get(trait))

    def name(self, trait, *parts):
        v = self.pick(trait)
        return "_".join(parts) if v == "snake" else parts[0] + "".join(p.capitalize() for p in parts[1:])

    def indent(self, depth):
        v = self.g.get("format.indent")
        if depth:
            self.w.note("format.indent", v)
        return ("\t" if v == "tab" else " " * int(v)) * depth

    def op(self, mark):
        return f" {mark} " if self.pick("format.operator_space") == "space" else mark

    def file(self, functions):
        self.head()
        for _ in range(functions):
            self.g.begin()
            self.w.starts.append(len(self.w.lines))
            self.function()
        return self.w

    def head(self):
        pass


class JavaScript(Renderer):
    def q(self, s):
        return f"'{s}'" if self.pick("format.quotes") == "single" else f'"{s}"'

    def end(self):
        return ";" if self.pick("format.semicolons") == "always" else ""

    def kw(self, word):
        return word + (" " if self.pick("format.keyword_space") == "space" else "")

    def var(self):
        return "var" if self.pick("idiom.variable") == "var" else "const"

    def comment(self, text):
        return f"// {text}" if self.pick("doc.comment_marker") == "line" else f"/* {text} */"

    def string(self, a, b):
        if self.pick("idiom.strings") == "template":
            return f"`{a}: ${{{b}}}`"
        return f"{self.q(a + ': ')} + {b}"

    def function(self):
        r, w = self.rng, self.w
        arg = r.choice(WORDS)
        w.put(self.comment(f"{r.choice(VERBS)}s the {arg} of a {r.choice(WORDS)}"))
        w.put(f"function {self.name('naming.function', r.choice(VERBS), *words(r))}({arg}) {{")
        i1 = self.indent
        local = self.name("naming.variable", *words(r))
        w.put(f"{i1(1)}{self.var()} {local} = {self.string(r.choice(WORDS), arg)}{self.end()}")
        equal = "===" if self.pick("idiom.equality") == "strict" else "=="
        if self.pick("format.body_braces") == "braces":
            w.put(f"{i1(1)}{self.kw('if')}({arg} {equal} {self.q(r.choice(WORDS))}) {{")
            w.put(f"{i1(2)}return {local}{self.end()}")
            w.put(f"{i1(1).rstrip(chr(0))}}}")
        else:
            w.put(f"{i1(1)}{self.kw('if')}({arg} {equal} {self.q(r.choice(WORDS))})")
            w.put(f"{i1(2)}return {local}{self.end()}")
        lone = r.choice(WORDS)
        arrow = f"({lone})" if self.pick("format.arrow_parens") == "parens" else lone
        inner = self.name("naming.variable", *words(r))
        w.put(f"{i1(1)}{self.var()} {inner} = {arg}.map({arrow} => {lone}.size){self.end()}")
        space = " " if self.pick("format.object_space") == "space" else ""
        w.put(f"{i1(1)}{r.choice(WORDS)}({{{space}{r.choice(WORDS)}: {inner}, kind: {self.q(r.choice(WORDS))}{space}}}){self.end()}")
        table = self.name("naming.variable", *words(r))
        w.put(f"{i1(1)}{self.var()} {table} = [")
        w.put(f"{i1(2)}{self.q(r.choice(WORDS))},")
        w.put(f"{i1(2)}{self.q(r.choice(WORDS))}{',' if self.pick('format.trailing_comma') == 'always' else ''}")
        w.put(f"{i1(1)}]{self.end()}")
        w.put(f"{i1(1)}{self.kw('if')}({arg}.length > {r.randrange(9)}) {{")
        w.put(f"{i1(2)}{r.choice(WORDS)}({table}){self.end()}")
        w.put(f"{i1(2)}{r.choice(WORDS)}({inner}){self.end()}")
        if self.pick("format.else_line") == "same_line":
            w.put(f"{i1(1)}}} else {{")
        else:
            w.put(f"{i1(1)}}}")
            w.put(f"{i1(1)}else {{")
        w.put(f"{i1(2)}{r.choice(WORDS)}({self.q(r.choice(WORDS))}){self.end()}")
        w.put(f"{i1(2)}{r.choice(WORDS)}({arg}){self.end()}")
        w.put(f"{i1(1)}}}")
        w.put(f"{i1(1)}return {self.string(r.choice(WORDS), local)}{self.end()}")
        w.put("}")
        w.put("")


class Python(Renderer):
    def head(self):
        self.w.put("import os.path")
        self.w.put("from pathlib import Path")
        self.w.put("")
        self.w.put("")

    def q(self, s):
        return f"'{s}'" if self.pick("format.quotes") == "single" else f'"{s}"'

    def string(self, a, b):
        how = self.pick("idiom.strings")
        if how == "template":
            return "f" + self.q(f"{a} of {{{b}}}")
        return self.q(f"{a} of %s") + self.op("%") + b if how == "percent" else self.q(f"{a} of {{}}") + f".format({b})"

    def function(self):
        r, w = self.rng, self.w
        arg, other = r.sample(WORDS, 2)
        name = self.name("naming.function", r.choice(VERBS), *words(r))
        if self.pick("idiom.type_hints") == "hints":
            w.put(f"def {name}({arg}: str, {other}: int) -> str:")
        else:
            w.put(f"def {name}({arg}, {other}):")
        i = self.indent
        if self.pick("doc.functions") == "yes":
            w.put(f'{i(1)}"""{r.choice(VERBS).capitalize()} the {arg} of a {other}."""')
        local = self.name("naming.variable", *words(r))
        w.put(f"{i(1)}{local} = {self.string(r.choice(WORDS), arg)}")
        total = self.name("naming.variable", *words(r))
        w.put(f"{i(1)}{total} = {other}{self.op('+')}{r.randrange(2, 99)}")
        w.put(f"{i(1)}try:")
        if self.pick("idiom.paths") == "pathlib":
            w.put(f"{i(2)}{r.choice(VERBS)}(Path({arg}).exists(), {total})")
        else:
            w.put(f"{i(2)}{r.choice(VERBS)}(os.path.exists({arg}), {total})")
        w.put(f"{i(1)}except KeyError as problem:")
        tail = " from problem" if self.pick("error.cause") == "cause" else ""
        w.put(f"{i(2)}raise ValueError({self.q(r.choice(WORDS))}){tail}")
        w.put(f"{i(1)}{self.name('naming.variable', *words(r))} = [")
        w.put(f"{i(2)}{self.q(r.choice(WORDS))},")
        w.put(f"{i(2)}{local}{',' if self.pick('format.trailing_comma') == 'always' else ''}")
        w.put(f"{i(1)}]")
        w.put(f"{i(1)}return {self.string(r.choice(WORDS), local)}")
        w.put("")
        w.put("")


class C(Renderer):
    def head(self):
        for name in ("stdint.h", "stdlib.h", "string.h"):
            self.w.put(f"#include <{name}>")
        self.w.put("")

    def star(self, base, name):
        return f"{base} *{name}" if self.pick("format.pointer") == "name" else f"{base}* {name}"

    def kw(self, word):
        return word + (" " if self.pick("format.keyword_space") == "space" else "")

    def opening(self, trait, text, depth):
        if self.pick(trait) == "same_line":
            self.w.put(f"{text} {{")
        else:
            self.w.put(text)
            self.w.put(f"{self.indent(depth)}{{")

    def ret(self, value):
        return f"return ({value});" if self.pick("idiom.return_parens") == "parens" else f"return {value};"

    def comment(self, text):
        return f"// {text}" if self.pick("doc.comment_marker") == "line" else f"/* {text} */"

    def function(self):
        r, w, i = self.rng, self.w, self.indent
        arg, other = r.sample(WORDS, 2)
        number = "uint32_t" if self.pick("idiom.fixed_int") == "fixed" else "unsigned int"
        w.put(self.comment(f"{r.choice(VERBS)} the {arg} before its {other}"))
        head = f"static int {self.name('naming.function', r.choice(VERBS), *words(r))}({self.star('char', arg)}, {number} {other})"
        self.opening("format.function_brace", head, 0)
        local, more = self.name("naming.variable", *words(r)), self.name("naming.variable", *words(r))
        w.put(f"{i(1)}{number} {local} = {other}{self.op('+')}{r.randrange(2, 99)};")
        w.put(f"{i(1)}{self.star('char', more)} = strchr({arg}, '{r.choice('abcxyz')}');")
        w.put("")
        test = f"!{more}" if self.pick("idiom.absent") == "bang" else f"{more}{self.op('==')}NULL"
        if self.pick("format.body_braces") == "braces":
            self.opening("format.control_brace", f"{i(1)}{self.kw('if')}({test})", 1)
            w.put(f"{i(2)}{self.ret('-1')}")
            w.put(f"{i(1)}}}")
        else:
            w.put(f"{i(1)}{self.kw('if')}({test})")
            w.put(f"{i(2)}{self.ret('-1')}")
        self.opening("format.control_brace", f"{i(1)}{self.kw('while')}({local}{self.op('>')}{r.randrange(9)})", 1)
        w.put(f"{i(2)}{local} = {local}{self.op('-')}{r.randrange(2, 9)};")
        w.put(f"{i(2)}memset({arg}, 0, {local});")
        w.put(f"{i(1)}}}")
        self.opening("format.control_brace", f"{i(1)}{self.kw('if')}({local}{self.op('>')}{r.randrange(9)})", 1)
        w.put(f"{i(2)}{self.comment(f'the {arg} is {other}')}")
        w.put(f"{i(2)}memset({more}, 0, {local});")
        w.put(f"{i(2)}memset({arg}, 1, {local});")
        if self.pick("format.else_line") == "same_line":
            self.opening("format.control_brace", f"{i(1)}}} else", 1)
        else:
            w.put(f"{i(1)}}}")
            self.opening("format.control_brace", f"{i(1)}else", 1)
        w.put(f"{i(2)}memset({more}, 2, {local});")
        w.put(f"{i(2)}memset({arg}, 3, {local});")
        w.put(f"{i(1)}}}")
        w.put(f"{i(1)}{self.ret(f'(int){local}' if r.random() < .5 else '0')}")
        w.put("}")
        w.put("")


class Go(Renderer):
    def head(self):
        for line in ("package planted", "", "import (", '\t"errors"', '\t"fmt"', ")", ""):
            self.w.put(line)
        self.types = self.rng.sample(WORDS, 3)
        for t in self.types:
            self.w.put(f"type {t}Box struct {{")
            self.w.put("\tsize int")
            self.w.put("}")
            self.w.put("")

    def message(self):
        text = " ".join([self.rng.choice(VERBS), *words(self.rng)])
        return text if self.pick("error.message_case") == "lower" else text.capitalize()

    def function(self):
        r, w = self.rng, self.w
        box = r.choice(self.types)
        receiver = box[0] if self.pick("naming.receiver") == "letter" else box
        star = "*" if self.pick("idiom.pointer_receiver") == "pointer" else ""
        name = r.choice(VERBS).capitalize() + "".join(x.capitalize() for x in words(r))
        arg = r.choice([x for x in WORDS if x != box and x[0] != box[0]])
        if self.pick("doc.functions") == "yes":
            w.put(f"// {name} {r.choice(VERBS)}s the {arg}.")
        w.put(f"func ({receiver} {star}{box}Box) {name}({arg} string) error {{")
        if self.pick("error.if_init") == "inline":
            w.put(f"\tif err := {r.choice(VERBS)}{r.choice(WORDS).capitalize()}({arg}); err != nil {{")
        else:
            w.put(f"\terr := {r.choice(VERBS)}{r.choice(WORDS).capitalize()}({arg})")
            w.put("\tif err != nil {")
        if self.pick("error.wrap") == "wrap":
            w.put(f'\t\treturn fmt.Errorf("{self.message()}: %w", err)')
        else:
            w.put("\t\treturn err")
        w.put("\t}")
        w.put(f"\tif {receiver}.size > {r.randrange(2, 99)} {{")
        w.put(f'\t\treturn errors.New("{self.message()}")')
        w.put("\t}")
        w.put("\treturn nil")
        w.put("}")
        w.put("")


RENDERERS = {"javascript": JavaScript, "python": Python, "c": C, "go": Go}


def render(genome, rng, functions):
    """A Writer of one file."""
    return RENDERERS[genome.lang](genome, rng).file(functions)
