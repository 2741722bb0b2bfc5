# What `cmake --install` puts where: the program with its manual page and completions, the library with
# its headers, CMake config and pkg-config file.
include(CMakePackageConfigHelpers)

# The texts come from the program itself, which a cross build runs in its emulator.
set(manual ${CMAKE_CURRENT_BINARY_DIR}/manual)
file(MAKE_DIRECTORY ${manual})
foreach(text man bash zsh)
  add_custom_command(OUTPUT ${manual}/${text} COMMAND lstmtrain_cli manual ${text} > ${manual}/${text}
                     DEPENDS lstmtrain_cli)
endforeach()
find_program(GZIP_PROGRAM gzip)
add_custom_command(OUTPUT ${manual}/lstmtrain.1.gz DEPENDS ${manual}/man
                   COMMAND ${GZIP_PROGRAM} -9 -n -c ${manual}/man > ${manual}/lstmtrain.1.gz)
add_custom_target(manual ALL DEPENDS ${manual}/lstmtrain.1.gz ${manual}/bash ${manual}/zsh)
install(FILES ${manual}/lstmtrain.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME lstmtrain)
install(FILES ${manual}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _lstmtrain)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/hyperparams DESTINATION ${CMAKE_INSTALL_DATADIR}/lstmtrain)

install(TARGETS lstmtrain_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS lstmtrain_lib EXPORT lstmtrain-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS lstmtrain_predict_lib EXPORT lstmtrain-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET lstmtrain_predict_shared)
  install(TARGETS lstmtrain_predict_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(FILES ${PROJECT_SOURCE_DIR}/include/lstmtrain.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/lstmtrain DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(config ${CMAKE_INSTALL_LIBDIR}/cmake/lstmtrain)
install(EXPORT lstmtrain-targets NAMESPACE lstmtrain:: DESTINATION ${config})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/lstmtrain-config.cmake.in lstmtrain-config.cmake
                              INSTALL_DESTINATION ${config})
write_basic_package_version_file(lstmtrain-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lstmtrain-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/lstmtrain-config-version.cmake DESTINATION ${config})

file(RELATIVE_PATH LSTMTRAIN_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/lstmtrain.pc.in lstmtrain.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lstmtrain.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
