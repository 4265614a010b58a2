#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# learn with real processes: the database that `mpirun -n N idiolect learn` leaves is byte for byte that of one
# process; a rank that is killed or a run that is interrupted loses nothing; messages come once.
#
#   mpirun.sh PROGRAM        exit 77: skipped (built without MPI, or no mpirun)
set -euo pipefail

program=$1
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "failed: $*"; for f in "$dir"/*.err; do echo "--- $f"; cat "$f"; done; exit 1; }
command -v mpirun >/dev/null || skip 'mpirun is missing (make deps brings it)'
[ -f "${program%/*}/../ranks/idio_mpi.so" ] || skip 'this build has no MPI (libopenmpi-dev, configure again)'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME=$dir SOURCE_DATE_EPOCH=1795442400 GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_DATE='1795000000 +0000' GIT_COMMITTER_DATE='1795000000 +0000'
git config --global user.name 'Ada Lovelace'
git config --global user.email ada@example.org
git config --global init.defaultBranch main
# Nothing leaves the machine, and root may.
export OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_btl=self,vader OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# A rank that ends badly is mpirun's to tell, but for our own messages we want to see that they come once. MPI does not
# give back all its memory.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
ranks() { timeout --kill-after=5 "${limit:-120}" mpirun --oversubscribe --quiet -n "$1" "$program" --home "$2" --threads 1 "${@:3}"; }

# Usage: repo NAME FILES
repo() {
    mkdir -p "$dir/code/$1"
    git -C "$dir/code/$1" init -q
    awk -v n="$2" -v dir="$dir/code/$1" 'BEGIN {
        for (i = 0; i < n; i++) {
            file = sprintf("%s/m%d.js", dir, i)
            q = i % 3 ? "\047" : "\""
            printf "const fs = require(%sfs%s)\n\n", q, q >file
            for (k = 0; k < 12; k++)
                printf "// Reads the file number %d of the %s folder.\nfunction readFile%d_%d (path, cb) {\n  if (!path) return cb(new Error(%sno path%s))\n  const list = []\n  fs.readFile(path, %sutf8%s, function (err, data) {\n    if (err) return cb(err)\n    list.push(data)\n    cb(null, list)\n  })\n}\n\n", i, k, i, k, q, q, q, q >file
            close(file)
        }
    }'
    git -C "$dir/code/$1" add -A
    git -C "$dir/code/$1" commit -q -m 'First version'
}
repo one 1; repo two 40; repo three 300; repo four 600
mkdir "$dir/code/unborn"
git -C "$dir/code/unborn" init -q # cannot be learnt
rm "$dir/code/two/m1.js" # not committed: no matter

"$program" --home "$dir/alone" --threads 1 learn "$dir/code" >"$dir/alone.out" 2>"$dir/alone.err" || fail 'one process'
grep -q 'unborn.*failed.*no commits' "$dir/alone.out" || fail 'the broken repository is not reported'
"$program" --home "$dir/alone" profile --all --json >"$dir/alone.json"

# Usage: same NAME
same() {
    cmp "$dir/alone.out" "$dir/$1.out" || fail "$1: other words than alone"
    "$program" --home "$dir/$1" profile --all --json | cmp "$dir/alone.json" - || fail "$1: another profile than alone"
    cmp "$dir/alone/idiolect.db" "$dir/$1/idiolect.db" || fail "$1: another database than alone"
}
for n in 2 3 7; do # 7: more than there are repositories
    ranks $n "$dir/r$n" learn "$dir/code" >"$dir/r$n.out" 2>"$dir/r$n.err" || fail "$n processes"
    same "r$n"
done
echo 'the same bytes from 1, 2, 3 and 7 processes'

# Only rank 0 speaks, and its exit code is that of the run.
! ranks 3 "$dir/none" learn "$dir/nowhere" >"$dir/none.out" 2>"$dir/none.err" || fail 'a folder that is not there was learnt'
[ "$(grep -c '^idiolect:' "$dir/none.err")" = 1 ] || fail 'one message was expected'
[ ! -s "$dir/none.out" ] || fail 'output of a failed run'
[ "$(ranks 3 "$dir/r3" version)" = "$("$program" version)" ] || fail 'a command for one process is run once'
# The mpirun of another MPI: every process would believe itself alone and write.
! PMI_SIZE=2 PMI_RANK=0 "$program" --home "$dir/other" learn "$dir/code" >"$dir/other.out" 2>"$dir/other.err" || fail 'another MPI is accepted'
grep -q 'one of 2 processes, but MPI sees 1' "$dir/other.err" || fail 'another MPI: wrong message'
[ ! -e "$dir/other" ] || fail 'another MPI: something was written'
echo 'one voice'

# Usage: pid_of PARENT RANK
pid_of() {
    local pid
    for pid in $(ps -o pid= --ppid "$1"); do
        if tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$2"; then echo "$pid"; return; fi
    done
    return 1
}

# Killed at several moments, either rank; a run that was quicker is one more proof of the same bytes.
killed=0
for moment in 0.4 0.9 1.6; do
    for victim in 0 1; do
        rm -rf "$dir/k"
        mpirun --oversubscribe -n 2 "$program" --home "$dir/k" --threads 1 learn "$dir/code" >"$dir/k.out" 2>"$dir/k.err" &
        run=$!
        sleep "$moment"
        if pid=$(pid_of $run $victim); then kill -KILL "$pid" 2>/dev/null || true; fi
        ended=0
        timeout 30 tail --pid=$run -f /dev/null || { kill -KILL $run; fail 'a killed rank hangs the run'; }
        wait $run || ended=$?
        if [ $ended -ne 0 ]; then
            killed=$((killed + 1))
            grep -q 'signal 9' "$dir/k.err" || fail 'nobody says that a rank was killed'
        fi
        ranks 2 "$dir/k" learn "$dir/code" >"$dir/k.out" 2>"$dir/k.err" || fail "after killing rank $victim at $moment s"
        "$program" --home "$dir/k" profile --all --json | cmp "$dir/alone.json" - || fail 'a killed run left another profile'
    done
done
echo "$killed of 6 runs were killed, none lost anything"

# Ctrl-C.
rm -rf "$dir/k"
mpirun --oversubscribe -n 2 "$program" --home "$dir/k" --threads 1 learn --force "$dir/code" >"$dir/c.out" 2>"$dir/c.err" &
run=$!
sleep 0.7
kill -TERM $run 2>/dev/null || true
timeout 30 tail --pid=$run -f /dev/null || { kill -KILL $run; fail 'an interrupted run does not end'; }
wait $run || true
[ "$(grep -c '^idiolect:' "$dir/c.err")" -le 1 ] || fail 'interrupted: one message at most'
ranks 2 "$dir/k" learn "$dir/code" >"$dir/k.out" 2>"$dir/k.err" || fail 'after an interrupted run'
"$program" --home "$dir/k" profile --all --json | cmp "$dir/alone.json" - || fail 'an interrupted run left another profile'
echo 'interrupted in order'
