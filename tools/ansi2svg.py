#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Terminal output with ANSI colours (stdin) to a picture (SVG, stdout), for the README.

    script -qec 'idiolect spec --explain "…"' /dev/null | tools/ansi2svg.py "title" >docs/img/spec.svg
"""
import html
import re
import sys
import unicodedata

COLOURS = {30: "#555", 31: "#e06c75", 32: "#98c379", 33: "#e5c07b", 34: "#61afef", 35: "#c678dd",
           36: "#56b6c2", 37: "#ddd", 90: "#7f848e"}
CELL, LINE, PAD, TOP = 8.4, 19, 18, 44


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1
               for c in text)


def runs(line):
    """(column, text, style) of one line; SGR is the only escape that is understood."""
    style, column = {}, 0
    for part in re.split(r"(\x1b\[[0-9;?]*[a-zA-Z])", line):
        sgr = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if sgr:
            for code in (int(c or 0) for c in sgr.group(1).split(";")):
                if code == 0:
                    style = {}
                elif code == 1:
                    style = {**style, "font-weight": "bold"}
                elif code == 2:
                    style = {**style, "opacity": ".6"}
                elif code == 4:
                    style = {**style, "text-decoration": "underline"}
                elif code in COLOURS:
                    style = {**style, "fill": COLOURS[code]}
        elif part and not part.startswith("\x1b"):
            yield column, part, style
            column += columns(part)


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else ""
    lines = sys.stdin.read().replace("\r", "").rstrip("\n").split("\n")
    width = max([60] + [columns(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line)) for line in lines])
    w, h = width * CELL + 2 * PAD, len(lines) * LINE + TOP + PAD
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" role="img">')
    print(f"<title>{html.escape(title)}</title>")
    print(f'<rect width="{w:.0f}" height="{h:.0f}" rx="8" fill="#1e2127"/>')
    print("".join(f'<circle cx="{22 + 20 * i}" cy="20" r="6" fill="{c}"/>'
                  for i, c in enumerate(("#e06c75", "#e5c07b", "#98c379"))))
    print('<g font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" fill="#d7dae0"'
          ' xml:space="preserve">')
    for i, line in enumerate(lines):
        for column, text, style in runs(line):
            if text.strip():
                css = "".join(f' {k}="{v}"' for k, v in style.items())
                print(f'<text x="{PAD + column * CELL:.1f}" y="{TOP + i * LINE + 4}"'
                      f' textLength="{columns(text) * CELL:.1f}"{css}>{html.escape(text)}</text>')
    print("</g></svg>")


main()
