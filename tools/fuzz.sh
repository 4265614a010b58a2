#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs every libFuzzer program for some seconds, starting from fuzz/corpus/NAME; new inputs go to build/fuzz/found/NAME,
# crashes to build/fuzz/crashes (copy the fixed ones into fuzz/corpus/NAME). Run by `make fuzz`.
#
#   tools/fuzz.sh DIR_OF_PROGRAMS SECONDS [NAME_REGEX]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
programs=$1 seconds=$2 only=${3:-.}
mkdir -p build/fuzz/crashes
ran=0 failed=0
for program in "$programs"/fuzz_*; do
    [ -x "$program" ] || continue
    name=${program##*/fuzz_}
    grep -qE "$only" <<<"$name" || continue
    found=build/fuzz/found/$name corpus=fuzz/corpus/$name
    mkdir -p "$found"
    [ -d "$corpus" ] || corpus=
    printf 'fuzz: %s, %s s\n' "$name" "$seconds"
    # shellcheck disable=SC2086
    "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="build/fuzz/crashes/$name-" "$found" $corpus || failed=$((failed + 1))
    ran=$((ran + 1))
done
printf 'fuzz: %d targets, %d failed\n' "$ran" "$failed"
[ "$ran" -gt 0 ] && [ "$failed" -eq 0 ]
