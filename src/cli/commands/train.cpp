// lstmtrain train, and the bare form: settings -> data -> plan -> the run in its folder -> table.
// Everything is validated before the first step; nothing is lost after it.
#include <filesystem>

#include "cli/command.hpp"
#include "cli/earlier_run.hpp"
#include "cli/interrupt.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/console_reporter.hpp"
#include "cli/screen/start_text.hpp"
#include "cli/screen/train_summary.hpp"
#include "cli/several_runs.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/run.hpp"
#include "run/free_memory.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Trains a model on CSV files and tests it.

Examples:
  lstmtrain train --hyperparams hp.json --data drives --out run
  lstmtrain train --train 'drives/2[01]*.csv' --val v.csv --test t.csv --set MAX_EPOCHS=50
  lstmtrain train --hyperparams hp.json --print-config

Settings: defaults < the file < --set and the other options, all resolved ones in
run/resolved.json. Results go to stdout, progress and errors to stderr.
)";

struct Options {
  TrainingOptions training;
  std::string init;           // model file to start from
  bool refit_scaler = false;  // with init
  bool print_config = false, print_schema = false;
};

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.training.settings);
  add_training(set, options.training, "run");
  set.text("--init", options.init, "FILE", "Start from this model, with a fresh optimiser");
  set.flag("--refit-scaler", options.refit_scaler, "With --init: fit the scaler anew");
  set.flag("--print-config", options.print_config, "Print the resolved settings as JSON");
  set.flag("--print-schema", options.print_schema, "Print the JSON Schema of the settings");
}

// --init and --refit-scaler as the keys that they stand for.
std::vector<settings::Override> overrides_of(const Options& options) {
  std::vector<settings::Override> overrides;
  if (!options.init.empty()) {
    const std::string path = std::filesystem::absolute(options.init).lexically_normal().string();
    overrides.push_back({"INIT_MODEL", path, "--init"});
  }
  if (options.refit_scaler) overrides.push_back({"REFIT_SCALER", "true", "--refit-scaler"});
  return overrides;
}

void say_data(const settings::Settings& settings, const DataWords& words, Terminal& terminal) {
  for (const std::string& note : settings.notes) terminal.note(note);
  for (const std::string& note : words.notes) terminal.note(note);
  terminal.err.write(words.summary);
}

void say_result(const TrainingOptions& options, const Hyperparams& hp, const RunResult& run,
                const std::vector<std::string>& warnings, Terminal& terminal) {
  const auto pointer = [](const auto& result) { return result ? &*result : nullptr; };
  if (!options.quiet) {
    if (run.test)
      for (const std::string& note : run.test->notes) terminal.warning(note);
    terminal.out.write(metrics_table(run.fit.model, {{"train", &run.train},
                                                     {"val", &run.val},
                                                     {"test", pointer(run.test)},
                                                     {"filtered", pointer(run.filtered)}}) +
                       filter_line(hp) + end_text(run));
  }
  terminal.out.write(result_line(run));
  say_warnings(warnings, terminal);
  if (run.fit.stop_reason == StopReason::diverged) terminal.error(run.fit.diagnosis);
}

// Trains until the end or a signal, which ends the process once everything is saved.
int train_and_say(const TrainingOptions& options, const settings::Settings& settings,
                  const Dataset& dataset, const std::string& unit, Terminal& terminal) {
  const Hyperparams& hp = settings.values;
  const Interrupt interrupt;
  ConsoleReporter console(terminal, hp, unit, options.quiet);
  const RunResult run = train_to_folder(hp, dataset, options.out,
                                        {.earlier = earlier_of(options),
                                         .reporter = &console,
                                         .stop = &Interrupt::stop(),
                                         .lock = !options.no_lock,
                                         .origins = settings.origin});
  console.finish();
  if (run.fit.stop_reason == StopReason::interrupted)
    terminal.out.write(interrupted_text(run.fit, run.folder, unit));
  else
    say_result(options, hp, run, dataset.warnings, terminal);
  if (const int signal = Interrupt::signal_number(); signal != 0) Interrupt::end_with(signal);
  return run.fit.stop_reason == StopReason::diverged ? exit_status(ErrorCode::diverged) : 0;
}

int train_once(const TrainingOptions& options, settings::Settings settings, Terminal& terminal) {
  if (options.resume) {
    if (const auto status = finished_before(options.out, settings.values, terminal)) return *status;
  }
  const DataPaths paths = data_paths_of(options.data, settings);
  check_out(options, terminal);
  const Hyperparams& hp = settings.values;
  const Dataset dataset = load_dataset(hp, paths);
  const DataWords words = data_words(hp, dataset);
  if (!options.quiet) say_data(settings, words, terminal);
  say_warnings(words.warnings, terminal);
  const Plan sizes = plan(hp, dataset);
  run::require_memory(sizes, run::free_memory());
  if (options.dry_run) {
    terminal.out.write(plan_text(sizes, hp));
    terminal.out.write("time: " + estimate_text(estimate(hp, dataset)) + "\n" + kDryRunEnd);
    return 0;
  }
  return train_and_say(options, settings, dataset, words.unit, terminal);
}

int run_train(const Options& options, Terminal& terminal) {
  if (options.print_schema) {
    terminal.out.write(settings::print_schema());
    return 0;
  }
  const TrainingOptions training = with_run_settings(options.training);
  const std::vector<settings::Override> overrides = overrides_of(options);
  settings::Settings settings = settings_of(training.settings, overrides);
  if (options.print_config) {
    terminal.out.write(settings::print_config(settings));
    return 0;
  }
  if (settings.runs == 1) return train_once(training, std::move(settings), terminal);
  check_out(training, terminal);
  return train_several(training, overrides, std::move(settings), terminal, Tables::ranked);
}

}  // namespace

extern const Command train_command = {"train",
                                      "trains a model and tests it (when no command is named)",
                                      kOpening, bound<Options, declare, run_train>};

}  // namespace lstmtrain::cli
