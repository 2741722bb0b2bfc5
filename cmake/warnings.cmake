# Warnings and sanitizers of our own targets; never exported. Never -ffast-math or -Ofast: they make isfinite(NaN) true.
add_library(lstmtrain_warnings INTERFACE)
target_compile_options(lstmtrain_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees overlapping copies in `"literal" + std::string` where there are none (GCC bug 105651).
  target_compile_options(lstmtrain_warnings INTERFACE -Wno-restrict)
endif()
if(LSTMTRAIN_WERROR)
  target_compile_options(lstmtrain_warnings INTERFACE -Werror)
endif()
if(LSTMTRAIN_NATIVE)
  target_compile_options(lstmtrain_warnings INTERFACE -march=native)
endif()
if(LSTMTRAIN_SANITIZE)
  target_compile_options(lstmtrain_warnings INTERFACE -fsanitize=${LSTMTRAIN_SANITIZE} -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  target_compile_definitions(lstmtrain_warnings INTERFACE _GLIBCXX_ASSERTIONS)
  # A kernel takes minutes under the sanitizers on each of its targets; one with vectors and the emulated one
  # show what all have in common.
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_definitions(lstmtrain_warnings INTERFACE
      "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4|HWY_AVX3|HWY_AVX3_DL)")
  endif()
  target_link_options(lstmtrain_warnings INTERFACE -fsanitize=${LSTMTRAIN_SANITIZE})
endif()
