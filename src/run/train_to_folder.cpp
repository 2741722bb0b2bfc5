// One run from accepted settings to its files, the same for a single training and for each run of a
// sweep.
#include <sys/resource.h>

#include <filesystem>

#include "base/arguments.hpp"
#include "data/targets.hpp"
#include "files/atomic_file.hpp"
#include "files/checkpoint_store.hpp"
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

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // Linux counts in KiB
}

// When the training begins, and not before: a run that is refused has changed nothing.
class Beginning : public Reporter {
 public:
  Beginning(std::string resolved, const run::RunDirectory& files)
      : resolved_(std::move(resolved)), files_(files) {}
  void start(const StartRecord&) override {
    files::write_file_atomically(files_.resolved(), resolved_);
    fs::remove(files_.results());  // of a run that has ended and goes on
  }

 private:
  const std::string resolved_;
  const run::RunDirectory& files_;
};

std::string resolved_text(const Hyperparams& hp, const RunOptions& options) {
  settings::Settings settings;
  settings.values = hp;
  settings.origin = options.origins;
  return settings::resolved_with_origin(settings);
}

FitResult fit_into(const run::RunDirectory& files, const Hyperparams& hp, const Dataset& dataset,
                   Reporter& reporter, const RunOptions& options) {
  const Scaler scaler = fit_scaler(dataset, dataset.train, hp.normalization);
  const std::string unit = target_units(hp, dataset, scaler).front().name;
  const auto warn = [&](const std::string& line) { reporter.warning(line); };
  Beginning beginning(resolved_text(hp, options), files);
  run::MetricsLog log(files.metrics_csv(), files.metrics_jsonl(), unit, warn);
  run::EventLog events(files.path(), unit, warn);
  run::Reporters reporters({&beginning, &reporter, &log, &events});
  FitOptions fit_options;
  fit_options.threads = options.threads > 0 ? options.threads : hp.threads;
  fit_options.stop = options.stop;
  fit_options.checkpoints = files.path();
  fit_options.resume = options.earlier == EarlierRun::resume;
  return fit(hp, dataset, reporters, fit_options);
}

// The one file that must not be lost: whatever stands in its way is an I/O failure.
void save_best(const run::RunDirectory& files, const Model& model) {
  try {
    save_model(files.model(), model);
  } catch (const Error& error) {
    const std::string kept = files::CheckpointStore(files.path(), 1).newest_path();
    throw Error(ErrorCode::io, std::string("the trained model was not saved: ") + error.what() +
                                   (kept.empty() ? " No checkpoint was kept either."
                                                 : " Kept: " + kept +
                                                       "; with room on the disk, lstmtrain "
                                                       "--resume --out " +
                                                       files.path() + " saves the model from it."));
  }
}

void test_model(const Hyperparams& hp, const Dataset& dataset, RunResult& result) {
  const Model& model = result.fit.model;
  result.test =
      evaluate(model, dataset, dataset.test_files,
               {.threads = result.fit.threads, .allow_mixed_rates = hp.allow_mixed_rates});
  const Predictions& predictions = result.test->predictions;
  for (const std::string& by : usual_conditions(dataset))
    result.by.push_back(
        {by, measure_groups(model, dataset, predictions, row_groups(by, hp, dataset, {}))});
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
    report::write_report(files.path(), files::path_in(files.path(), files::kReportPage), false);
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
  const run::RunDirectory files(folder, options.earlier);
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
  return result;
}

bool complete_run(const std::string& folder, Reporter& reporter) {
  std::error_code error;
  const fs::path page = files::path_in(folder, files::kReportPage),
                 results = files::path_in(folder, files::kResultsFile);
  const bool older = report::can_write_report() &&
                     (!fs::exists(page, error) ||
                      fs::last_write_time(page, error) < fs::last_write_time(results, error));
  if (!older && !run::RunDirectory::has_temporaries(folder)) return false;
  const run::RunDirectory files(folder, EarlierRun::resume);
  if (older) save_report(files, reporter);
  return older;
}

bool run_has_ended(const std::string& folder, const Hyperparams& hp) {
  const fs::path path(folder);
  std::error_code error;
  if (!fs::exists(path / files::kSettingsFile, error)) return false;
  const std::string then = files::read_text_file(files::path_in(path, files::kSettingsFile));
  const auto differences = settings::settings_differences(then, hp);
  if (!differences.empty())
    throw Error(ErrorCode::config, settings::refused_change("a setting", differences));
  return fs::exists(path / files::kResultsFile, error) &&
         fs::exists(path / files::kModelFile, error) && !settings::extends(then, hp);
}

}  // namespace lstmtrain
