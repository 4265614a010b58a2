#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# All style evaluations (docs/results/style.md has the figures). Results as JSON and text under build/eval.
#
#   eval/style/run.sh [PROGRAM]
#
# IDIO_CORPORA names a list of repositories on this machine: lines of group, owner/name, git directory, tag
# (eval/style/corpora.tsv has the names; corpora.sh clones them). Without it only the planted genomes run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=${1:-build/dev/src/cli/idiolect}
export IDIO_CORPORA=${IDIO_CORPORA:-/work/corpora/manifest.tsv}
export IDIO_EVAL_TOOLS=${IDIO_EVAL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/idiolect/eval}
out=build/eval
mkdir -p "$out"
cmake --build build/dev --target idio_sites >/dev/null
eval/style/setup.sh
python=$IDIO_EVAL_TOOLS/py/bin/python

run() {
    local name=$1
    shift
    echo "== $name"
    "$@" --bin "$bin" --json "$out/$name.json" | tee "$out/$name.txt"
}

run genomes "$python" eval/style/genomes.py
if [ ! -f "$IDIO_CORPORA" ]; then
    echo "skipped: hidden configuration, future commits, author pick, vendored code: no list of repositories at $IDIO_CORPORA"
    echo "         (eval/style/corpora.sh DIR clones them, IDIO_CORPORA=DIR/manifest.tsv names them)"
    exit 0
fi
run hidden "$python" eval/style/hidden.py -v
run future-dev "$python" eval/style/future.py --group dev -v
run future-authors "$python" eval/style/future.py --group authors
run authors-dev "$python" eval/style/authors.py --group dev --crowd crowd
run authors "$python" eval/style/authors.py
cmake --build build/dev --target eval_vendored >/dev/null
for facts in development held-out development-2 held-out-2; do
    build/dev/bench/eval_vendored "$IDIO_CORPORA" "tests/fixtures/vendored/$facts.tsv" | tail -1 | tee "$out/vendored-$facts.txt"
done
