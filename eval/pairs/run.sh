#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How natural and how varied are made prompts? Makes them from the units of repositories, and measures them beside
# real ones (docs/results/pairs.md, "Prompts").
#
#   eval/pairs/run.sh REAL_GIT_DIR OUT_DIR REPOSITORY...
#
# REAL_GIT_DIR is a repository with checkpoints of a coding agent (refs entire/*): statistics are taken of its prompts,
# nothing else. They are split in two by checkpoint; the grammar was tuned on `tune`, figures count on `report`.
# "_req" are those that ask for code (a verb of change among the first 15 words, no pasted shell), "masked" is without
# subject matter (mask.py): two projects can be told apart by their nouns, whoever wrote about them.
set -euo pipefail

[ $# -ge 3 ] || { sed -n '3,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${IDIO_PROMPTS:-$here/../../build/dev/eval/pairs/idio_prompts}
real=$1 out=$2
shift 2
mkdir -p "$out/subjects"

repositories=()
: >"$out/subjects.txt"
for repository in "$@"; do
    subjects=$out/subjects/$(echo "$repository" | tr / +).txt
    git -C "$repository" log --no-merges --format=%s 2>/dev/null |
        grep -E '^[A-Z][a-z]+ ([^ ]+ ){2,12}[^ ]+$' |
        grep -viE '^(bump|release|version|merge|revert)|http|#[0-9]+' | head -400 >"$subjects" || true
    cat "$subjects" >>"$out/subjects.txt"
    repositories+=("$repository=$subjects")
done
jq -Rc . "$out/subjects.txt" >"$out/subjects.jsonl"
"$program" prompts "${repositories[@]}" >"$out/made.jsonl"
python3 "$here/real.py" "$real" "$out"
for f in made tune report tune_req report_req subjects; do
    python3 "$here/mask.py" "$out/$f.jsonl" "$out/$f.masked.jsonl"
done
"$program" measure "$out"/{made,tune,report,tune_req,report_req,subjects}.jsonl
"$program" measure "$out"/{made,tune,report,tune_req,report_req,subjects}.masked.jsonl
echo 'the same of commit subjects, which people wrote about the same code:'
"$program" measure "$out"/{subjects,report,report_req}.jsonl
"$program" measure "$out"/{subjects,report,report_req}.masked.jsonl
echo 'and of the two halves of the real ones:'
"$program" measure "$out"/{tune,report}.jsonl
python3 "$here/rates.py" "$out"/{made,tune,report,report_req}.jsonl
