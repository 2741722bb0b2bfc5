// A whole run on disk by one call: what `lstmtrain train` does with its settings and its data.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain {

// What becomes of a run that is in the folder already: nothing may be lost unasked.
enum class EarlierRun {
  refuse,   // cannot_create
  replace,  // its files are removed, and no others
  resume,   // it goes on from its newest checkpoint; a folder without a run begins one
};

// Pointers are borrowed until the call returns; null: none.
struct RunOptions {
  EarlierRun earlier = EarlierRun::refuse;
  int threads = 0;  // 0: the THREADS of the settings; with 0 there, the cores that help
  Reporter* reporter = nullptr;             // hears all, in the thread of the call
  const std::atomic<bool>* stop = nullptr;  // set it from anywhere: ends after the present step
  // Set together with `stop` it ends the run for good: it is measured, with StopReason::pruned.
  const std::atomic<bool>* pruned = nullptr;
  // Two runs in one folder destroy each other: false only where the file system has no locks.
  bool lock = true;
  // Key -> where its value came from, kept in resolved.json for people.
  std::map<std::string, std::string> origins = {};
};

// The errors of a test by condition: a group's name stands in FileMetrics::file.
struct GroupErrors {
  std::string by;  // "Temperature:5", "file-prefix"
  std::vector<FileMetrics> groups;
};

// What a run came to; all of it is in its folder too. An interrupted run was not measured: then
// everything but `fit` is empty.
struct RunResult {
  FitResult fit;
  TestResult train, val;
  std::optional<TestResult> test;      // of the data's test files, where there are any
  std::optional<TestResult> filtered;  // the same predictions through INFERENCE_FILTER_TYPE
  std::vector<GroupErrors> by;         // of the test: by each feature, and by the files' prefix
  std::size_t omitted_conditions =
      0;                   // features and prefixes of so many groups that `by` has not them
  double peak_rss_mb = 0;  // of the process, 10^6 bytes
  std::string folder;      // where its files are: a folder may be renamed meanwhile
};

// Trains in `folder`, which is made and locked: settings, checkpoints, metrics and events while it
// runs, then the best model, the predictions of the test, results.json (with it the run has ended)
// and report.html. Settings and data that fit() refuses change nothing of an earlier run.
// One training, whatever REPETITIONS and TRIALS are: grids, searches and repetitions are the
// program's. Several runs may go on at once, each in a folder of its own; `dataset` may be shared
// by them. A folder that is renamed meanwhile is followed, one that is removed made again; a model
// that cannot be saved in it is saved beside it. Throws cannot_create (a run is there, a lock, no
// folder), what fit() throws, and io where the model or the results cannot be written. A log, a
// checkpoint or a report that cannot be written is told to the reporter and ends nothing.
RunResult train_to_folder(const Hyperparams& hyperparams, const Dataset& dataset,
                          const std::string& folder, const RunOptions& options = {});

// Whether the run in `folder` has ended and these settings do not make it longer: to resume it
// would change nothing. Throws config for settings that a run may not be gone on with.
bool run_has_ended(const std::string& folder, const Hyperparams& hyperparams);

// A run that has ended and was killed before its page was written: removes what is half-written and
// writes the report, if there is none or it is older than the results. Whether it wrote one; where
// it cannot be written, the reporter is warned. Throws cannot_create where another process has the
// folder.
bool complete_run(const std::string& folder, Reporter& reporter);

}  // namespace lstmtrain
