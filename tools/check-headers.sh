#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every header of ours compiles alone: it includes what it uses and has a guard. Run by `make headers`.
#
#   tools/check-headers.sh [BUILD_DIR]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build/dev}

deps=$(tools/deps.sh dir)
export flags="-std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Isrc -I$build/generated
    -isystem $deps/treesitter/include -isystem $deps/llama/include -isystem $deps/structured/include"
one() {
    # Twice in one file: the guard is tested too.
    # shellcheck disable=SC2086
    printf '#include "%s"\n#include "%s"\nextern int idio_not_empty;\n' "${1#src/}" "${1#src/}" |
        gcc $flags -x c -fsyntax-only - || { echo "headers: $1 does not compile alone"; exit 1; }
}
export -f one
count=$(find src -name '*.h' | wc -l)
find src -name '*.h' -print0 | sort -z | xargs -0 -r -n1 -P"$(nproc)" bash -c 'one "$1"' _
printf 'headers: %d compile alone\n' "$count"
