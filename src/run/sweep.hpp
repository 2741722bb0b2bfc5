// Several runs from one set of settings: a grid, a search, repetitions. Each is a run of its own in
// a folder below FOLDER/runs; FOLDER holds summary.csv, a row a run, the best first,
// repetitions.csv where runs differ by their seed, and the best model of all.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lstmtrain/error.hpp"
#include "lstmtrain/run.hpp"
#include "run/sweep_summary.hpp"
#include "settings/settings.hpp"
#include "settings/sweep_runs.hpp"

namespace lstmtrain::run {

struct SweepOptions {
  std::string folder = {};
  EarlierRun earlier = EarlierRun::refuse;
  bool lock = true;                         // as in RunOptions
  const std::atomic<bool>* stop = nullptr;  // ends every run after its present step
  // The settings of one run: those of the sweep with these overrides, the data's paths included.
  // Called from several threads at once.
  std::function<settings::Settings(const std::vector<settings::Override>&)> settings_of = {};
};

// What is known before the first step. One run a thread where a run does not gain from several;
// else one run after another with all threads.
struct SweepPlan {
  settings::Settings first;  // of the first run
  std::shared_ptr<const Dataset> data;
  Plan sizes;                 // of the first run
  std::string unit;           // of the errors
  int jobs = 1, threads = 1;  // runs at once, threads of each
};

// Hears of a sweep, one call at a time.
class SweepListener {
 public:
  virtual ~SweepListener() = default;
  // Before anything is written; what it throws ends the sweep.
  virtual void begin(const SweepPlan&) {}
  // A run has ended, by itself or by an error.
  virtual void ended(const SweepRow&) {}
  virtual void warning(const std::string&) {}
};

struct SweepResult {
  std::vector<SweepRow> rows;        // of the runs that ended, the best first
  bool whole = false;                // every run has ended
  std::optional<ErrorCode> failure;  // the first; a run that fails is a row, not the end

  bool has_model() const;  // a run came to a validation error
};

class Sweep {
 public:
  // `settings` with its lists must outlive this object.
  Sweep(const settings::Settings& settings, SweepOptions options);
  ~Sweep();

  // Reads the data of the first run. Throws as load_dataset and plan do.
  SweepPlan plan();
  const std::vector<settings::SweepRun>& runs() const;

  // Runs all. With EarlierRun::resume, those that have ended are left alone and the others go on.
  // Throws config for a folder that holds other runs, cannot_create, and as plan() does.
  SweepResult run(SweepListener& listener);

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace lstmtrain::run
