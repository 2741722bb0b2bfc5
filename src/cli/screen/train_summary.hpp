// The words around a training: what the data is, what a run will take, what it came to.
#pragma once

#include <string>

#include "cli/screen/metrics_table.hpp"
#include "cli/screen/terminal.hpp"
#include "lstmtrain/run.hpp"

namespace lstmtrain::cli {

// What is said of the data before a training.
struct DataWords {
  std::vector<std::string> notes;     // of the data, and of the units of the targets
  std::vector<std::string> warnings;  // of the data
  std::string summary;  // sets, files, rows, sampling period; the range of each column in training
  std::string unit;     // of the first target's errors
};
DataWords data_words(const Hyperparams& hyperparams, const Dataset& dataset);

// What may spoil a training, a line each: before it, and again behind its result, where it cannot
// be scrolled away; with --quiet, too.
void say_warnings(const std::vector<std::string>& warnings, Terminal& terminal);

// --dry-run: windows, updates an epoch, parameters, peak memory.
inline constexpr const char* kDryRunEnd =
    "dry run: everything checked, nothing trained, nothing written\n";
std::string plan_text(const Plan& plan, const Hyperparams& hyperparams);

// Why and when the training ended, its time, and the guard events by kind.
std::string end_text(const RunResult& run);

// The last line: the error on the test set (else validation), and where the run's files are.
std::string result_line(const RunResult& run);

// What "filtered" means in the table; empty without INFERENCE_FILTER_TYPE.
std::string filter_line(const Hyperparams& hyperparams);

}  // namespace lstmtrain::cli
