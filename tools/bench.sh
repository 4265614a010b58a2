#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Speeds, each beside its yardstick from the same run: machines differ and are noisy, so read the ratios.
#
#   tools/bench.sh PROGRAM                         with the demo packages
#   BENCH_REPOS="A B ..." tools/bench.sh PROGRAM   with these git repositories
set -euo pipefail

bin=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
threads=${BENCH_THREADS:-$(nproc)}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export IDIOLECT_HOME=$home/idiolect

now() { date +%s.%N; }
# seconds WHAT COMMAND...: median of 5 runs, in milliseconds
median_ms() {
    local what=$1 i t0 t1
    shift
    for i in 1 2 3 4 5; do
        t0=$(now)
        "$@" >/dev/null 2>&1
        t1=$(now)
        awk -v a="$t0" -v b="$t1" 'BEGIN { print (b - a) * 1000 }'
    done | sort -n | awk -v what="$what" 'NR == 3 { printf "%-44s %8.1f ms (median of 5)\n", what, $1 }'
}

echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $threads threads"
"$bin" version

median_ms 'start-up: true (yardstick)' true
median_ms 'start-up: idiolect version' "$bin" version

repos=(${BENCH_REPOS:-})
if [ ${#repos[@]} -gt 0 ]; then
    echo "learn: ${#repos[@]} repositories"
    build/dev/bench/raw_parse "$threads" "${repos[@]}" # warms the cache, too
    t0=$(now)
    /usr/bin/time -f 'learn: peak memory %M KiB, cpu %U+%S s, wall %e s' \
        "$bin" --threads "$threads" learn --all-authors --json "${repos[@]}" >"$home/report.json" 2>"$home/time"
    t1=$(now)
    cat "$home/time"
    jq -r --argjson s "$(awk -v a="$t0" -v b="$t1" 'BEGIN { print b - a }')" \
        '"learn: \(.files) files of \(.tracked) tracked, \(.files / $s | floor) files/s; scorer \(.scorer)"' "$home/report.json"
    median_ms 'learn again, nothing new' "$bin" learn --all-authors "${repos[@]}"
    "$bin" --threads 1 --home "$home/one" learn --all-authors -q "${repos[@]}" >/dev/null
    if cmp -s <("$bin" profile --all --json) <("$bin" --home "$home/one" profile --all --json); then
        echo 'profile: same bytes with 1 thread'
    else
        echo 'profile: DIFFERENT bytes with 1 thread'
        exit 1
    fi
else
    "$bin" learn -q --plain "$(tools/deps.sh dir)"/demo/*/ >/dev/null
fi
median_ms 'spec, rules engine' "$bin" spec --no-save --engine rules 'write a helper that takes a stream and returns one buffer, must not use dependencies'
