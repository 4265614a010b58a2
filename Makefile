# SPDX-License-Identifier: Apache-2.0
# The front door; the real build is CMake with the presets of CMakePresets.json (dev asan tsan fuzz release).
#   P=preset for build and unit (dev)   T=regex of tests   PREFIX, DESTDIR for install   FUZZ_TIME=seconds a target

P ?= dev
T ?= .
PREFIX ?= /usr/local
FUZZ_TIME ?= 60
BIN = build/dev/src/cli/idiolect
ours = $(shell git ls-files -co --exclude-standard '*.c' '*.h' ':!tests/fixtures' ':!tests/golden' | xargs -r ls -d 2>/dev/null)

.DEFAULT_GOAL := build
.PHONY: help deps configure build demo check unit asan tsan fuzz bench bench-learn eval-style format format-check tidy layers headers install uninstall clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t14

deps: ## bring and build all dependencies (once; cached outside this folder)
	@tools/deps.sh

configure:
	@test -f build/$(P)/build.ninja || cmake --preset $(P) $(CMAKE_ARGS)

build: configure ## build preset P (dev)
	@cmake --build --preset $(P)

demo: deps build ## learn from a real author's packages and write specs, at once
	@tools/demo.sh $(BIN)

unit: build ## build and run the tests of preset P (T=regex for some of them)
	@ctest --preset $(P) -R '$(T)'

asan: ## all tests under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory unit P=asan

tsan: ## the threaded tests under ThreadSanitizer
	@$(MAKE) --no-print-directory build P=tsan
	@ctest --preset tsan -L threads

check: deps build ## everything CI runs; the last lines are the test runner's own counts
	@$(MAKE) --no-print-directory layers headers format-check tidy
	@$(MAKE) --no-print-directory tsan
	@$(MAKE) --no-print-directory asan
	@$(MAKE) --no-print-directory unit

fuzz: ## run every fuzz target for FUZZ_TIME seconds (clang)
	@$(MAKE) --no-print-directory build P=fuzz
	@tools/fuzz.sh build/fuzz/fuzz $(FUZZ_TIME)

bench: build ## speeds, as ratios measured in one run
	@tools/bench.sh $(BIN)

bench-learn: build ## learn beside parsing alone on 150 repositories (IDIO_CORPORA: a manifest of them), and one new commit
	@cut -f3 $(IDIO_CORPORA) | bench/learn.sh $(BIN) build/$(P)/bench/raw_parse -

eval-style: build ## how right is the style miner? (docs/results/style.md); IDIO_CORPORA names the repositories
	@eval/style/run.sh $(BIN)

format: ## rewrite our C files with clang-format
	@clang-format -i $(ours)

format-check:
	@clang-format --dry-run -Werror $(ours) && echo "format: $(words $(ours)) files"

tidy: build ## clang-tidy over src/
	@tools/tidy.sh build/dev

layers: ## who may include and call what
	@tools/check-layers.sh . build/dev

headers: configure ## every header compiles alone
	@tools/check-headers.sh build/$(P)

install: ## install the release build below PREFIX
	@$(MAKE) --no-print-directory build P=release
	@cmake --install build/release --prefix $(PREFIX)

uninstall: ## remove what install put there
	@sed 's|^|$(DESTDIR)|' build/release/install_manifest.txt | xargs -d '\n' rm -fv

clean: ## remove the build folders (dependencies stay; see tools/deps.sh dir)
	rm -rf build
