#include "cli/job.hpp"

#include <sys/resource.h>

#include <filesystem>

#include "cli/reporters.hpp"
#include "cli/row_groups.hpp"
#include "cli/split_metrics.hpp"
#include "files/atomic_file.hpp"
#include "files/checkpoint_store.hpp"
#include "files/predictions_csv.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/error.hpp"
#include "run/event_file.hpp"
#include "run/metrics_log.hpp"

namespace lstmtrain::cli {
namespace {

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // Linux counts in KiB
}

// When the training begins, and not before: a run that is refused has changed nothing.
class Beginning : public Reporter {
 public:
  Beginning(const Job& job, const run::RunDirectory& run) : job_(job), run_(run) {}
  void start(const StartRecord&) override {
    files::write_file_atomically(run_.resolved(), settings::resolved_with_origin(job_.settings));
    std::filesystem::remove(run_.results());  // of a run that has ended and goes on
  }

 private:
  const Job& job_;
  const run::RunDirectory& run_;
};

// Writes the predictions; their paths relative to the run's folder.
std::vector<std::string> save_predictions(const Job& job, const run::RunDirectory& run,
                                          const Measured& measured) {
  if (!measured.has_test) return {};
  std::vector<std::string> names;
  for (const FileMetrics& file : measured.test.files) names.push_back(file.file);
  names = run::flat_names(names);
  const std::filesystem::path folder = run.predictions_folder();
  for (std::size_t i = 0; i < names.size(); ++i) {
    files::write_predictions((folder / names[i]).string(), *job.dataset, measured.test.predictions,
                             i, measured.filtered.predictions);
    names[i] = "predictions/test/" + names[i];
  }
  return names;
}

}  // namespace

Job make_job(settings::Settings settings, std::shared_ptr<const Dataset> dataset, std::string out,
             bool resume, std::vector<std::string>& notes) {
  Job job;
  job.settings = std::move(settings);
  job.dataset = std::move(dataset);
  job.out = std::move(out);
  job.resume = resume;
  job.scaler = fit_scaler(*job.dataset, job.dataset->train, job.hp().normalization);
  for (std::size_t c = job.dataset->num_features; c < job.dataset->columns.size(); ++c) {
    std::string note;
    job.units.push_back(target_unit(job.hp(), job.dataset->columns[c], job.scaler.max[c], &note));
    if (!note.empty()) notes.push_back(note);
  }
  if (job.units.size() > 1)
    notes.push_back(
        "several targets: the loss over all of them chooses the best model, the lines of the "
        "epochs show \"" +
        job.hp().target_columns.front() + "\".");
  return job;
}

FitResult fit_job(const Job& job, const run::RunDirectory& run, Reporter& reporter, int threads,
                  const std::atomic<bool>& stop) {
  Beginning beginning(job, run);
  run::MetricsLog log(run.metrics_csv(), run.metrics_jsonl(), job.units.front().name,
                      [&](const std::string& line) { reporter.warning(line); });
  run::EventLog events(run.path(), job.units.front().name,
                       [&](const std::string& line) { reporter.warning(line); });
  Reporters reporters({&beginning, &reporter, &log, &events});
  FitOptions options;
  options.threads = threads;
  options.stop = &stop;
  options.checkpoints = run.path();
  options.resume = job.resume;
  return fit(job.hp(), *job.dataset, reporters, options);
}

// The one file that must not be lost: whatever stands in its way is an I/O failure.
void save_best(const run::RunDirectory& run, const Model& model) {
  try {
    save_model(run.model(), model);
  } catch (const Error& error) {
    const std::string kept = files::CheckpointStore(run.path(), 1).newest_path();
    throw Error(ErrorCode::io, std::string("the trained model was not saved: ") + error.what() +
                                   (kept.empty() ? " No checkpoint was kept either."
                                                 : " Kept: " + kept +
                                                       "; with room on the disk, lstmtrain "
                                                       "--resume --out " +
                                                       run.path() + " saves the model from it."));
  }
}

Measured measure(const Job& job, const FitResult& fit) {
  Measured measured;
  measured.train = measure_split(fit.model, *job.dataset, job.dataset->train, fit.threads);
  measured.val = measure_split(fit.model, *job.dataset, job.dataset->val, fit.threads);
  measured.has_test = !job.dataset->test_files.empty();
  if (measured.has_test) {
    measured.test =
        evaluate(fit.model, *job.dataset, job.dataset->test_files,
                 {.threads = fit.threads, .allow_mixed_rates = job.hp().allow_mixed_rates});
    for (const std::string& by : usual_conditions(*job.dataset))
      measured.by.push_back({by, measure_groups(fit.model, *job.dataset, measured.test.predictions,
                                                row_groups(by, job.hp(), *job.dataset, {}))});
  }
  const InferenceFilter filter = inference_filter(job.hp());
  measured.has_filtered = measured.has_test && filter.any();
  if (measured.has_filtered) {
    measured.filtered = lstmtrain::measure(
        fit.model, *job.dataset, filtered(filter, *job.dataset, measured.test.predictions));
  }
  measured.peak_rss_mb = peak_rss_mb();
  return measured;
}

void save_results(const Job& job, const run::RunDirectory& run, const FitResult& fit,
                  const Measured& measured) {
  run::RunResults results;
  results.fit = &fit;
  results.train = &measured.train;
  results.val = &measured.val;
  results.test = measured.test_or_null();
  const InferenceFilter filter = inference_filter(job.hp());
  results.by = &measured.by;
  results.filtered = {measured.filtered_or_null(), filter_text(filter), filter.causal()};
  results.predictions = save_predictions(job, run, measured);
  results.seed = job.hp().seed;
  results.peak_rss_mb = measured.peak_rss_mb;
  files::write_file_atomically(run.results(), run::results_json(results));
}

}  // namespace lstmtrain::cli
