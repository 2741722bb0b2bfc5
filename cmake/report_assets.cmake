# What the report's page is made of, as generated sources of the library: the page's own HTML, style and
# script, and the charts of dygraphs. Without dygraphs there is no report, and the command says so.
find_file(DYGRAPHS_JS dygraph.min.js PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist
          NO_CMAKE_FIND_ROOT_PATH)
find_file(DYGRAPHS_CSS NAMES dygraph.min.css dygraph.css
          PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist NO_CMAKE_FIND_ROOT_PATH)
if(DYGRAPHS_JS AND DYGRAPHS_CSS)
  set(dygraphs_js ${DYGRAPHS_JS})
  set(dygraphs_css ${DYGRAPHS_CSS})
else()
  message(STATUS "dygraphs was not found: lstmtrain report is left out. Hint: sudo apt-get install libjs-dygraphs")
  set(dygraphs_js "")
  set(dygraphs_css "")
endif()

function(lstmtrain_embed name)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  list(JOIN ARGN "|" inputs)
  add_custom_command(OUTPUT ${output} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DINPUTS=${inputs}" -DOUTPUT=${output}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(lstmtrain_report PRIVATE ${output})
endfunction()

set(page ${CMAKE_CURRENT_SOURCE_DIR}/assets)
lstmtrain_embed(report_page ${page}/page.html)
lstmtrain_embed(report_style ${dygraphs_css} ${page}/page.css)
lstmtrain_embed(report_script ${page}/charts.js ${page}/files.js ${page}/page.js)
lstmtrain_embed(dygraphs ${dygraphs_js})
