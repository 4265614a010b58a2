# SPDX-License-Identifier: Apache-2.0
# The vocabulary of our CMakeLists.txt files: idio_library, idio_test, idio_fuzz, idio_embed, idio_man,
# idio_completions.

include(GNUInstallDirs)

# idio_library(NAME SOURCES a.c … [DEPS idio_base …] [PRIVATE_DEPS deps::x …])
#
# Static library idio_NAME. Ours (DEPS) are passed on to whoever links it; third parties (PRIVATE_DEPS) are linked
# but their headers stay invisible outside, which is how the layers are kept (the rest: tools/check-layers.sh).
function(idio_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS;PRIVATE_DEPS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "idio_library(${name}): SOURCES missing, or not understood: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_library(idio_${name} STATIC ${arg_SOURCES})
  target_include_directories(idio_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
  target_link_libraries(idio_${name} PUBLIC ${arg_DEPS} PRIVATE ${arg_PRIVATE_DEPS})
endfunction()

# What a sanitizer finds must fail the test, with a stack.
set(IDIO_TEST_ENVIRONMENT
  "ASAN_OPTIONS=abort_on_error=0:detect_leaks=1:strict_string_checks=1"
  "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
  "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1"
  "LC_ALL=C.UTF-8" "TZ=UTC")

# idio_test(NAME SOURCES … [DEPS …] [LABELS unit|ref|hostile|e2e|threads …] [TIMEOUT seconds] [ARGS …])
#
# cmocka program build/<preset>/tests/test_NAME, run by CTest as NAME. Sees IDIO_SOURCE_DIR and IDIO_BINARY_DIR.
# Without LABELS it is a unit test.
function(idio_test name)
  if(NOT IDIO_TESTS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPS;LABELS;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "idio_test(${name}): SOURCES missing, or not understood: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(test_${name} ${arg_SOURCES})
  target_include_directories(test_${name} PRIVATE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/tests"
    "${CMAKE_BINARY_DIR}/generated")
  target_compile_definitions(test_${name} PRIVATE
    IDIO_SOURCE_DIR="${CMAKE_SOURCE_DIR}" IDIO_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE ${arg_DEPS} deps::cmocka)
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME ${name} COMMAND test_${name} ${arg_ARGS} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 900)
  endif()
  set_tests_properties(${name} PROPERTIES
    LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${IDIO_TEST_ENVIRONMENT}")
  if("model" IN_LIST arg_LABELS)
    # ggml's threads wait for each other by spinning: two such tests at once on two cores take ten times as long.
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()

# idio_fuzz(NAME SOURCES … [DEPS …])
#
# SOURCES define LLVMFuzzerTestOneInput. Preset `fuzz`: libFuzzer program build/fuzz/fuzz/fuzz_NAME. Any other preset: the
# same code replays fuzz/corpus/NAME as a CTest test, so that a once found crash stays found without clang.
function(idio_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  if(NOT IDIO_FUZZ AND NOT IDIO_TESTS)
    return()
  endif()
  add_executable(fuzz_${name} ${arg_SOURCES})
  target_include_directories(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
  target_link_libraries(fuzz_${name} PRIVATE ${arg_DEPS})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
  target_compile_options(fuzz_${name} PRIVATE -Wno-missing-prototypes)
  if(IDIO_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}/fuzz/replay.c")
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} "${CMAKE_SOURCE_DIR}/fuzz/corpus/${name}")
    set_tests_properties(fuzz_${name} PROPERTIES
      LABELS "fuzz;hostile" TIMEOUT 300 ENVIRONMENT "${IDIO_TEST_ENVIRONMENT}")
  endif()
endfunction()

# idio_embed(TARGET PREFIX [BASE dir] FILES …)
#
# Puts files into TARGET: `const struct idio_embedded PREFIX_files[]` (base/embed.h; ends with a NULL path; sorted by
# path, which is relative to BASE, else to the top of the source tree), and each file as `PREFIX_<path>` and
# `PREFIX_<path>_size`, the path with everything but letters and digits turned into "_". Declarations:
# #include "embed/PREFIX.h". A NUL follows each file's data and is not counted in its size.
function(idio_embed target prefix)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BASE" "FILES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_FILES)
    message(FATAL_ERROR "idio_embed(${target} ${prefix}): FILES missing, or not understood: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_BASE)
    set(arg_BASE "${CMAKE_SOURCE_DIR}")
  endif()
  get_filename_component(arg_BASE "${arg_BASE}" ABSOLUTE)
  set(files "")
  foreach(file IN LISTS arg_FILES)
    get_filename_component(file "${file}" ABSOLUTE)
    list(APPEND files "${file}")
  endforeach()
  set(out "${CMAKE_BINARY_DIR}/generated/embed/${prefix}")
  file(WRITE "${out}.list.new" "${files}")
  file(COPY_FILE "${out}.list.new" "${out}.list" ONLY_IF_DIFFERENT)
  add_custom_command(
    OUTPUT "${out}.c" "${out}.h" "${out}.data.S"
    COMMAND "${CMAKE_COMMAND}" -DPREFIX=${prefix} "-DBASE=${arg_BASE}" "-DOUT=${out}" -P "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${files} "${out}.list" "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${prefix}" VERBATIM)
  target_sources(${target} PRIVATE "${out}.c" "${out}.h" "${out}.data.S")
endfunction()

# idio_man(page.1.scd …): builds ${CMAKE_BINARY_DIR}/man/page.1 with scdoc, and installs it.
function(idio_man)
  find_program(IDIO_SCDOC scdoc)
  if(NOT IDIO_SCDOC)
    message(STATUS "scdoc not found: no manual pages (run `make deps`)")
    return()
  endif()
  set(pages "")
  foreach(source IN LISTS ARGN)
    get_filename_component(source "${source}" ABSOLUTE)
    get_filename_component(page "${source}" NAME_WLE)
    string(REGEX REPLACE "^.*\\." "" section "${page}")
    set(out "${CMAKE_BINARY_DIR}/man/${page}")
    add_custom_command(OUTPUT "${out}"
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${CMAKE_BINARY_DIR}/man"
      COMMAND sh -c "\"$1\" <\"$2\" >\"$3.tmp\" && mv \"$3.tmp\" \"$3\"" sh "${IDIO_SCDOC}" "${source}" "${out}"
      DEPENDS "${source}" COMMENT "Manual page ${page}" VERBATIM)
    install(FILES "${out}" DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}")
    list(APPEND pages "${out}")
  endforeach()
  add_custom_target(man ALL DEPENDS ${pages})
endfunction()

# idio_completions(idiolect): asks the built program for its shell completions (`help --completion SHELL`) and
# installs them where bash, zsh and fish look.
function(idio_completions program)
  set(dir "${CMAKE_BINARY_DIR}/completions")
  set(outputs "")
  foreach(pair IN ITEMS
      "bash=${CMAKE_INSTALL_DATADIR}/bash-completion/completions=${program}"
      "zsh=${CMAKE_INSTALL_DATADIR}/zsh/site-functions=_${program}"
      "fish=${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d=${program}.fish")
    string(REPLACE "=" ";" parts "${pair}")
    list(GET parts 0 shell)
    list(GET parts 1 destination)
    list(GET parts 2 file)
    set(out "${dir}/${shell}/${file}")
    add_custom_command(OUTPUT "${out}"
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${dir}/${shell}"
      COMMAND sh -c "\"$1\" help --completion \"$2\" >\"$3.tmp\" && mv \"$3.tmp\" \"$3\"" sh
        "$<TARGET_FILE:${program}>" ${shell} "${out}"
      DEPENDS ${program} COMMENT "Completion for ${shell}" VERBATIM)
    install(FILES "${out}" DESTINATION "${destination}")
    list(APPEND outputs "${out}")
  endforeach()
  add_custom_target(completions ALL DEPENDS ${outputs})
endfunction()
