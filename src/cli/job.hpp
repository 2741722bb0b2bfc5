// One run, from validated settings to its files: the steps that a single training and each run of
// a sweep share.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"
#include "run/results_json.hpp"
#include "run/run_directory.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

// A validated run: all that is known before the first step.
struct Job {
  settings::Settings settings;
  std::shared_ptr<const Dataset> dataset;
  Scaler scaler;
  std::vector<Unit> units;
  std::string out;
  bool resume = false;

  const Hyperparams& hp() const { return settings.values; }
};

// What a finished training was measured to be.
struct Measured {
  TestResult train, val, test, filtered;
  std::vector<run::GroupErrors> by;  // of the test: usual_conditions()
  bool has_test = false;
  bool has_filtered = false;  // the predictions of the test through INFERENCE_FILTER_TYPE
  double peak_rss_mb = 0;

  const TestResult* test_or_null() const { return has_test ? &test : nullptr; }
  const TestResult* filtered_or_null() const { return has_filtered ? &filtered : nullptr; }
};

// Scaler and units of `dataset` under these settings. Notes for the user are appended.
Job make_job(settings::Settings settings, std::shared_ptr<const Dataset> dataset, std::string out,
             bool resume, std::vector<std::string>& notes);

// Trains with checkpoints and metrics in `run`; `reporter` hears everything.
FitResult fit_job(const Job& job, const run::RunDirectory& run, Reporter& reporter, int threads,
                  const std::atomic<bool>& stop);

// best.safetensors. Throws io whatever stands in its way, with what was kept.
void save_best(const run::RunDirectory& run, const Model& model);

// Errors on the training, validation and test rows.
Measured measure(const Job& job, const FitResult& fit);

// The predictions and, last, results.json: with it the run has ended.
void save_results(const Job& job, const run::RunDirectory& run, const FitResult& fit,
                  const Measured& measured);

}  // namespace lstmtrain::cli
