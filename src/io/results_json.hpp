// results.json of a run, and what `lstmtrain test --json` prints: errors in the target's unit.
// Numbers are exact (shortest round trip); one that is not finite is null. Called by cli.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lstmtrain/trainer.hpp"

namespace lstmtrain::io {

// What a run came to. A null pointer is a set that the run did not have.
struct RunResults {
  const FitResult* fit = nullptr;
  const TestResult* train = nullptr;
  const TestResult* val = nullptr;
  const TestResult* test = nullptr;
  std::vector<std::string> predictions;  // one a test file, relative to the run's folder
  std::uint64_t seed = 0;
  double peak_rss_mb = 0;  // 10^6 bytes
};

// One JSON object, indented. With several targets, the members of the first one stand at the top
// and "targets" lists all.
std::string results_json(const RunResults& results);

// What a results.json says that a table of runs needs.
struct ResultsSummary {
  std::string unit, stop_reason, diagnosis;
  std::size_t parameters = 0;
  int epochs = 0, best_epoch = 0;
  double val_rmse = 0, test_rmse = 0, seconds = 0;  // NaN where there is none
};
// Throws data.
ResultsSummary results_summary(const std::string& results, const std::string& where);

// {"target","unit","rows","rmse",...,"files":[...],"notes":[...]}
std::string test_json(const Model& model, const TestResult& result);

}  // namespace lstmtrain::io
