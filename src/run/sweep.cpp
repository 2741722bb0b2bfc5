#include "run/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <set>
#include <thread>

#include "base/caught.hpp"
#include "base/path_status.hpp"
#include "base/thread_pool.hpp"
#include "data/targets.hpp"
#include "files/atomic_file.hpp"
#include "files/file_system.hpp"
#include "files/run_files.hpp"
#include "run/dataset_cache.hpp"
#include "run/free_memory.hpp"
#include "run/results_json.hpp"
#include "run/run_directory.hpp"
#include "run/trial_pruner.hpp"

namespace lstmtrain::run {
namespace {

namespace fs = std::filesystem;

DataPaths paths_of(const Hyperparams& hp) { return {hp.train_data, hp.val_data, hp.test_data}; }

// Listens to one run: hands the sweep's stop and the pruner's verdict to it.
class RunListener : public Reporter {
 public:
  using Warn = std::function<void(const std::string&)>;
  RunListener(const std::atomic<bool>& sweep_stop, const TrialPruner* pruner, Warn warn)
      : sweep_stop_(sweep_stop), pruner_(pruner), warn_(std::move(warn)) {}

  void progress(const ProgressRecord&) override {
    if (sweep_stop_) stop_ = true;
  }
  // A sweep that is stopped has waited for no curve: then there is nothing to judge by.
  void epoch(const EpochRecord& r) override {
    if (sweep_stop_) stop_ = true;
    if (stop_ || pruner_ == nullptr || !r.validated || r.epoch >= r.max_epochs) return;
    if (pruner_->prunes(r.epoch, r.best_val_rmse)) pruned_ = stop_ = true;
  }
  void warning(const std::string& line) override { warn_(line); }

  const std::atomic<bool>& stop() const { return stop_; }
  const std::atomic<bool>& pruned() const { return pruned_; }

 private:
  const std::atomic<bool>& sweep_stop_;
  const TrialPruner* pruner_;
  Warn warn_;
  std::atomic<bool> stop_{false}, pruned_{false};
};

// A file of the sweep's own. Equal content is left as it is: a sweep that has ended stays as it
// was.
void write_file(const std::string& folder, const char* name, std::string_view text) {
  const std::string path = files::path_in(folder, name);
  if (fs::exists(path_status(path))) {
    const auto bytes = files::read_whole_file(path);
    if (std::ranges::equal(bytes, std::as_bytes(std::span(text)))) return;
  }
  files::write_file_atomically(path, text);
}

}  // namespace

// The runs share the data and the cores; what they share besides stands behind the mutex.
class Sweep::Work {
 public:
  Work(const settings::Settings& settings, SweepOptions options)
      : settings_(settings),
        options_(std::move(options)),
        runs_(settings::sweep_runs(settings)),
        keys_(settings::sweep_keys(settings)),
        pruner_(settings.values.trials, settings.values.max_epochs) {
    if (options_.stop == nullptr) options_.stop = &never_;
  }

  const std::vector<settings::SweepRun>& runs() const { return runs_; }
  SweepPlan plan();
  SweepResult run(SweepListener& listener);

 private:
  void refuse_other_runs() const;
  void run_all();
  std::optional<SweepRow> one(const settings::SweepRun& run);
  std::string train(const settings::SweepRun& run, const settings::Settings& settings,
                    const std::string& folder);
  void ended(std::size_t index, const SweepRow& row);
  void write_summary();
  void end();
  const TrialPruner* pruner_for(const settings::SweepRun& run);
  void warn(const std::string& line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    listener_->warning(line);
  }
  bool resumes() const { return options_.earlier == EarlierRun::resume; }
  bool stopped() const { return *options_.stop; }
  // Of the sweep, which may be renamed meanwhile.
  std::string where() const { return folder_ ? folder_->where() : options_.folder; }
  std::string folder_of(const settings::SweepRun& run) const {
    return (fs::path(where()) / files::kRunsFolder / run.name).string();
  }

  const settings::Settings& settings_;
  SweepOptions options_;
  const std::vector<settings::SweepRun> runs_;
  const std::vector<std::string> keys_;
  const std::atomic<bool> never_{false};
  std::optional<RunDirectory> folder_;  // held while it runs
  DatasetCache data_;
  int jobs_ = 1, threads_ = 1;
  std::string unit_;
  SweepListener* listener_ = nullptr;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;
  TrialPruner pruner_;
  std::set<std::size_t> ended_;
  SweepResult result_;
};

// A folder of another sweep must not be mixed with this one.
void Sweep::Work::refuse_other_runs() const {
  std::set<std::string> names;
  for (const settings::SweepRun& run : runs_) names.insert(run.name);
  const fs::path folder = fs::path(options_.folder) / files::kRunsFolder;
  for (const std::string& name : files::FileSystem::posix().list(folder.string())) {
    if (names.count(name) == 0)
      throw Error(ErrorCode::config,
                  "resume: " + (folder / name).string() +
                      " is none of this sweep's runs, expected the lists that it began with. "
                      "Hint: give the same settings, or another --out.");
  }
}

SweepPlan Sweep::Work::plan() {
  SweepPlan plan;
  plan.first = options_.settings_of(runs_.front().overrides);
  const Hyperparams& hp = plan.first.values;
  plan.data = data_.get(hp, paths_of(hp));
  plan.sizes = lstmtrain::plan(hp, *plan.data);
  const Scaler scaler = fit_scaler(*plan.data, plan.data->train, hp.normalization);
  plan.unit = target_units(hp, *plan.data, scaler).front().name;
  const int cores = hp.threads > 0
                        ? hp.threads
                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  plan.threads = plan.sizes.threads > 1 ? cores : 1;
  plan.jobs = std::clamp(cores / plan.threads, 1, static_cast<int>(runs_.size()));
  return plan;
}

const TrialPruner* Sweep::Work::pruner_for(const settings::SweepRun& run) {
  if (!pruner_.judges(run.trial)) return nullptr;
  // The runs before it, in order, are ended or in the making: the wait is finite.
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] {
    for (std::size_t i = 0; i < runs_.size() && &runs_[i] != &run; ++i)
      if (!pruner_.judges(runs_[i].trial) && ended_.count(i) == 0) return stopped();
    return true;
  });
  return &pruner_;
}

// Where the run is in the end.
std::string Sweep::Work::train(const settings::SweepRun& run, const settings::Settings& settings,
                               const std::string& folder) {
  const auto dataset = data_.get(settings.values, paths_of(settings.values));
  RunListener listener(*options_.stop, pruner_for(run),
                       [&](const std::string& line) { warn(run.name + ": " + line); });
  RunOptions options;
  options.earlier = options_.earlier;
  options.lock = options_.lock;
  options.threads = threads_;
  options.reporter = &listener;
  options.stop = &listener.stop();
  options.pruned = &listener.pruned();
  options.origins = settings.origin;
  require_memory(lstmtrain::plan(settings.values, *dataset, {.threads = threads_}), free_memory());
  return train_to_folder(settings.values, *dataset, folder, options).folder;
}

// Nothing where the run was interrupted.
std::optional<SweepRow> Sweep::Work::one(const settings::SweepRun& run) {
  SweepRow row = row_of(run, keys_);
  std::string folder = folder_of(run);
  try {
    const settings::Settings settings = options_.settings_of(run.overrides);
    if (resumes() && run_has_ended(folder, settings.values)) {
      Reporter silent;
      complete_run(folder, silent);
    } else {
      folder = train(run, settings, folder);
    }
    const std::string results = files::path_in(folder, files::kResultsFile);
    if (stopped() && !fs::exists(path_status(results))) return {};
    fill(row, results_summary(files::read_text_file(results), results));
  } catch (const std::exception& exception) {
    const Error error = caught(exception);
    row.status = "error";
    row.reason = error.what();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!result_.failure) result_.failure = error.code();
  }
  return row;
}

void Sweep::Work::ended(std::size_t index, const SweepRow& row) {
  const std::string metrics = files::path_in(folder_of(runs_[index]), files::kMetricsTable);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (runs_[index].trial >= 0 && !pruner_.judges(runs_[index].trial) &&
      fs::exists(path_status(metrics)))
    pruner_.add(files::read_text_file(metrics));
  ended_.insert(index);
  if (row.status == stop_reason_name(StopReason::diverged) && !result_.failure)
    result_.failure = ErrorCode::diverged;
  result_.rows.push_back(row);
  listener_->ended(row);
  write_summary();
  changed_.notify_all();
}

void Sweep::Work::write_summary() {
  std::vector<SweepRow> ranked = result_.rows;
  rank(ranked);
  try {
    write_file(where(), files::kSweepSummary, summary_csv(keys_, ranked, unit_));
  } catch (const Error& error) {
    listener_->warning(error.what());  // written again after the next run
  }
}

void Sweep::Work::run_all() {
  while (!stopped()) {
    std::size_t index;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (next_ == runs_.size()) return;
      index = next_++;
    }
    const std::optional<SweepRow> row = one(runs_[index]);
    if (row) ended(index, *row);
  }
  changed_.notify_all();
}

void Sweep::Work::end() {
  rank(result_.rows);
  result_.whole = ended_.size() == runs_.size();
  if (!keys_.empty() && keys_.back() == "SEED")
    write_file(where(), files::kSweepRepetitions,
               repetitions_csv(keys_, repeated(result_.rows), unit_));
  if (!result_.has_model()) return;
  const fs::path best = fs::path(where()) / files::kRunsFolder / result_.rows.front().run;
  write_file(where(), files::kModelFile,
             files::read_text_file(files::path_in(best, files::kModelFile)));
}

SweepResult Sweep::Work::run(SweepListener& listener) {
  listener_ = &listener;
  if (resumes()) refuse_other_runs();
  const SweepPlan plan = this->plan();
  jobs_ = plan.jobs;
  threads_ = plan.threads;
  unit_ = plan.unit;
  listener.begin(plan);
  folder_.emplace(options_.folder, options_.earlier, options_.lock);
  files::write_file_atomically(folder_->resolved(), settings::sweep_json(settings_));
  ThreadPool(jobs_).run(jobs_, [this](int, int) { run_all(); });
  end();
  folder_.reset();
  return std::move(result_);
}

Sweep::Sweep(const settings::Settings& settings, SweepOptions options)
    : work_(std::make_unique<Work>(settings, std::move(options))) {}
Sweep::~Sweep() = default;

SweepPlan Sweep::plan() { return work_->plan(); }
const std::vector<settings::SweepRun>& Sweep::runs() const { return work_->runs(); }
SweepResult Sweep::run(SweepListener& listener) { return work_->run(listener); }

bool SweepResult::has_model() const {
  return std::any_of(rows.begin(), rows.end(),
                     [](const SweepRow& row) { return std::isfinite(row.val_rmse); });
}

}  // namespace lstmtrain::run
