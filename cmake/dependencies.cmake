# Everything comes from the distribution's packages; a missing one stops here with its name.
macro(lstmtrain_require name package)
  find_package(${name} ${ARGN} QUIET)
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} was not found. Hint: sudo apt-get install ${package}")
  endif()
endmacro()

find_package(Threads REQUIRED)
lstmtrain_require(Eigen3 libeigen3-dev 3.4 NO_MODULE)
lstmtrain_require(CLI11 libcli11-dev)
lstmtrain_require(nlohmann_json nlohmann-json3-dev)
lstmtrain_require(hwy libhwy-dev 1.0.3)

set(BLA_VENDOR OpenBLAS)
lstmtrain_require(BLAS libopenblas-serial-dev)

# gzip files; linked in, so that the program runs where zlib is not. Where the static library is not, the shared one.
lstmtrain_require(ZLIB zlib1g-dev)
find_library(LSTMTRAIN_ZLIB NAMES libz.a)
if(NOT LSTMTRAIN_ZLIB)
  set(LSTMTRAIN_ZLIB ${ZLIB_LIBRARIES})
endif()

# MATLAB files are read where libmatio is; a cross build would find the host's.
option(LSTMTRAIN_WITH_MATIO "Read .mat files through libmatio, where it is installed" ON)
if(LSTMTRAIN_WITH_MATIO AND NOT CMAKE_CROSSCOMPILING)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(MATIO QUIET matio)
  endif()
endif()

if(LSTMTRAIN_BUILD_TESTS)
  lstmtrain_require(Catch2 catch2)
endif()
if(LSTMTRAIN_BUILD_BENCH)
  lstmtrain_require(benchmark libbenchmark-dev)
endif()
