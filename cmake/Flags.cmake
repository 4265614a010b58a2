# SPDX-License-Identifier: Apache-2.0
# Language, warnings, sanitizers, hardening: for every target of ours.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_compile_definitions(_GNU_SOURCE)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g") # asserts stay on: this is the developer's build
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")

# -Wcast-qual is left out: SQLite, Jansson and libgit2 take non-const pointers they do not write through.
set(warnings
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2
  -Wwrite-strings -Wvla -Wundef -Wpointer-arith -Wold-style-definition)
add_compile_options("$<$<COMPILE_LANGUAGE:C>:${warnings}>")
if(IDIO_WERROR)
  add_compile_options("$<$<COMPILE_LANGUAGE:C>:-Werror>")
endif()

if(IDIO_SANITIZE)
  add_compile_options(-fsanitize=${IDIO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${IDIO_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  include(CheckCCompilerFlag)
  foreach(flag IN ITEMS -fstack-clash-protection -fcf-protection)
    string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
    check_c_compiler_flag(${flag} ${have})
    if(${have})
      add_compile_options(${flag})
    endif()
  endforeach()
  if(NOT APPLE)
    add_link_options(-Wl,-z,relro,-z,now -Wl,-z,noexecstack)
  endif()
endif()
if(IDIO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
add_compile_options(-ffunction-sections -fdata-sections)
if(NOT APPLE)
  add_link_options(-Wl,--gc-sections)
endif()

include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
