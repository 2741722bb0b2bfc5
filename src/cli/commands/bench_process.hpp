// A measurement in a process of its own, so that its memory is its own.
#pragma once

#include <functional>

#include "train/step_bench.hpp"

namespace lstmtrain::cli {

// Forks, runs `measure` there and returns what it returned, with peak_rss_mb set. Call it while
// this process has one thread. Throws Error internal when the process cannot be made or ends
// badly.
BenchResult run_isolated(const std::function<BenchResult()>& measure);

}  // namespace lstmtrain::cli
