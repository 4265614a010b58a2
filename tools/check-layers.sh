#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Keeps the architecture: who may include whom, where third-party headers may appear, what code below the command
# line must not do, which functions nobody may call. About a second; run by `make layers`.
#
#   tools/check-layers.sh [SOURCE_DIR] [BUILD_DIR]
#
# Text rules look at the code with comments and string contents blanked, so that prose may mention anything. With
# a build folder, writable globals are looked for in the object files.
set -euo pipefail

root=${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
build=${2:-$root/build/dev}
cd "$root"

engines='store|corpus|style|spec|pairs|train|infer|agent|ranks'
failures=0
code=$(mktemp)
trap 'rm -f "$code" "$code".*' EXIT

# One line per source line: PATH:LINE:CODE. The file names of #include lines survive.
find src -name '*.c' -o -name '*.h' | sort | xargs perl -e '
    for my $path (@ARGV) {
        open my $in, "<", $path or die "$path: $!\n";
        my $text = do { local $/; <$in> };
        $text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])*\x27)}
                  {defined $1 ? $1 =~ tr/\n//cdr : $2}gsex;
        my $n = 0;
        for my $line (split /\n/, $text, -1) {
            $n++;
            $line =~ s/"(?:\\.|[^"\\])*"/""/g unless $line =~ /^\s*#\s*include/;
            print "$path:$n:$line\n" if $line =~ /\S/;
        }
    }' >"$code"

# Usage: rule MESSAGE WHERE EXCEPT PATTERN   Perl regexes: WHERE and EXCEPT on the path, PATTERN on the code.
rule() {
    WHERE=$2 EXCEPT=$3 PATTERN=$4 perl -ne '
        my ($path, $line, $code) = /^([^:]+):(\d+):(.*)$/ or next;
        next if $path !~ /$ENV{WHERE}/ or ($ENV{EXCEPT} ne "" and $path =~ /$ENV{EXCEPT}/);
        print "  $path:$line: $code\n" if $code =~ /$ENV{PATTERN}/;
    ' "$code" >"$code.hits"
    [ -s "$code.hits" ] || return 0
    failures=$((failures + $(wc -l <"$code.hits")))
    printf 'layers: %s\n' "$1"
    cat "$code.hits"
}

# --- our own headers: base <- types <- engines <- core <- cli

inc='^\s*#\s*include\s*"'
rule 'base includes only base' '^src/base/' '' "${inc}(types|core|cli|$engines)/"
rule 'types include only base and types' '^src/types/' '' "${inc}(core|cli|$engines)/"
rule 'engines and core do not include what lies above them' "^src/($engines|core)/" '' "${inc}cli/"
rule 'an engine does not include core' "^src/($engines)/" '' "${inc}core/"
for engine in ${engines//|/ }; do
    rule "an engine includes no other engine ($engine); joining is core's work" "^src/$engine/" '' \
        "${inc}(?!$engine/)($engines)/"
done
rule 'includes are written from src/, without ..' '^src/' '' "${inc}\.\./"

# --- third-party headers: one home each

home() { rule "<$1> belongs to $2 only" '^src/' "$2" "^\\s*#\\s*include\\s*[<\"]($1)"; }
home 'git2\b' '^src/corpus/'
home 'tree_sitter/|idio_grammars' '^src/corpus/'
home 'sqlite3' '^src/store/'
home 'llama\.h|ggml|gguf|llguidance' '^src/infer/'
home 'structured\.h' '^src/spec/'
home 'toml\.h' '^src/base/toml'
home 'curl/' '^src/agent/'
home 'jansson' '^src/base/json'
home 'pcre2' '^src/base/regex'
home 'openssl/|xxhash' '^src/base/hash'
home 'utf8proc' '^src/base/utf8'
home 'mpi\.h' '^src/ranks/'
home 'zlib' '^src/pairs/'

# --- below cli: no printing, ending, environment (base/proc.c starts children: it may prepare theirs)

below='^src/(?!cli/)'
call() { printf '(?<![\\w.>])(?:%s)\\s*\\(' "$1"; }
rule 'only cli ends the program' "$below" '^src/base/proc\.c' "$(call 'exit|_exit|_Exit|quick_exit|abort|atexit')"
rule 'only cli prints' "$below" '' "$(call 'printf|vprintf|puts|putchar|perror')|\\b(?:stdout|stderr)\\b"
rule 'only cli writes to the standard streams' "$below" '^src/base/proc\.c' '\b(?:STDOUT|STDERR)_FILENO\b'
rule 'only cli reads the environment and the working folder' "$below" '^src/base/proc\.c' \
    "$(call 'getenv|secure_getenv|setenv|putenv|unsetenv|getcwd|get_current_dir_name|chdir|fchdir|setlocale')|\\benviron\\b"

# --- everywhere

rule 'memory comes from base/alloc.h' '^src/' '^src/base/alloc\.c' \
    "$(call 'malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|aligned_alloc|posix_memalign')"
rule 'banned: no bound on the result, or no error' '^src/' '' \
    "$(call 'strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|scanf|fscanf|sscanf|strtok|atoi|atol|atoll|atof|alloca')"
rule 'banned: hidden shared state' '^src/' '' \
    "$(call 'rand|srand|random|drand48|localtime|gmtime|ctime|asctime|tmpnam|tempnam|mktemp|getpwuid|getpwnam|signal')"
rule 'only cli loads code' '^src/' '^src/cli/' "$(call 'dlopen|dlmopen')"
rule 'banned: shells (use base/proc.h)' '^src/' '' "$(call 'system|popen|wordexp')"

# --- writable globals below cli, as the compiler saw them

# Allowed: the failure-injection counters of the allocator gate, and what guards the start of a library that keeps
# globals of its own (llama.cpp, libgit2): pthread_once flags, backend_lock; rules that are compiled once from embedded
# data and never change afterwards (corpus).
allowed='libidio_base\.a\(alloc\.c\.o\)$|^([a-z_]+_)?once(\.[0-9]+)? |^backend_lock |^(own_)?(rules|text) libidio_corpus'
if compgen -G "$build/src/*/libidio_*.a" >/dev/null; then
    for lib in "$build"/src/*/libidio_*.a; do
        case $lib in */cli/*) continue ;; esac
        objdump -t "$lib" | awk -v lib="$(basename "$lib")" '
            $0 ~ /file format/ { object = $1; sub(/:$/, "", object) }
            { for (i = 1; i < NF; i++) if ($i ~ /^\.(bss|data)(\.|$)/ && $i !~ /^\.data\.rel\.ro/ && $(i - 1) ~ /O/)
                print $NF, lib "(" object ")" }'
    done | grep -vE "$allowed" | grep -vE '^(__|\.L|_?\.?asan|__sanitizer)' >"$code.globals" || true
    if [ -s "$code.globals" ]; then
        echo 'layers: no writable globals below cli (pass a context instead)'
        sed 's/^/  /' "$code.globals"
        failures=$((failures + $(wc -l <"$code.globals")))
    fi
fi

if [ "$failures" -gt 0 ]; then
    printf 'layers: %d violations\n' "$failures"
    exit 1
fi
printf 'layers: %d files, no violations\n' "$(cut -d: -f1 "$code" | sort -u | wc -l)"
