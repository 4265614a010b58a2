#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What `learn` costs beside parsing alone, on many repositories of about 60 source files, and what one
# new commit costs. CPU time (user + system) is the figure to compare: walls tell how busy the machine
# is (its load is printed).
#
#   bench/learn.sh PROGRAM RAW_PARSE GIT_DIRECTORY...   (or - : directories on standard input)
#
# Of the directories those are taken that have nearest to BENCH_FILES (60) source files at HEAD,
# BENCH_REPOS (150) of them, as bare clones that share the objects, with all of their history, in
# BENCH_CORPUS (a folder outside the tree). BENCH_ONE: directories for the new commit, each learnt
# alone at the commit before HEAD and then at HEAD; by default three of the corpus.
set -euo pipefail

bin=$(realpath "$1")
raw=$(realpath "$2")
shift 2
[ "${1:-}" = - ] && mapfile -t dirs || dirs=("$@")
want=${BENCH_REPOS:-150}
files=${BENCH_FILES:-60}
threads=${BENCH_THREADS:-2}
corpus=${BENCH_CORPUS:-${XDG_CACHE_HOME:-$HOME/.cache}/idiolect/bench-learn}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

count() { # source files at HEAD
    git -C "$1" ls-tree -r --name-only HEAD 2>/dev/null |
        grep -cE '\.(c|h|cc|cpp|hpp|py|js|ts|tsx|go|rs|sh|rb|php|java|cs)$' || true
}
# run WHAT COMMAND...: prints wall, CPU and peak memory; leaves CPU seconds in $cpu
run() {
    local what=$1
    shift
    /usr/bin/time -o "$home/time" -f '%e %U %S %M' "$@" >"$home/out" 2>"$home/err" ||
        { tail -3 "$home/err"; return 1; }
    read -r wall user sys memory <"$home/time"
    cpu=$(awk -v u="$user" -v s="$sys" 'BEGIN { print u + s }')
    printf '%-40s cpu %7.2f s  wall %7.2f s  memory %4d MiB\n' "$what" "$cpu" "$wall" $((memory / 1024))
}
clone() { # DIRECTORY: path of its clone
    local to
    to=$corpus/$(sed 's#/\.git/*$##; s#/repo/*$##; s#.*/##' <<<"$1")
    [ -d "$to" ] || git clone -q --bare --shared "$1" "$to"
    echo "$to"
}

mkdir -p "$corpus"
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
mapfile -t chosen < <(
    for d in "${dirs[@]}"; do
        n=$(count "$d")
        [ "$n" -gt 0 ] && echo "$((n > files ? n - files : files - n)) $n $d"
    done | sort -n | head -n "$want"
)
repos=() total=0
for line in "${chosen[@]}"; do
    read -r _ n dir <<<"$line"
    repos+=("$(clone "$dir")")
    total=$((total + n))
done
echo "corpus: ${#repos[@]} repositories, $total source files at HEAD"
one=(${BENCH_ONE:-})
[ ${#one[@]} -gt 0 ] || for d in "${repos[@]:0:3}"; do one+=("$d"); done

"$raw" "$threads" "${repos[@]}" >/dev/null # warms the page cache
"$raw" "$threads" "${repos[@]}" | tee "$home/raw"
parse=$(sed -n 's/.*cpu read+parse \([0-9.]*\).*/\1/p' "$home/raw")
run "learn, cold, $threads threads" "$bin" --home "$home/many" --threads "$threads" learn -q \
    --all-authors --json "${repos[@]}"
jq -r '"  \(.files) files of \(.tracked) tracked, scorer of \(.scorer.rows) rows"' "$home/out"
awk -v l="$cpu" -v p="$parse" 'BEGIN { printf "  learn / (read + parse), CPU: %.2f\n", l / p }'
run 'learn again, nothing new' "$bin" --home "$home/many" learn -q --all-authors "${repos[@]}"

# The same files in one commit each: what is left is observation, counting and training.
flat=()
for repo in "${repos[@]}"; do
    to=$corpus/flat/$(basename "$repo")
    [ -d "$to" ] || git clone -q --bare --shared "$repo" "$to"
    git -C "$to" update-ref --no-deref HEAD "$(GIT_AUTHOR_DATE=1700000000Z GIT_COMMITTER_DATE=1700000000Z git \
        -C "$to" -c user.name=a -c user.email=a@example.com commit-tree -m all 'HEAD^{tree}')"
    flat+=("$to")
done
run 'learn, cold, without histories' "$bin" --home "$home/flat" --threads "$threads" learn -q \
    --all-authors --json "${flat[@]}"
awk -v l="$cpu" -v p="$parse" 'BEGIN { printf "  learn / (read + parse), CPU: %.2f\n", l / p }'

for dir in "${one[@]}"; do
    repo=$(clone "$dir")
    name=$(basename "$repo")
    head=$(git -C "$repo" rev-parse HEAD)
    branch=$(git -C "$repo" symbolic-ref -q HEAD || true)
    git -C "$repo" update-ref --no-deref HEAD "$head~1"
    run "$name, cold" "$bin" --home "$home/$name" --threads "$threads" learn -q "$repo"
    git -C "$repo" update-ref --no-deref HEAD "$head"
    for _ in 1 2 3; do
        rm -rf "$home/copy"
        cp -r "$home/$name" "$home/copy"
        run "$name, one new commit" "$bin" --home "$home/copy" --threads "$threads" learn -q "$repo"
    done
    [ -z "$branch" ] || git -C "$repo" symbolic-ref HEAD "$branch"
done
