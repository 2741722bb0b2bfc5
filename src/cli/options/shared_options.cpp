#include "cli/options/shared_options.hpp"

#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr int kMostRows = 100'000'000;

}  // namespace

void add_settings(OptionSet& set, SettingsOptions& options) {
  set.text("--hyperparams", options.hyperparams, "PATH", "Settings (JSON), or VEstim's job folder");
  set.assignments("--set", options.sets, "KEY=VALUE", "Change one setting; may be repeated");
  set.flag("--lenient", options.lenient, "Unknown keys are warnings, not errors");
}

void add_threads(OptionSet& set, std::optional<int>& threads) {
  set.whole("--threads", threads, 0, kMostThreads, "Threads (default: the cores that help)");
}

void add_seed(OptionSet& set, std::optional<std::uint64_t>& seed) {
  set.whole("--seed", seed, "Seed of every random number (default: SEED)");
}

void add_data(OptionSet& set, DataOptions& options) {
  set.text("--data", options.data, "DIR",
           "Folder that holds train/ and, if there are, val/ and test/");
  set.texts("--train", options.train, "PATH", "Training files, folders or globs");
  set.texts("--val", options.val, "PATH", "Validation files; absent: split off the training set");
  set.texts("--test", options.test, "PATH", "Test files, used once at the end");
}

void add_training(OptionSet& set, TrainingOptions& options, const char* out) {
  options.out = out;
  add_data(set, options.data);
  set.text("--out", options.out, "DIR",
           "Folder of this run's files (default: " + options.out + ")");
  set.flag("--force", options.force, "Replace an earlier run in --out");
  set.flag("--resume", options.resume, "Go on with the run in --out from its last checkpoint");
  set.exclude("--resume", "--force");
  set.flag("--no-lock", options.no_lock, "Do without the lock of --out, on disks that have none");
  add_threads(set, options.settings.threads);
  add_seed(set, options.settings.seed);
  set.flag("--dry-run", options.dry_run, "Check everything, state sizes, train nothing");
  add_quiet(set, options.quiet);
}

void add_data_paths(OptionSet& set, std::vector<std::string>& paths) {
  set.texts("--data", paths, "PATH", "Files, folders or globs");
}

void add_model_sets(OptionSet& set, std::vector<std::string>& sets) {
  set.assignments("--set", sets, "KEY=VALUE",
                  "Change a key that acts on a model, such as INFERENCE_FILTER_TYPE");
}

void add_model(OptionSet& set, std::string& model, const char* help) {
  set.text("--model", model, "FILE", help);
}

void add_rows(OptionSet& set, std::optional<int>& rows, const char* help) {
  set.whole("--rows", rows, 1, kMostRows, help);
}

void add_force(OptionSet& set, bool& force) {
  set.flag("--force", force, "Write over files of the same name");
}

void add_json(OptionSet& set, bool& json) {
  set.flag("--json", json, "Print JSON instead of the table");
}

void add_quiet(OptionSet& set, bool& quiet) {
  set.flag("--quiet", quiet, "Print only errors and the result line");
}

const std::string& required_run(const std::string& run) {
  if (run.empty()) {
    throw Error(
        ErrorCode::usage,
        "command line: RUN is missing, expected the folder of a run. Hint: lstmtrain report "
        "run, lstmtrain watch run.");
  }
  if (!std::filesystem::is_directory(run)) {
    throw Error(ErrorCode::not_found, run +
                                          ": is no folder, expected that of a run. Hint: give the "
                                          "--out of a training.");
  }
  return run;
}

}  // namespace lstmtrain::cli
