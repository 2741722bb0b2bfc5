// One run from accepted settings to its files, the same for a single training and for each run of a
// sweep.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>

#include "base/arguments.hpp"
#include "base/path_status.hpp"
#include "data/targets.hpp"
#include "files/atomic_file.hpp"
#include "files/checkpoint_store.hpp"
#include "files/file_system.hpp"
#include "files/predictions_csv.hpp"
#include "files/run_files.hpp"
#include "infer/inference_filter.hpp"
#include "infer/row_groups.hpp"
#include "infer/split_metrics.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/run.hpp"
#include "report/report_page.hpp"
#include "run/event_file.hpp"
#include "run/metrics_log.hpp"
#include "run/reporters.hpp"
#include "run/results_json.hpp"
#include "run/run_directory.hpp"
#include "settings/resume_check.hpp"
#include "settings/settings.hpp"

namespace lstmtrain {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostGroupErrors = 3000;  // groups times targets: a megabyte of results.json

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // Linux counts in KiB
}

constexpr auto kLook = std::chrono::seconds(1);  // between two looks for the folder

// Settings that stand in the folder when the training begins, and not before: a run that is refused
// has changed nothing. From then on it looks where the folder is.
class Keeper : public Reporter {
 public:
  Keeper(std::string resolved, run::RunDirectory& files, std::function<void(std::string)> warn)
      : resolved_(std::move(resolved)), files_(files), warn_(std::move(warn)) {}
  void start(const StartRecord&) override {
    files::write_file_atomically(files_.resolved(), resolved_);
    // Of a run that has ended and goes on.
    files::FileSystem::posix().remove(files_.results());
  }
  void progress(const ProgressRecord&) override {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < kLook) return;
    last_ = now;
    look();
  }
  void look() {
    const std::string moved = files_.follow();
    if (!moved.empty()) warn_(moved);
    if (gone_ || files::FileSystem::posix().exists(files_.resolved())) return;
    if (moved.empty()) warn_(files_.where() + ": files of this run were removed while it trains.");
    try {
      files::write_file_atomically(files_.resolved(), resolved_);
    } catch (const Error&) {  // it cannot be made again, as was said
      gone_ = true;
    }
  }

 private:
  const std::string resolved_;
  run::RunDirectory& files_;
  const std::function<void(std::string)> warn_;
  bool gone_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::string resolved_text(const Hyperparams& hp, const RunOptions& options) {
  settings::Settings settings;
  settings.values = hp;
  settings.origin = options.origins;
  return settings::resolved_with_origin(settings);
}

FitResult fit_into(run::RunDirectory& files, const Hyperparams& hp, const Dataset& dataset,
                   Reporter& reporter, const RunOptions& options) {
  const Scaler scaler = fit_scaler(dataset, dataset.train, hp.normalization);
  const std::string unit = target_units(hp, dataset, scaler).front().name;
  const auto warn = [&](const std::string& line) { reporter.warning(line); };
  Keeper keeper(resolved_text(hp, options), files, warn);
  run::MetricsLog log(files.metrics_csv(), files.metrics_jsonl(), unit, warn);
  run::EventLog events(files.path(), unit, warn);
  run::Reporters reporters({&keeper, &reporter, &log, &events});
  FitOptions fit_options;
  fit_options.threads = options.threads > 0 ? options.threads : hp.threads;
  fit_options.stop = options.stop;
  fit_options.checkpoints = files.path();
  fit_options.resume = options.earlier == EarlierRun::resume;
  FitResult result = fit(hp, dataset, reporters, fit_options);
  keeper.look();
  return result;
}

// Beside the folder, else where temporary files go: under a name that nothing has.
std::string save_elsewhere(const std::string& folder, const Model& model) {
  const fs::path path(folder);
  std::error_code error;
  for (const fs::path& place : {path.has_parent_path() ? path.parent_path() : fs::path("."),
                                fs::temp_directory_path(error)}) {
    const std::string name = path.filename().string() + "-" + std::to_string(::getpid());
    const std::string file = (place / (name + "." + files::kModelFile)).string();
    try {
      save_model(file, model);
      return file;
    } catch (const Error&) {  // the next one
    }
  }
  return "";
}

// The one file that must not be lost: whatever stands in its way is an I/O failure.
void save_best(const run::RunDirectory& files, const Model& model) {
  try {
    save_model(files.model(), model);
  } catch (const Error& error) {
    const std::string what = std::string("the trained model was not saved: ") + error.what();
    const std::string kept = files::CheckpointStore(files.path(), 1).newest_path();
    if (!kept.empty())
      throw Error(ErrorCode::io, what + " Kept: " + kept +
                                     "; with room on the disk, lstmtrain --resume --out " +
                                     files.where() + " saves the model from it.");
    const std::string elsewhere = save_elsewhere(files.path(), model);
    throw Error(ErrorCode::io, what + (elsewhere.empty() ? " No checkpoint was kept either."
                                                         : " It is in " + elsewhere + "."));
  }
}

void test_model(const Hyperparams& hp, const Dataset& dataset, RunResult& result) {
  const Model& model = result.fit.model;
  result.test =
      evaluate(model, dataset, dataset.test_files,
               {.threads = result.fit.threads, .allow_mixed_rates = hp.allow_mixed_rates});
  const Predictions& predictions = result.test->predictions;
  const std::vector<std::string> conditions = usual_conditions(dataset);
  std::size_t left = kMostGroupErrors / std::max<std::size_t>(1, model.targets.size());
  for (const std::string& by : conditions) {
    const RowGroups groups = row_groups(by, hp, dataset, {});
    if (groups.names.size() > left) continue;
    left -= groups.names.size();
    result.by.push_back({by, measure_groups(model, dataset, predictions, groups)});
  }
  result.omitted_conditions = conditions.size() - result.by.size();
  const InferenceFilter filter = inference_filter(hp);
  if (filter.any())
    result.filtered = measure(model, dataset, filtered(filter, dataset, predictions));
}

// Writes the predictions; their paths relative to the run's folder.
std::vector<std::string> save_predictions(const run::RunDirectory& files, const Dataset& dataset,
                                          const RunResult& result) {
  if (!result.test) return {};
  std::vector<std::string> names;
  for (const FileMetrics& file : result.test->files) names.push_back(file.file);
  names = run::flat_names(names);
  const fs::path folder = files.predictions_folder();
  for (std::size_t i = 0; i < names.size(); ++i) {
    files::write_predictions((folder / names[i]).string(), dataset, result.test->predictions, i,
                             result.filtered ? result.filtered->predictions : Predictions{});
    names[i] = (fs::path(files::kTestPredictions) / names[i]).string();
  }
  return names;
}

// The predictions and, last, results.json: with it the run has ended.
void save_results(const run::RunDirectory& files, const Hyperparams& hp, const Dataset& dataset,
                  const RunResult& result) {
  const InferenceFilter filter = inference_filter(hp);
  run::RunResults results;
  results.fit = &result.fit;
  results.train = &result.train;
  results.val = &result.val;
  if (result.test) results.test = &*result.test;
  if (result.filtered) results.filtered = {&*result.filtered, filter_text(filter), filter.causal()};
  results.by = &result.by;
  results.omitted_conditions = result.omitted_conditions;
  results.predictions = save_predictions(files, dataset, result);
  results.seed = hp.seed;
  results.peak_rss_mb = result.peak_rss_mb;
  results.warnings = dataset.warnings;
  files::write_file_atomically(files.results(), run::results_json(results));
}

// The run has ended, and nothing of it is lost where its page cannot be written.
void save_report(const run::RunDirectory& files, Reporter& reporter) {
  if (!report::can_write_report()) return;
  try {
    const std::string folder = files.where();
    report::write_report(folder, files::path_in(folder, files::kReportPage), false);
  } catch (const std::exception& error) {
    reporter.warning(std::string("no report was written: ") + error.what());
  }
}

}  // namespace

RunResult train_to_folder(const Hyperparams& hp, const Dataset& dataset, const std::string& folder,
                          const RunOptions& options) {
  Reporter silent;
  Reporter& reporter = options.reporter != nullptr ? *options.reporter : silent;
  require_threads("train_to_folder", options.threads);
  // Throws what fit() would, while the run that is to be replaced is still there.
  if (options.earlier == EarlierRun::replace) plan(hp, dataset);
  run::RunDirectory files(folder, options.earlier, options.lock);
  RunResult result;
  result.fit = fit_into(files, hp, dataset, reporter, options);
  save_best(files, result.fit.model);
  if (options.pruned != nullptr && *options.pruned) result.fit.stop_reason = StopReason::pruned;
  if (result.fit.stop_reason != StopReason::interrupted) {
    result.train = measure_split(result.fit.model, dataset, dataset.train, result.fit.threads);
    result.val = measure_split(result.fit.model, dataset, dataset.val, result.fit.threads);
    if (!dataset.test_files.empty()) test_model(hp, dataset, result);
    result.peak_rss_mb = peak_rss_mb();
    save_results(files, hp, dataset, result);
  }
  save_report(files, reporter);
  result.folder = files.where();
  return result;
}

bool complete_run(const std::string& folder, Reporter& reporter) {
  std::error_code no;
  const fs::path page = files::path_in(folder, files::kReportPage),
                 results = files::path_in(folder, files::kResultsFile);
  const bool older = report::can_write_report() &&
                     (!fs::exists(path_status(page)) ||
                      fs::last_write_time(page, no) < fs::last_write_time(results, no));
  if (!older && !run::RunDirectory::has_temporaries(folder)) return false;
  const run::RunDirectory files(folder, EarlierRun::resume);
  if (older) save_report(files, reporter);
  return older;
}

bool run_has_ended(const std::string& folder, const Hyperparams& hp) {
  const fs::path path(folder);
  if (!fs::exists(path_status(path / files::kSettingsFile))) return false;
  const std::string then = files::read_text_file(files::path_in(path, files::kSettingsFile));
  const auto differences = settings::settings_differences(then, hp);
  if (!differences.empty())
    throw Error(ErrorCode::config, settings::refused_change("a setting", differences));
  return fs::exists(path_status(path / files::kResultsFile)) &&
         fs::exists(path_status(path / files::kModelFile)) && !settings::extends(then, hp);
}

}  // namespace lstmtrain
