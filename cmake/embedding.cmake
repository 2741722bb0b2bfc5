# lstmtrain_embed(ROOM HEADER NAMESPACE NAME FILE...): the files, one behind the other, as the bytes that the
# function NAME returns, a generated source of the room.
function(lstmtrain_embed room header namespace name)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  list(JOIN ARGN "|" inputs)
  add_custom_command(OUTPUT ${output} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DINPUTS=${inputs}" -DOUTPUT=${output} -DHEADER=${header}
            -DNAMESPACE=${namespace} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(lstmtrain_${room} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
