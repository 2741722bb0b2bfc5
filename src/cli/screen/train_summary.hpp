// The words around a training: what the data is, what a run will take, what it came to.
#pragma once

#include <string>

#include "cli/screen/metrics_table.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain::cli {

// Sets, files, rows, sampling period; a table with the range of each column in training.
std::string data_summary(const Dataset& dataset, const Scaler& scaler,
                         const std::vector<Unit>& units);

// --dry-run: windows, updates an epoch, parameters, peak memory.
inline constexpr const char* kDryRunEnd =
    "dry run: everything checked, nothing trained, nothing written\n";
std::string plan_text(const Plan& plan, const Hyperparams& hyperparams);

// Why and when the training ended, its time, and the guard events by kind.
std::string end_text(const FitResult& fit, double peak_rss_mb);

// The last line: the error on the test set (else validation), and where the run's files are.
std::string result_line(const Model& model, const TestResult& val, const TestResult* test,
                        const std::string& folder);

// What "filtered" means in the table; empty without INFERENCE_FILTER_TYPE.
std::string filter_line(const Hyperparams& hyperparams);

}  // namespace lstmtrain::cli
