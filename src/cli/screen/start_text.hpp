// The first lines of a training: what is trained, how, what ends it, what protects it; and the time
// that it will take.
#pragma once

#include <string>

#include "cli/screen/terminal.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain::cli {

// A line for each, with its name in front, painted and broken as `stream` wants it. `unit`: of the
// errors.
std::string start_text(const StartRecord& record, const Hyperparams& hyperparams,
                       const std::string& unit, const TextStream& stream);

// "about 4 min an epoch, at most 7 h for 100 epochs; patience may end it sooner", in one line
// without its end.
std::string estimate_text(const EstimateRecord& record);

}  // namespace lstmtrain::cli
