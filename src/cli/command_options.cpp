// Each command's options, bound to Options: the only list of them.
#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <limits>

#include "cli/options.hpp"

namespace lstmtrain::cli {
namespace {

// A validator that names what it got and what it wants.
template <class T>
CLI::Validator whole_number(T low, T high) {
  return CLI::Validator(
      [low, high](const std::string& text) -> std::string {
        T value{};
        const auto end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, value);
        if (result.ec == std::errc() && result.ptr == end && value >= low && value <= high) {
          return {};
        }
        return "not a whole number in range, got \"" + text + "\", expected " +
               std::to_string(low) + ".." + std::to_string(high) + ". Hint: see --help.";
      },
      "");
}

CLI::Validator key_value() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        const auto equals = text.find('=');
        if (equals != std::string::npos && equals > 0) return {};
        return "not a setting, got \"" + text +
               "\", expected KEY=VALUE. Hint: for example --set MAX_EPOCHS=50.";
      },
      "");
}

const CLI::Validator kThreads = whole_number<int>(0, 1024);
const CLI::Validator kSeed =
    whole_number<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max());
const CLI::Validator kFiles = whole_number<int>(0, 10000);
const CLI::Validator kSteps = whole_number<int>(1, 10'000'000);
const CLI::Validator kRows = whole_number<int>(1, 100'000'000);

void add_sets(CLI::App& app, Options& options, const char* help) {
  app.add_option("--set", options.sets, help)
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->check(key_value());
}

void add_settings(CLI::App& app, Options& options) {
  app.add_option("--hyperparams", options.hyperparams, "Settings (JSON); absent: the defaults")
      ->type_name("FILE");
  add_sets(app, options, "Change one setting; may be repeated");
  app.add_flag("--lenient", options.lenient, "Unknown keys are warnings, not errors");
}

void add_data(CLI::App& app, Options& options) {
  app.add_option("--data", options.data,
                 "Folder that holds train/ and, if there are, val/ and test/")
      ->type_name("DIR");
  app.add_option("--train", options.train_paths, "Training files, folders or globs")
      ->type_name("PATH");
  app.add_option("--val", options.val_paths, "Validation files; absent: split off the training set")
      ->type_name("PATH");
  app.add_option("--test", options.test_paths, "Test files, used once at the end")
      ->type_name("PATH");
}

void add_threads(CLI::App& app, Options& options) {
  app.add_option("--threads", options.threads, "Threads (default: the cores that help)")
      ->type_name("N")
      ->check(kThreads);
}

void add_seed(CLI::App& app, Options& options) {
  app.add_option("--seed", options.seed, "Seed of every random number (default: SEED)")
      ->type_name("N")
      ->check(kSeed);
}

void add_quiet(CLI::App& app, Options& options) {
  app.add_flag("--quiet", options.quiet, "Print only errors and the result line");
}

// The data, the folder and the machine of a command that trains.
void add_run(CLI::App& app, Options& options) {
  add_data(app, options);
  app.add_option("--out", options.out, "Folder of this run's files (default: " + options.out + ")")
      ->type_name("DIR");
  CLI::Option* force = app.add_flag("--force", options.force, "Replace an earlier run in --out");
  app.add_flag("--resume", options.resume, "Go on with the run in --out from its last checkpoint")
      ->excludes(force);
  add_threads(app, options);
  add_seed(app, options);
  app.add_flag("--dry-run", options.dry_run, "Check everything, state sizes, train nothing");
  add_quiet(app, options);
}

constexpr const char* kSetOfModel =
    "Change a key that acts on a model, such as INFERENCE_FILTER_TYPE";

}  // namespace

void add_train(CLI::App& app, Options& options) {
  options.out = "run";
  add_settings(app, options);
  add_run(app, options);
  app.add_option("--init", options.init, "Start from this model, with a fresh optimiser")
      ->type_name("FILE");
  app.add_flag("--refit-scaler", options.refit_scaler, "With --init: fit the scaler anew");
  app.add_flag("--print-config", options.print_config, "Print the resolved settings as JSON");
  app.add_flag("--print-schema", options.print_schema, "Print the JSON Schema of the settings");
}

void add_compare(CLI::App& app, Options& options) {
  options.out = "compare";
  app.add_option("runs", options.runs, "Runs that have ended, instead of training")
      ->type_name("RUN");
  add_settings(app, options);
  app.add_option("--optimizers", options.optimizers, "Adam,AdamW,SGD,RMSprop or some of them")
      ->type_name("LIST");
  app.add_option("--grid", options.grid, "Values of any key; may be repeated")
      ->type_name("KEY=a,b")
      ->allow_extra_args(false)
      ->check(key_value());
  app.add_option("--seeds", options.seeds,
                 "Runs of each setting, with SEED, SEED + 1, ... (default: 3)")
      ->type_name("N")
      ->check(whole_number<int>(1, 1000));
  add_run(app, options);
}

void add_test(CLI::App& app, Options& options) {
  app.add_option("--model", options.models, "Model files; several are compared, a row each")
      ->type_name("FILE");
  app.add_option("--data", options.data_paths, "Files, folders or globs")->type_name("PATH");
  app.add_option("--by", options.by, "Errors by condition: COLUMN:WIDTH, or file-prefix")
      ->type_name("GROUPS");
  app.add_flag("--json", options.json, "Print JSON instead of the table");
  add_sets(app, options, kSetOfModel);
  add_threads(app, options);
}

void add_predict(CLI::App& app, Options& options) {
  app.add_option("--model", options.model, "Model file (best.safetensors of a run)")
      ->type_name("FILE");
  app.add_option("--data", options.data_paths, "Files, folders or globs")->type_name("PATH");
  app.add_option("--out", options.out, "File to write; a folder when --data is more than one file")
      ->type_name("PATH");
  app.add_flag("--stream", options.stream,
               "Rows on stdin below a header line, a prediction a row on stdout at once");
  app.add_flag("--force", options.force, "Write over files of the same name");
  add_sets(app, options, kSetOfModel);
  add_threads(app, options);
}

void add_simulate(CLI::App& app, Options& options) {
  app.add_option("--out", options.out, "Folder to write train/, val/ and test/ into")
      ->type_name("DIR");
  app.add_option("--seed", options.seed, "Seed of the drive cycles (default: 2000)")
      ->type_name("N")
      ->check(kSeed);
  app.add_option("--train-files", options.train_files, "Training files")
      ->type_name("N")
      ->check(kFiles);
  app.add_option("--val-files", options.val_files, "Validation files")
      ->type_name("N")
      ->check(kFiles);
  app.add_option("--test-files", options.test_files, "Test files")->type_name("N")->check(kFiles);
  app.add_option("--rows", options.rows, "Most rows (seconds) of a file")
      ->type_name("N")
      ->check(kRows);
  app.add_flag("--force", options.force, "Write over files of the same name");
}

void add_check(CLI::App& app, Options& options) {
  add_settings(app, options);
  app.add_option("--data", options.data_paths, "Files, folders or globs")->type_name("PATH");
}

void add_bench(CLI::App& app, Options& options) {
  app.add_option("--case", options.cases, "Shape to measure; may be repeated (default: a list)")
      ->type_name("CELL,H[-H2],N,T")
      ->allow_extra_args(false);
  app.add_option("--threads", options.threads, "Threads (default: 1; 0: the cores that help)")
      ->type_name("N")
      ->check(kThreads);
  app.add_flag("--json", options.json, "Print a JSON list instead of the table");
}

void add_lr_find(CLI::App& app, Options& options) {
  add_settings(app, options);
  add_data(app, options);
  app.add_option("--rates", options.rates,
                 "Rates of the table (default: 1e-5 to 1e-1 in steps of about 3)")
      ->type_name("LIST");
  app.add_option("--steps", options.steps, "Updates at each rate, and of the sweep (default: 200)")
      ->type_name("N")
      ->check(kSteps);
  app.add_option("--apply", options.apply, "Write the recommended INITIAL_LR into this file")
      ->type_name("FILE");
  app.add_flag("--json", options.json, "Print JSON instead of the table");
  add_threads(app, options);
  add_seed(app, options);
  add_quiet(app, options);
}

void add_find_bad_batch(CLI::App& app, Options& options) {
  add_settings(app, options);
  app.add_option("--model", options.model, "A trained model; absent: a fresh one of these settings")
      ->type_name("FILE");
  app.add_option("--data", options.data_paths, "Files, folders or globs")->type_name("PATH");
  app.add_option("--rows", options.rows, "Rows of a window (default: LOOKBACK, or TBPTT_HISTORY)")
      ->type_name("N")
      ->check(kRows);
  app.add_flag("--json", options.json, "Print JSON instead of the table");
  add_threads(app, options);
}

void add_doctor(CLI::App& app, Options& options) {
  add_settings(app, options);
  add_data(app, options);
  app.add_option("--seconds", options.seconds,
                 "Most time of each short training (default: 120; 0: none)")
      ->type_name("S")
      ->check(CLI::Range(0.0, 1e6));
  app.add_option("--fix", options.fix, "Write the cured settings into this file")
      ->type_name("FILE");
  app.add_flag("--json", options.json, "Print JSON instead of sentences");
  add_threads(app, options);
  add_seed(app, options);
  add_quiet(app, options);
}

void add_report(CLI::App& app, Options& options) {
  app.add_option("run", options.run, "Folder of a run: finished, ended early or still running")
      ->type_name("RUN");
  app.add_option("--out", options.out, "File to write (default: RUN/report.html)")
      ->type_name("FILE");
}

void add_watch(CLI::App& app, Options& options) {
  app.add_option("run", options.run, "Folder of a run, running or finished")->type_name("RUN");
}

void add_manual(CLI::App& app, Options& options) {
  app.add_option("format", options.manual, "man, bash or zsh")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"man", "bash", "zsh"}));
}

}  // namespace lstmtrain::cli
