#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Privacy is a promise: learning, profiling and writing a spec open no network socket. strace watches every
# process; one socket of the internet families fails the test.
#
#   no_network.sh PROGRAM MODEL|-        exit 77: skipped (no strace, or tracing is not allowed)
set -euo pipefail

program=$1 model=$2
if ! strace -f -qq -e trace=socket true 2>/dev/null; then
    echo 'skipped: strace is missing or may not trace here (make deps brings it)'
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME=$dir IDIOLECT_HOME=$dir/home

mkdir "$dir/code"
for i in 1 2 3 4 5 6; do
    printf "const fs = require('fs')\n\n// Reads the whole file.\nfunction readFile%d (path, cb) {\n  fs.readFile(path, cb)\n}\n" "$i" \
        >"$dir/code/m$i.js"
done

watched() {
    strace -f -qq -e trace=%network -o "$dir/trace" "$@" >"$dir/out" 2>"$dir/err" || {
        cat "$dir/err"
        echo "failed: $*"
        exit 1
    }
    if grep -E 'AF_INET6?|AF_PACKET|AF_NETLINK' "$dir/trace"; then
        echo "the network was used by: $*"
        exit 1
    fi
}

# The watch itself works: this opens a socket and must be seen.
strace -f -qq -e trace=%network -o "$dir/trace" bash -c 'exec 3<>/dev/tcp/127.0.0.1/9' 2>/dev/null || true
grep -q 'AF_INET' "$dir/trace" || { echo 'the watch does not see a socket'; exit 1; }

watched "$program" learn --plain "$dir/code"
watched "$program" profile --json
watched "$program" spec --engine rules 'write a helper that reads a file and returns its lines'
if [ "$model" != - ] && [ -f "$model" ]; then
    watched "$program" --threads 1 spec --engine model --model "$model" 'write a helper that reads a file'
else
    echo 'the model engine was not watched: no model file'
fi
watched "$program" approve
echo 'no network socket was opened'
