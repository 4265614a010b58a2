# SPDX-License-Identifier: Apache-2.0
# Every third-party library as an imported target deps::NAME. Nothing is downloaded here: system libraries come
# from pkg-config, the rest from the cache that `make deps` (tools/deps.sh) fills. All that is missing is named at once.

if(DEFINED ENV{IDIO_DEPS_DIR})
  set(default_deps "$ENV{IDIO_DEPS_DIR}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(default_deps "$ENV{XDG_CACHE_HOME}/idiolect/deps")
else()
  set(default_deps "$ENV{HOME}/.cache/idiolect/deps")
endif()
set(IDIO_DEPS_DIR "${default_deps}" CACHE PATH "Where tools/deps.sh puts what it builds")
set(IDIO_LLAMA ON CACHE STRING "ON: llama.cpp built by `make deps`; SYSTEM: the system's libllama; OFF: rules engine only")
set_property(CACHE IDIO_LLAMA PROPERTY STRINGS ON SYSTEM OFF)

set(IDIO_MISSING "")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
add_library(deps::threads ALIAS Threads::Threads)

# deps::NAME from a pkg-config module; its version lands in IDIO_VERSION_NAME.
function(idio_pkgconfig name module)
  pkg_check_modules(PC_${name} QUIET IMPORTED_TARGET GLOBAL "${module}")
  if(PC_${name}_FOUND)
    add_library(deps::${name} ALIAS PkgConfig::PC_${name})
    set(IDIO_VERSION_${name} "${PC_${name}_VERSION}" PARENT_SCOPE)
  else()
    set(IDIO_MISSING "${IDIO_MISSING}\n  ${name} (pkg-config: ${module})" PARENT_SCOPE)
  endif()
endfunction()

# Sets VAR if FILE is in the cache, else notes it as missing.
function(idio_cached var file)
  if(EXISTS "${IDIO_DEPS_DIR}/${file}")
    set(${var} "${IDIO_DEPS_DIR}/${file}" PARENT_SCOPE)
  else()
    set(IDIO_MISSING "${IDIO_MISSING}\n  ${IDIO_DEPS_DIR}/${file}" PARENT_SCOPE)
  endif()
endfunction()

idio_pkgconfig(git2 "libgit2>=1.5")
idio_pkgconfig(sqlite3 "sqlite3>=3.40")
idio_pkgconfig(jansson "jansson>=2.14")
idio_pkgconfig(zlib "zlib>=1.2.11")
idio_pkgconfig(pcre2 "libpcre2-8>=10.42")
idio_pkgconfig(utf8proc "libutf8proc")
idio_pkgconfig(crypto "libcrypto>=3.0")
idio_pkgconfig(xxhash "libxxhash>=0.8")
idio_pkgconfig(curl "libcurl>=7.87")
if(IDIO_TESTS)
  idio_pkgconfig(cmocka "cmocka>=1.1.5")
  idio_pkgconfig(ssl "libssl>=3.0") # a server for the tests of src/agent
endif()

# tree-sitter core and grammars: static
idio_cached(ts_core treesitter/lib/libtree-sitter.a)
idio_cached(ts_grammars treesitter/lib/libts-grammars.a)
if(ts_core AND ts_grammars)
  add_library(deps_ts_core STATIC IMPORTED GLOBAL)
  set_target_properties(deps_ts_core PROPERTIES IMPORTED_LOCATION "${ts_core}")
  add_library(deps_treesitter STATIC IMPORTED GLOBAL)
  set_target_properties(deps_treesitter PROPERTIES
    IMPORTED_LOCATION "${ts_grammars}"
    INTERFACE_INCLUDE_DIRECTORIES "${IDIO_DEPS_DIR}/treesitter/include"
    INTERFACE_LINK_LIBRARIES deps_ts_core)
  add_library(deps::treesitter ALIAS deps_treesitter)
endif()

# llguidance + jsonschema: one static Rust archive
idio_cached(structured structured/lib/libidio_structured.a)
if(structured)
  add_library(deps_structured STATIC IMPORTED GLOBAL)
  set_target_properties(deps_structured PROPERTIES
    IMPORTED_LOCATION "${structured}"
    INTERFACE_INCLUDE_DIRECTORIES "${IDIO_DEPS_DIR}/structured/include"
    INTERFACE_LINK_LIBRARIES "Threads::Threads;m;${CMAKE_DL_LIBS}")
  add_library(deps::structured ALIAS deps_structured)
endif()

# llama.cpp: shared, because ggml picks the CPU variant by loading it (see tools/deps.sh)
set(IDIO_HAVE_LLAMA 0)
if(IDIO_LLAMA STREQUAL "SYSTEM")
  find_library(IDIO_SYSTEM_LLAMA llama)
  find_library(IDIO_SYSTEM_GGML ggml)
  find_library(IDIO_SYSTEM_GGML_BASE ggml-base)
  find_path(IDIO_SYSTEM_LLAMA_INCLUDE llama.h)
  if(NOT IDIO_SYSTEM_LLAMA OR NOT IDIO_SYSTEM_GGML OR NOT IDIO_SYSTEM_GGML_BASE OR NOT IDIO_SYSTEM_LLAMA_INCLUDE)
    message(FATAL_ERROR "IDIO_LLAMA=SYSTEM, but libllama, libggml, libggml-base or llama.h was not found; "
      "set CMAKE_PREFIX_PATH, or use IDIO_LLAMA=ON after `make deps`, or OFF")
  endif()
  add_library(deps_llama INTERFACE)
  target_include_directories(deps_llama SYSTEM INTERFACE "${IDIO_SYSTEM_LLAMA_INCLUDE}")
  target_link_libraries(deps_llama INTERFACE
    "${IDIO_SYSTEM_LLAMA}" "${IDIO_SYSTEM_GGML}" "${IDIO_SYSTEM_GGML_BASE}" ${CMAKE_DL_LIBS})
  set(IDIO_HAVE_LLAMA 1)
  set(IDIO_VERSION_llama "system")
elseif(IDIO_LLAMA)
  idio_cached(llama_so llama/lib/libllama.so)
  if(llama_so)
    add_library(deps_llama INTERFACE)
    target_include_directories(deps_llama SYSTEM INTERFACE "${IDIO_DEPS_DIR}/llama/include")
    foreach(lib IN ITEMS llama ggml ggml-base)
      add_library(deps_${lib}_so SHARED IMPORTED GLOBAL)
      set_target_properties(deps_${lib}_so PROPERTIES IMPORTED_LOCATION "${IDIO_DEPS_DIR}/llama/lib/lib${lib}.so")
      target_link_libraries(deps_llama INTERFACE deps_${lib}_so)
    endforeach()
    target_link_libraries(deps_llama INTERFACE ${CMAKE_DL_LIBS})
    set(IDIO_HAVE_LLAMA 1)
    set(IDIO_VERSION_llama "0.5.0")
  endif()
endif()
if(IDIO_HAVE_LLAMA)
  add_library(deps::llama ALIAS deps_llama)
endif()

# MPI, for `mpirun idiolect …`: only a module of its own links it, and nothing is missing without it.
set(IDIO_MPI AUTO CACHE STRING "AUTO: with Open MPI when it is there; ON: it must be; OFF: one process only")
set_property(CACHE IDIO_MPI PROPERTY STRINGS AUTO ON OFF)
set(IDIO_HAVE_MPI 0)
set(IDIO_VERSION_mpi "")
if(IDIO_MPI)
  pkg_check_modules(PC_mpi QUIET IMPORTED_TARGET GLOBAL "ompi-c>=4.1")
  if(PC_mpi_FOUND)
    add_library(deps::mpi ALIAS PkgConfig::PC_mpi)
    set(IDIO_HAVE_MPI 1)
    set(IDIO_VERSION_mpi "${PC_mpi_VERSION}")
  elseif(IDIO_MPI STREQUAL "AUTO")
    message(STATUS "Open MPI not found: `mpirun idiolect` will not work (Debian: libopenmpi-dev, or run `make deps`)")
  else()
    set(IDIO_MISSING "${IDIO_MISSING}\n  mpi (pkg-config: ompi-c>=4.1)")
  endif()
endif()

if(IDIO_MISSING)
  message(FATAL_ERROR "idiolect: these dependencies are missing:${IDIO_MISSING}\nRun `make deps` and configure again"
    " (without a model engine: -DIDIO_LLAMA=OFF).")
endif()

file(READ "${CMAKE_SOURCE_DIR}/deps/package.json" package_json)
string(JSON IDIO_VERSION_treesitter GET "${package_json}" dependencies tree-sitter)
file(STRINGS "${CMAKE_SOURCE_DIR}/deps/structured/Cargo.toml" pins REGEX "^(llguidance|jsonschema) ")
foreach(pin IN LISTS pins)
  if(pin MATCHES "^([a-z]+) .*\"=([0-9.]+)\"")
    set(IDIO_VERSION_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
  endif()
endforeach()
set(IDIO_MODEL_FILE "SmolLM2-135M-Instruct.Q4_1.gguf")
