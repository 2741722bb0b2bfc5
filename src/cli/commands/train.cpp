// lstmtrain train, and the bare form: settings -> data -> plan -> run directory -> fit -> test ->
// files and table; several runs go to sweep.cpp. Everything is validated before the first step;
// nothing is lost after it.
#include "cli/commands.hpp"
#include "cli/commands/report.hpp"
#include "cli/free_memory.hpp"
#include "cli/interrupt.hpp"
#include "cli/job.hpp"
#include "cli/resume.hpp"
#include "cli/screen/console_reporter.hpp"
#include "cli/screen/train_summary.hpp"
#include "cli/settings.hpp"
#include "cli/sweep.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

// A dry run says that the folder is taken; a run refuses it before the data is read.
void check_out(const Options& options, Terminal& terminal) {
  try {
    run::RunDirectory::check(options.out, earlier_of(options));
  } catch (const Error& error) {
    if (!options.dry_run) throw;
    terminal.warning(error.what());
  }
}

Job prepare(const Options& options, settings::Settings settings, const DataPaths& paths,
            Terminal& terminal) {
  auto dataset = std::make_shared<const Dataset>(load_dataset(settings.values, paths));
  std::vector<std::string> notes = settings.notes;
  notes.insert(notes.end(), dataset->notes.begin(), dataset->notes.end());
  Job job = make_job(std::move(settings), dataset, options.out, options.resume, notes);
  if (!options.quiet) {
    for (const std::string& note : notes) terminal.note(note);
    terminal.err.write(data_summary(*dataset, job.scaler, job.units));
  }
  return job;
}

void say(const Options& options, const Job& job, const FitResult& fit, const Measured& measured,
         Terminal& terminal) {
  const TestResult* test = measured.test_or_null();
  if (!options.quiet) {
    for (const std::string& note : measured.test.notes) terminal.warning(note);
    terminal.out.write(metrics_table(fit.model, {{"train", &measured.train},
                                                 {"val", &measured.val},
                                                 {"test", test},
                                                 {"filtered", measured.filtered_or_null()}}) +
                       filter_line(job.hp()) + end_text(fit, measured.peak_rss_mb));
  }
  terminal.out.write(result_line(fit.model, measured.val, test, job.out));
  if (fit.stop_reason == StopReason::diverged) terminal.error(fit.diagnosis);
}

int run_job(const Options& options, const Job& job, Terminal& terminal) {
  const run::RunDirectory run(job.out, earlier_of(options));
  const Interrupt interrupt;
  ConsoleReporter console(terminal, job.units.front().name, job.hp().stream() ? "row" : "window",
                          options.quiet);
  const FitResult fit = fit_job(job, run, console, job.hp().threads, Interrupt::stop());
  console.finish();
  save_best(run, fit.model);
  const auto report = [&] {
    save_report(job.out, [&](const std::string& line) { terminal.warning(line); });
  };
  if (fit.stop_reason == StopReason::interrupted) {
    report();
    terminal.out.write(interrupted_text(fit, job.out, job.units.front().name));
    Interrupt::end_with(Interrupt::signal_number());
  }
  const Measured measured = measure(job, fit);
  save_results(job, run, fit, measured);
  report();
  say(options, job, fit, measured, terminal);
  if (const int signal = Interrupt::signal_number(); signal != 0) Interrupt::end_with(signal);
  return fit.stop_reason == StopReason::diverged ? exit_status(ErrorCode::diverged) : 0;
}

int train_once(const Options& options, settings::Settings settings, Terminal& terminal) {
  if (options.resume) {
    if (const auto status = finished_before(options.out, settings, terminal)) return *status;
  }
  const DataPaths paths = data_paths_of(options, settings);
  check_out(options, terminal);
  const Job job = prepare(options, std::move(settings), paths, terminal);
  const Plan sizes = plan(job.hp(), *job.dataset);
  require_memory(sizes, free_memory());
  if (options.dry_run) {
    terminal.out.write(plan_text(sizes, job.hp()) + kDryRunEnd);
    return 0;
  }
  return run_job(options, job, terminal);
}

}  // namespace

int run_train(const Options& given, Terminal& terminal) {
  if (given.print_schema) {
    terminal.out.write(settings::print_schema());
    return 0;
  }
  const Options options = with_run_settings(given);
  settings::Settings settings = settings_of(options);
  if (options.print_config) {
    terminal.out.write(settings::print_config(settings));
    return 0;
  }
  if (settings.runs == 1) return train_once(options, std::move(settings), terminal);
  check_out(options, terminal);
  return run_sweep(options, std::move(settings), terminal);
}

}  // namespace lstmtrain::cli
