// results.json of a run, and what `lstmtrain test --json` prints: errors in the target's unit.
// Numbers are exact (shortest round trip); one that is not finite is null.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lstmtrain/run.hpp"

namespace lstmtrain::run {

// The errors of filtered predictions (INFERENCE_FILTER_TYPE); without a result there is no filter.
struct FilteredResult {
  const TestResult* result = nullptr;
  std::string filter;  // in words
  bool causal = true;
};

// What a run came to. A null pointer is a set that the run did not have.
struct RunResults {
  const FitResult* fit = nullptr;
  const TestResult* train = nullptr;
  const TestResult* val = nullptr;
  const TestResult* test = nullptr;
  FilteredResult filtered;
  std::vector<std::string> predictions;  // one a test file, relative to the run's folder
  std::uint64_t seed = 0;
  double peak_rss_mb = 0;                   // 10^6 bytes
  const std::vector<GroupErrors>* by = {};  // of the test
  std::size_t omitted_conditions = 0;       // that would be too many in `by`
  std::vector<std::string> warnings = {};   // of the data
};

// One JSON object, indented, below 5 MB: what is left out for that is counted in "omitted". With
// several targets, the members of the first one stand at the top and "targets" lists all.
std::string results_json(const RunResults& results);

// What a results.json says that a table of runs needs.
struct ResultsSummary {
  std::string unit, stop_reason, diagnosis;
  std::size_t parameters = 0;
  int epochs = 0, best_epoch = 0;
  std::size_t guard_events = 0;
  double val_rmse = 0, test_rmse = 0, seconds = 0;  // NaN where there is none
};
// Throws data.
ResultsSummary results_summary(const std::string& results, const std::string& where);

// What `lstmtrain test` found for one model.
struct TestRecord {
  const Model* model = nullptr;
  const TestResult* result = nullptr;
  FilteredResult filtered;
  std::string by;  // of the groups: "Temperature:5"; "" without groups
  const std::vector<FileMetrics>* groups = nullptr;
  std::string model_path, data_path;  // where several are compared
};

// {"target","unit","rows","rmse",...,"files":[...],"groups":[...],"notes":[...]}
std::string test_json(const TestRecord& record);
// A list of such objects, each with "model" and "data".
std::string tests_json(const std::vector<TestRecord>& records);

}  // namespace lstmtrain::run
