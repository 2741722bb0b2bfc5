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

# Highway's headers alone: which target runs is chosen in nn/kernels/target.cpp. Only where its assertions
# are on, they call its library.
add_library(lstmtrain_highway INTERFACE)
target_include_directories(lstmtrain_highway SYSTEM INTERFACE $<TARGET_PROPERTY:hwy::hwy,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_libraries(lstmtrain_highway INTERFACE $<$<NOT:$<CONFIG:Release>>:hwy::hwy>)

# gzip files; linked in, so that the program runs where zlib is not. Where the static library is not, the shared one.
lstmtrain_require(ZLIB zlib1g-dev)
find_library(LSTMTRAIN_ZLIB NAMES libz.a)
if(NOT LSTMTRAIN_ZLIB)
  set(LSTMTRAIN_ZLIB ${ZLIB_LIBRARIES})
endif()

# MATLAB files are read where libmatio is, which is loaded when the first one is met; here are its headers and
# its name. A cross build would find the host's.
option(LSTMTRAIN_WITH_MATIO "Read .mat files through libmatio, where it is installed" ON)
if(LSTMTRAIN_WITH_MATIO AND NOT CMAKE_CROSSCOMPILING AND NOT LSTMTRAIN_STATIC)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(MATIO QUIET matio)
  endif()
  find_program(LSTMTRAIN_OBJDUMP NAMES ${CMAKE_OBJDUMP} objdump)
endif()
if(MATIO_FOUND)
  execute_process(COMMAND ${LSTMTRAIN_OBJDUMP} -p ${MATIO_LINK_LIBRARIES} OUTPUT_VARIABLE objdump ERROR_QUIET)
  if(objdump MATCHES "SONAME +(libmatio\\.so\\.([0-9]+))")
    set(LSTMTRAIN_MATIO_LIBRARY ${CMAKE_MATCH_1})
    set(LSTMTRAIN_MATIO_PACKAGE libmatio${CMAKE_MATCH_2})
  else()
    set(MATIO_FOUND FALSE)
  endif()
endif()

if(LSTMTRAIN_BUILD_TESTS)
  lstmtrain_require(Catch2 catch2)
endif()
if(LSTMTRAIN_BUILD_BENCH)
  lstmtrain_require(benchmark libbenchmark-dev)
endif()
