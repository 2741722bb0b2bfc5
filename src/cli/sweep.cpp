// Runs share the data and the cores: one run a thread where a run does not gain from several. A run
// that fails is a row with its reason, not the end. With --resume, runs that ended are left alone
// and the others go on.
#include "cli/sweep.hpp"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <optional>
#include <set>
#include <thread>

#include "cli/commands/report.hpp"
#include "cli/dataset_cache.hpp"
#include "cli/free_memory.hpp"
#include "cli/interrupt.hpp"
#include "cli/job.hpp"
#include "cli/resume.hpp"
#include "cli/screen/sweep_report.hpp"
#include "cli/screen/train_summary.hpp"
#include "cli/settings.hpp"
#include "cli/trial_pruner.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"
#include "run/results_json.hpp"
#include "settings/sweep_runs.hpp"

namespace lstmtrain::cli {
namespace {

namespace fs = std::filesystem;

// Listens to one run: hands signals and the pruner's verdict to it.
class RunListener : public Reporter {
 public:
  RunListener(const std::string& name, Terminal& terminal, std::mutex& mutex,
              const TrialPruner* pruner)
      : name_(name), terminal_(terminal), mutex_(mutex), pruner_(pruner) {}

  void progress(const ProgressRecord&) override {
    if (Interrupt::stop()) stop_ = true;
  }
  void epoch(const EpochRecord& r) override {
    if (Interrupt::stop()) stop_ = true;
    if (pruner_ == nullptr || !r.validated || r.epoch >= r.max_epochs) return;
    pruned_ = pruner_->prunes(r.epoch, r.best_val_rmse);
    if (pruned_) stop_ = true;
  }
  void warning(const std::string& line) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    terminal_.warning(name_ + ": " + line);
  }

  const std::atomic<bool>& stop() const { return stop_; }
  bool pruned() const { return pruned_ && !Interrupt::stop(); }

 private:
  const std::string& name_;
  Terminal& terminal_;
  std::mutex& mutex_;
  const TrialPruner* pruner_;
  std::atomic<bool> stop_{false};
  bool pruned_ = false;
};

class Sweep {
 public:
  Sweep(const Options& options, const settings::Settings& settings, Terminal& terminal,
        Tables tables)
      : options_(options),
        settings_(settings),
        runs_(settings::sweep_runs(settings)),
        keys_(settings::sweep_keys(settings)),
        report_(terminal, options.out, keys_, runs_.size(), options.quiet),
        tables_(tables),
        terminal_(terminal),
        pruner_(settings.values.trials, settings.values.max_epochs) {}

  int run();
  void plan_only();

 private:
  void refuse_other_runs() const;
  void share_threads();
  void work();
  std::optional<run::SweepRow> one(const settings::SweepRun& run);
  void train(const settings::SweepRun& run, settings::Settings settings, const fs::path& folder);
  void finished(std::size_t index, const run::SweepRow& row);
  const TrialPruner* pruner_for(const settings::SweepRun& run);
  fs::path folder_of(const settings::SweepRun& run) const {
    return fs::path(options_.out) / "runs" / run.name;
  }

  const Options& options_;
  const settings::Settings& settings_;
  const std::vector<settings::SweepRun> runs_;
  const std::vector<std::string> keys_;
  SweepReport report_;
  const Tables tables_;
  Terminal& terminal_;
  DatasetCache data_;
  int jobs_ = 1, threads_ = 1;  // runs at once, threads of each

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;
  TrialPruner pruner_;
  std::set<std::size_t> ended_;
  std::optional<ErrorCode> failure_;  // the first
};

// A folder of another sweep must not be mixed with this one.
void Sweep::refuse_other_runs() const {
  std::set<std::string> names;
  for (const settings::SweepRun& run : runs_) names.insert(run.name);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::path(options_.out) / "runs", error)) {
    const std::string name = entry.path().filename().string();
    if (names.count(name) == 0)
      throw Error(ErrorCode::config,
                  "resume: " + entry.path().string() +
                      " is none of this sweep's runs, expected the lists that it began with. "
                      "Hint: give the same settings, or another --out.");
  }
}

// One run a thread where a run does not gain from several; else one after another with all.
void Sweep::share_threads() {
  settings::Settings first = settings_of(options_, runs_.front().overrides);
  const DataPaths paths = data_paths_of(options_, first);
  const auto dataset = data_.get(first.values, paths);
  std::vector<std::string> notes = settings_.notes;
  notes.insert(notes.end(), dataset->notes.begin(), dataset->notes.end());
  const Job job = make_job(std::move(first), dataset, options_.out, false, notes);
  const Plan sizes = plan(job.hp(), *dataset);
  require_memory(sizes, free_memory());
  const int cores = job.hp().threads > 0
                        ? job.hp().threads
                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  threads_ = plan(job.hp(), *dataset).threads > 1 ? cores : 1;
  jobs_ = std::clamp(cores / threads_, 1, static_cast<int>(runs_.size()));
  report_.begin(job, notes, sizes, jobs_, threads_);
}

const TrialPruner* Sweep::pruner_for(const settings::SweepRun& run) {
  if (!pruner_.judges(run.trial)) return nullptr;
  // The runs before it, in order, are ended or in the making: the wait is finite.
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] {
    for (std::size_t i = 0; i < runs_.size() && &runs_[i] != &run; ++i)
      if (!pruner_.judges(runs_[i].trial) && ended_.count(i) == 0) return Interrupt::stop().load();
    return true;
  });
  return &pruner_;
}

void Sweep::train(const settings::SweepRun& run, settings::Settings settings,
                  const fs::path& folder) {
  const DataPaths paths = data_paths_of(options_, settings);
  std::vector<std::string> notes;
  const auto dataset = data_.get(settings.values, paths);
  const Job job = make_job(std::move(settings), dataset, folder.string(), options_.resume, notes);
  const TrialPruner* pruner = pruner_for(run);
  const run::RunDirectory files(job.out, earlier_of(options_));
  RunListener listener(run.name, terminal_, mutex_, pruner);
  FitResult fit = fit_job(job, files, listener, threads_, listener.stop());
  save_best(files, fit.model);
  if (listener.pruned()) fit.stop_reason = StopReason::pruned;
  if (fit.stop_reason == StopReason::interrupted) return;
  save_results(job, files, fit, measure(job, fit));
  save_report(job.out, [this](const std::string& line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    terminal_.warning(line);
  });
}

// Nothing where the run was interrupted.
std::optional<run::SweepRow> Sweep::one(const settings::SweepRun& run) {
  run::SweepRow row = SweepReport::row_of(run, keys_);
  const fs::path folder = folder_of(run), results = folder / "results.json";
  try {
    const settings::Settings settings = settings_of(options_, run.overrides);
    if (!options_.resume || !ended_before(folder.string(), settings)) train(run, settings, folder);
    if (Interrupt::stop() && !fs::exists(results)) return {};
    SweepReport::fill(
        row, run::results_summary(files::read_text_file(results.string()), results.string()));
  } catch (const Error& error) {
    row.status = "error";
    row.reason = error.what();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!failure_) failure_ = error.code();
  }
  return row;
}

void Sweep::finished(std::size_t index, const run::SweepRow& row) {
  const fs::path metrics = folder_of(runs_[index]) / "metrics.csv";
  const std::lock_guard<std::mutex> lock(mutex_);
  std::error_code error;
  if (runs_[index].trial >= 0 && !pruner_.judges(runs_[index].trial) && fs::exists(metrics, error))
    pruner_.add(files::read_text_file(metrics.string()));
  ended_.insert(index);
  if (row.status == "diverged" && !failure_) failure_ = ErrorCode::diverged;
  report_.add(row);
  changed_.notify_all();
}

void Sweep::work() {
  while (!Interrupt::stop()) {
    std::size_t index;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (next_ == runs_.size()) return;
      index = next_++;
    }
    const std::optional<run::SweepRow> row = one(runs_[index]);
    if (row) finished(index, *row);
  }
  changed_.notify_all();
}

int Sweep::run() {
  if (options_.resume) refuse_other_runs();
  share_threads();
  const run::RunDirectory folder(options_.out, earlier_of(options_));
  files::write_file_atomically(folder.resolved(), settings::sweep_json(settings_));
  const Interrupt interrupt;
  std::vector<std::thread> workers;
  for (int i = 1; i < jobs_; ++i) workers.emplace_back([this] { work(); });
  work();
  for (std::thread& worker : workers) worker.join();
  report_.end(ended_.size() == runs_.size(), tables_ == Tables::ranked);
  if (ended_.size() < runs_.size()) Interrupt::end_with(Interrupt::signal_number());
  return report_.has_model() ? 0 : exit_status(failure_.value_or(ErrorCode::internal));
}

void Sweep::plan_only() {
  share_threads();
  for (const settings::SweepRun& run : runs_) terminal_.out.write(run.name + "\n");
  terminal_.out.write(kDryRunEnd);
}

}  // namespace

int run_sweep(const Options& options, settings::Settings settings, Terminal& terminal,
              Tables tables) {
  data_paths_of(options, settings);  // for its resolved.json, and the error where there are none
  Sweep sweep(options, settings, terminal, tables);
  if (!options.dry_run) return sweep.run();
  sweep.plan_only();
  return 0;
}

}  // namespace lstmtrain::cli
