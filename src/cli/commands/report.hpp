// The report at the end of a run, and the words that name a run.
#pragma once

#include <functional>
#include <string>

#include "cli/options.hpp"

namespace lstmtrain::cli {

using Warn = std::function<void(const std::string&)>;

// RUN of the command line. Throws usage, not_found.
std::string required_run(const Options& options);

// report.html of a run that this process holds. A report that cannot be written is warned of: the
// run has ended, and nothing of it is lost.
void save_report(const std::string& run, const Warn& warn);

}  // namespace lstmtrain::cli
