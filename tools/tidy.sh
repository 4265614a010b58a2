#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# clang-tidy over our own C files below src/, in parallel, with the flags of the dev build. Files whose text,
# headers and settings have not changed since they were last found clean are skipped: a full pass takes minutes.
#
#   tools/tidy.sh [BUILD_DIR]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build/dev}
[ -f "$build/compile_commands.json" ] || { echo "tidy: no $build/compile_commands.json; run 'make build'" >&2; exit 1; }

export build stamps=$build/tidy
mkdir -p "$stamps"
# Any header of ours may matter to any file; the settings and the compiler flags always do.
common=$({ cat .clang-tidy tools/tidy.{h,sh} "$build/compile_commands.json" "$build/generated/idio_config.h"
    find src -name '*.h' -print0 | sort -z | xargs -0 cat; } | sha256sum)
export common

one() {
    local stamp key out
    stamp=$stamps/${1//\//_}
    key=$({ printf '%s' "$common"; cat "$1"; } | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$key" ] || return 0
    local know=(--extra-arg=-include --extra-arg="$PWD/tools/tidy.h")
    [ "$1" != src/base/err.c ] || know=() # the one that defines what tidy.h wraps
    if ! out=$(clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option "${know[@]}" "$1" 2>&1); then
        printf 'tidy: %s\n%s\n' "$1" "$(grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -header-filter' <<<"$out")"
        return 1
    fi
    printf '%s\n' "$key" >"$stamp"
}
export -f one

mapfile -t files < <(jq -r '.[].file' "$build/compile_commands.json" | grep "^$PWD/src/.*\.c$" | sed "s|^$PWD/||" | sort -u)
printf '%s\n' "${files[@]}" | xargs -r -P"$(nproc)" -n1 bash -c 'one "$1"' _ ||
    { echo 'tidy: findings above'; exit 1; }
printf 'tidy: %d files clean\n' "${#files[@]}"
