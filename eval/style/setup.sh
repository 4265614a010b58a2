#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Formatters and linters that the hidden-configuration test re-runs, pinned, in a cache outside the tree. Needed by the
# evaluation only; the program itself uses none of them. clang-format, rubocop and rustfmt are the system's.
set -euo pipefail

dir=${IDIO_EVAL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/idiolect/eval}
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
want=$(cat "$here/requirements.txt" "$0" | sha256sum | cut -d' ' -f1)
mkdir -p "$dir"
if [ "$(cat "$dir/stamp" 2>/dev/null || true)" = "$want" ]; then
    echo "eval: tools are there ($dir)"
    exit 0
fi
python3 -m venv "$dir/py"
"$dir/py/bin/pip" -q install -r "$here/requirements.txt"
(cd "$dir" && { [ -f package.json ] || npm init -y >/dev/null; } &&
    npm install --silent --ignore-scripts prettier@3.6.2 prettier2@npm:prettier@2.8.8 eslint@8.57.1)
command -v clang-format >/dev/null || echo 'eval: no clang-format: apt-get install clang-format'
command -v rubocop >/dev/null || echo 'eval: no rubocop: apt-get install rubocop'
command -v rustfmt >/dev/null || echo 'eval: no rustfmt: apt-get install rustfmt, or rustup component add rustfmt'
echo "$want" >"$dir/stamp"
