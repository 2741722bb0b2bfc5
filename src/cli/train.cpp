// lstmtrain train, and the bare form: settings -> data -> plan -> run directory -> fit -> test ->
// files and table. Everything is validated before the first step; nothing is lost after it.
#include <sys/resource.h>

#include <filesystem>

#include "cli/commands.hpp"
#include "cli/console_reporter.hpp"
#include "cli/interrupt.hpp"
#include "cli/reporters.hpp"
#include "cli/resume.hpp"
#include "cli/settings.hpp"
#include "cli/split_metrics.hpp"
#include "cli/train_summary.hpp"
#include "io/atomic_file.hpp"
#include "io/checkpoint_store.hpp"
#include "io/metrics_log.hpp"
#include "io/predictions_csv.hpp"
#include "io/results_json.hpp"
#include "io/run_directory.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

// A validated run: all that is known before the first step.
struct Job {
  io::Settings settings;
  Dataset dataset;
  Scaler scaler;
  std::vector<Unit> units;
  std::string out;
  bool quiet = false, resume = false;

  const Hyperparams& hp() const { return settings.values; }
};

// What a finished training was measured to be.
struct Measured {
  TestResult train, val, test;
  bool has_test = false;
  double peak_rss_mb = 0;

  const TestResult* test_or_null() const { return has_test ? &test : nullptr; }
};

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // Linux counts in KiB
}

void refuse_not_built(const io::Settings& settings) {
  std::string faults;
  for (const std::string& setting : io::not_built(settings)) {
    faults += (faults.empty() ? "" : "\n") + setting +
              ": is not built yet, expected a value that does not act. Hint: leave it out; "
              "--print-config shows what is set.";
  }
  if (!faults.empty()) throw Error(ErrorCode::config, faults);
}

io::Earlier earlier_of(const Options& options) {
  if (options.resume) return io::Earlier::resume;
  return options.force ? io::Earlier::replace : io::Earlier::refuse;
}

// A dry run says that the folder is taken; a run refuses it before the data is read.
void check_out(const Options& options, const std::string& out, Terminal& terminal) {
  try {
    io::RunDirectory::check(out, earlier_of(options));
  } catch (const Error& error) {
    if (!options.dry_run) throw;
    terminal.warning(error.what());
  }
}

Job prepare(const Options& options, io::Settings settings, Terminal& terminal) {
  Job job;
  job.quiet = options.quiet;
  job.resume = options.resume;
  job.out = options.out;
  const DataPaths paths = data_paths_of(options, settings);
  check_out(options, job.out, terminal);
  job.settings = std::move(settings);
  job.dataset = load_dataset(job.hp(), paths);
  job.scaler = fit_scaler(job.dataset, job.dataset.train, job.hp().normalization);
  std::vector<std::string> notes = job.settings.notes;
  notes.insert(notes.end(), job.dataset.notes.begin(), job.dataset.notes.end());
  for (std::size_t c = job.dataset.num_features; c < job.dataset.columns.size(); ++c) {
    std::string note;
    job.units.push_back(target_unit(job.hp(), job.dataset.columns[c], job.scaler.max[c], &note));
    if (!note.empty()) notes.push_back(note);
  }
  if (!job.quiet) {
    for (const std::string& note : notes) terminal.note(note);
    terminal.err.write(data_summary(job.dataset, job.scaler, job.units));
  }
  return job;
}

// When the training begins, and not before: a run that is refused has changed nothing.
class Beginning : public Reporter {
 public:
  Beginning(const Job& job, const io::RunDirectory& run) : job_(job), run_(run) {}
  void start(const StartRecord&) override {
    io::write_file_atomically(run_.resolved(), io::resolved_with_origin(job_.settings));
    std::filesystem::remove(run_.results());  // of a run that has ended and goes on
  }

 private:
  const Job& job_;
  const io::RunDirectory& run_;
};

FitResult fit_job(const Job& job, const io::RunDirectory& run, Terminal& terminal) {
  const std::string& unit = job.units.front().name;
  Beginning beginning(job, run);
  ConsoleReporter console(terminal, unit, job.hp().stream() ? "row" : "window", job.quiet);
  io::MetricsLog log(run.metrics_csv(), run.metrics_jsonl(), unit,
                     [&](const std::string& line) { console.warning(line); });
  Reporters reporters({&beginning, &console, &log});
  FitOptions fit_options;
  fit_options.threads = job.hp().threads;
  fit_options.stop = &Interrupt::stop();
  fit_options.checkpoints = run.path();
  fit_options.resume = job.resume;
  FitResult result = fit(job.hp(), job.dataset, reporters, fit_options);
  console.finish();
  return result;
}

// The one file that must not be lost: whatever stands in its way is an I/O failure.
void save_best(const io::RunDirectory& run, const Model& model) {
  try {
    save_model(run.model(), model);
  } catch (const Error& error) {
    const std::string kept = io::CheckpointStore(run.path(), 1).newest_path();
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
  measured.train = measure_split(fit.model, job.dataset, job.dataset.train, fit.threads);
  measured.val = measure_split(fit.model, job.dataset, job.dataset.val, fit.threads);
  measured.has_test = !job.dataset.test_files.empty();
  if (measured.has_test) {
    measured.test = evaluate(fit.model, job.dataset, job.dataset.test_files, fit.threads);
  }
  measured.peak_rss_mb = peak_rss_mb();
  return measured;
}

// Writes the predictions; their paths relative to the run's folder.
std::vector<std::string> save_predictions(const Job& job, const io::RunDirectory& run,
                                          const Measured& measured) {
  if (!measured.has_test) return {};
  std::vector<std::string> names;
  for (const FileMetrics& file : measured.test.files) names.push_back(file.file);
  names = io::flat_names(names);
  const std::filesystem::path folder = run.predictions_folder();
  for (std::size_t i = 0; i < names.size(); ++i) {
    io::write_predictions((folder / names[i]).string(), job.dataset, job.dataset.test_files[i],
                          measured.test.predictions[i]);
    names[i] = "predictions/test/" + names[i];
  }
  return names;
}

void say(const Job& job, const FitResult& fit, const Measured& measured, Terminal& terminal) {
  const TestResult* test = measured.test_or_null();
  if (!job.quiet) {
    for (const std::string& note : measured.test.notes) terminal.warning(note);
    terminal.out.write(
        metrics_table(fit.model,
                      {{"train", &measured.train}, {"val", &measured.val}, {"test", test}}) +
        end_text(fit, measured.peak_rss_mb));
  }
  terminal.out.write(result_line(fit.model, measured.val, test, job.out));
  if (fit.stop_reason == StopReason::diverged) terminal.error(fit.diagnosis);
}

int run_job(const Options& options, const Job& job, Terminal& terminal) {
  const io::RunDirectory run(job.out, earlier_of(options));
  const Interrupt interrupt;
  const FitResult fit = fit_job(job, run, terminal);
  save_best(run, fit.model);
  if (fit.stop_reason == StopReason::interrupted) {
    terminal.out.write(interrupted_text(fit, job.out, job.units.front().name));
    Interrupt::end_with(Interrupt::signal_number());
  }

  const Measured measured = measure(job, fit);
  io::RunResults results;
  results.fit = &fit;
  results.train = &measured.train;
  results.val = &measured.val;
  results.test = measured.test_or_null();
  results.predictions = save_predictions(job, run, measured);
  results.seed = job.hp().seed;
  results.peak_rss_mb = measured.peak_rss_mb;
  io::write_file_atomically(run.results(), io::results_json(results));
  say(job, fit, measured, terminal);
  if (const int signal = Interrupt::signal_number(); signal != 0) Interrupt::end_with(signal);
  return fit.stop_reason == StopReason::diverged ? exit_status(ErrorCode::diverged) : 0;
}

}  // namespace

int run_train(const Options& given, Terminal& terminal) {
  if (given.print_schema) {
    terminal.out.write(io::print_schema());
    return 0;
  }
  const Options options = with_run_settings(given);
  io::Settings settings = settings_of(options);
  if (options.print_config) {
    terminal.out.write(io::print_config(settings));
    return 0;
  }
  refuse_not_built(settings);
  if (options.resume) {
    if (const auto status = finished_before(options.out, settings, terminal)) return *status;
  }
  const Job job = prepare(options, std::move(settings), terminal);
  const Plan sizes = plan(job.hp(), job.dataset, job.hp().threads);
  if (options.dry_run) {
    terminal.out.write(plan_text(sizes, job.hp()));
    return 0;
  }
  return run_job(options, job, terminal);
}

}  // namespace lstmtrain::cli
