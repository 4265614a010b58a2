#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prompts without their subject matter: what is left is how people ask.

    mask.py IN.jsonl OUT.jsonl

Function words and the words that requests are made of stay; other words become x with their ending (xs, xed, xing,
xly), code becomes `id`, paths `path`, numbers `0`. Two sets of prompts about different projects can then be compared
by their wording; unmasked, a classifier tells them apart by the projects.
"""
import json
import re
import sys

KEPT = set("""
a an the this that these those it its they them their we us our you your u i me my he she who what which when where why how
and or but so if then else because since while though as than too also just only even still already again yet now here there
of in on at to from into with without by for about over under after before between through up down out off like per via
is are was were be been being am do does did done doing have has had having can could should would will shall may might must
not no yes yeah yep ok okay right sure fine good great nice cool better best well maybe perhaps probably actually basically
let lets please pls thanks thx hi hey sorry hmm oh btw all any some each every both other another one two three more most
less few lot bit thing things stuff something anything nothing everything somebody same new first last next want need make
made add added fix use used using get got give see look think know seems feel try keep put take go going way idea sense
question case want wants needs needed help might im id ill ive dont doesnt didnt cant couldnt shouldnt isnt arent wont thats
whats theres lets don doesn didn can couldn shouldn isn aren won ll ve re s t d m
""".split())
TOKEN = re.compile(r"`[^`\n]*`|https?://\S+|[\w./@~-]*/[\w./@~-]+|\w+(?:[._]\w+)+(?:\(\))?|\w+\(\)|[A-Za-z]+|\d+|.", re.S)


def mask(token):
    if token[0] == "`" and len(token) > 1 or re.search(r"\w[._]\w|\(\)", token) and "/" not in token:
        return "id"
    if "/" in token and len(token) > 1:
        return "path"
    if token.isdigit():
        return "0"
    if not token.isalpha():
        return token
    if re.search(r"[a-z][A-Z]", token):
        return "id"
    if token.lower() in KEPT:
        return token
    word = "x" + next((e for e in ("ing", "ed", "ly", "s") if token.lower().endswith(e) and len(token) > 4), "")
    return word.capitalize() if token[0].isupper() else word


def main():
    with open(sys.argv[2], "w", encoding="utf8") as out:
        for line in open(sys.argv[1], encoding="utf8"):
            out.write(json.dumps("".join(mask(t) for t in TOKEN.findall(json.loads(line)))) + "\n")


main()
