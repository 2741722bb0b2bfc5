// The report of a run as one HTML file that needs no network: charts, tables and settings. The page
// is src/report/assets, its charts are dygraphs; what is put in here is one JSON object and nothing
// else, so that no name in a file can become part of the page.
#pragma once

#include <string>

namespace lstmtrain::report {

// Whether the build had dygraphs, without which there is no page.
bool can_write_report();

// The page around `data`, one JSON object. Throws internal where the build had no dygraphs.
std::string report_page(const std::string& data);

// Writes `path`; `running` is said of a run without results. Throws not_found (no run there),
// internal, cannot_create, io.
void write_report(const std::string& run, const std::string& path, bool running);

// Whether another process holds the folder of `run`: it is being trained.
bool is_running(const std::string& run);

}  // namespace lstmtrain::report
