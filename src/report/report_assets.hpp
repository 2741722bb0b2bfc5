// The parts of the report's page that stand as files in src/report/assets and that the build makes
// part of the library (cmake/report_assets.cmake).
#pragma once

#include <string_view>

namespace lstmtrain::report::embedded {

std::string_view report_page();    // HTML with a place for each of the others
std::string_view report_style();   // CSS, that of dygraphs first
std::string_view report_script();  // draws the page from its data
std::string_view dygraphs();       // empty where the build had none

}  // namespace lstmtrain::report::embedded
