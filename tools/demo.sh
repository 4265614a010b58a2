#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The tour: learn from real code, show what was learnt, turn three messy requests into specs.
#
#   tools/demo.sh PROGRAM            22 published packages of one author, and this project's own history
#   DEMO=~/code tools/demo.sh PROGRAM      your own repositories instead
#
# Everything it writes goes to build/demo (IDIOLECT_HOME), so it never touches a profile of yours.
set -euo pipefail

bin=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export IDIOLECT_HOME=$PWD/build/demo
deps=$(tools/deps.sh dir)

bold=$'\e[1m' plain=$'\e[0m'
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || bold='' plain=''
step() {
    printf '\n%s== %s%s\n' "$bold" "$1" "$plain"
}
run() {
    printf '%s$ idiolect' "$bold"
    printf ' %q' "$@"
    printf '%s\n' "$plain"
    "$bin" "$@"
}

if [ -n "${DEMO:-}" ]; then
    step "Learning from $DEMO"
    run learn "$DEMO"
    step 'What was learnt'
    run profile
    step 'A request becomes a spec'
    run spec --explain 'quick helper that reads a config file and returns the settings, must not crash when the file is missing'
    printf '\nYour turn:  IDIOLECT_HOME=%q %q spec --explain "..."\n' "$IDIOLECT_HOME" "$bin"
    exit 0
fi

step 'Learning from 22 published packages of one author (no git needed)'
printf '%s$ idiolect learn --plain %s/demo/*/%s\n' "$bold" "$deps" "$plain"
"$bin" learn --plain "$deps"/demo/*/
if git rev-parse --verify -q HEAD >/dev/null 2>&1; then
    step "Learning from this project's own history"
    run learn --author "$(git log -1 --format=%ae)" .
fi

step 'What was learnt: JavaScript'
run profile --language javascript

step 'Request 1: messy, but clear'
run spec --explain --language javascript 'can u write a helper that takes a readable stream n returns everything as one buffer? must not use any dependencies, and call back only once'

step 'Request 2: what is ruled out is kept apart from what is inferred'
run spec --explain --language javascript 'need retry w/ exponential backoff around an async function, at most 5 attempts, no promises. plus tests'

step 'Request 3: vague, so it asks'
run spec --explain --language javascript 'make it faster and add caching somewhere'

if "$bin" version --build-options | grep -q '^llama.*off'; then
    printf '\nThe model engine is not built in (IDIO_LLAMA=OFF); skipped.\n'
else
    step 'Request 1 again, text by the small model (SmolLM2-135M, on this machine)'
    run spec --engine model --language javascript 'can u write a helper that takes a readable stream n returns everything as one buffer? must not use any dependencies, and call back only once'
fi

step 'Approve it: the approval is bound to the hash of the spec'
run approve 1
run log
printf '\nGo on:  IDIOLECT_HOME=%q %q help\n' "$IDIOLECT_HOME" "$bin"
