// What `lstmtrain bench --json` prints.
#pragma once

#include <string>
#include <vector>

#include "train/step_bench.hpp"

namespace lstmtrain::run {

// [{"case","ms_median","ms_min","rows_per_s","gflops","peak_share","infer_ns","peak_rss_mb",
// "threads"}]; cases and results stand side by side.
std::string bench_json(const std::vector<BenchCase>& cases,
                       const std::vector<BenchResult>& results);

}  // namespace lstmtrain::run
