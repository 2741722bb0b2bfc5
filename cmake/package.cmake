# The .deb, one for the program and the library: scripts/package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "lstmtrain <lstmtrain@invalid>")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/package)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "train small LSTM and GRU models on long sensor sequences")
set(CPACK_PACKAGE_DESCRIPTION "Trains recurrent networks on CSV files on the CPU of the device
itself, tests them as they will be deployed, and runs them row by row.
Program, C++ library, headers.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded where a run needs them: MATLAB files, layers of more than 1024 units.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libmatio11 | libmatio13")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libopenblas0-serial, zlib1g-dev")
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS /usr/lib/aarch64-linux-gnu)
endif()
include(CPack)
