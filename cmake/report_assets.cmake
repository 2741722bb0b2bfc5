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

set(page ${CMAKE_CURRENT_SOURCE_DIR}/assets)
lstmtrain_embed(report report/report_assets.hpp lstmtrain::report::embedded report_page ${page}/page.html)
lstmtrain_embed(report report/report_assets.hpp lstmtrain::report::embedded report_style ${dygraphs_css} ${page}/page.css)
lstmtrain_embed(report report/report_assets.hpp lstmtrain::report::embedded report_script ${page}/charts.js ${page}/files.js ${page}/page.js)
lstmtrain_embed(report report/report_assets.hpp lstmtrain::report::embedded dygraphs ${dygraphs_js})
