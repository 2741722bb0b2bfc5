// Options that several commands have, each with the one binder that declares them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_set.hpp"

namespace lstmtrain::cli {

// What the settings of a run come from.
struct SettingsOptions {
  std::string hyperparams;            // file or job folder; "" = the defaults
  std::vector<std::string> sets;      // KEY=VALUE, in order
  bool lenient = false;               // unknown keys are warnings
  std::optional<int> threads;         // THREADS
  std::optional<std::uint64_t> seed;  // SEED
};
// All but --threads and --seed, which --help shows further down.
void add_settings(OptionSet& set, SettingsOptions& options);
inline constexpr int kMostThreads = 1024;
void add_threads(OptionSet& set, std::optional<int>& threads);
void add_seed(OptionSet& set, std::optional<std::uint64_t>& seed);

// The data of a training.
struct DataOptions {
  std::string data;                           // folder with train/, val/, test/
  std::vector<std::string> train, val, test;  // files, folders, globs
};
void add_data(OptionSet& set, DataOptions& options);

// A training, or several: settings, data, and the folder for what it writes.
struct TrainingOptions {
  SettingsOptions settings;
  DataOptions data;
  std::string out;
  bool force = false;   // replace an earlier run in `out`
  bool resume = false;  // go on with it
  bool no_lock = false;
  bool dry_run = false;
  bool quiet = false;
};
// All but those of add_settings. `out` is the folder when --out is not given.
void add_training(OptionSet& set, TrainingOptions& options, const char* out);

// Data that a command looks at, file by file.
void add_data_paths(OptionSet& set, std::vector<std::string>& paths);
// KEY=VALUE of a trained model.
void add_model_sets(OptionSet& set, std::vector<std::string>& sets);
void add_model(OptionSet& set, std::string& model, const char* help);
void add_rows(OptionSet& set, std::optional<int>& rows, const char* help);
void add_force(OptionSet& set, bool& force);
void add_json(OptionSet& set, bool& json);
void add_quiet(OptionSet& set, bool& quiet);

// The folder of a run, as the word RUN. Throws usage, not_found.
const std::string& required_run(const std::string& run);

}  // namespace lstmtrain::cli
