#include "cli/run_settings.hpp"

#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

// The paths of one set: the flag's, else the key's.
std::vector<std::string> choose(const std::vector<std::string>& flag, const char* flag_name,
                                const char* key, std::vector<std::string>& value,
                                settings::Settings& settings) {
  if (!flag.empty()) {
    value = flag;
    settings.origin[key] = flag_name;
  }
  for (std::string& path : value) {
    path = std::filesystem::absolute(path).lexically_normal().string();
  }
  return value;
}

}  // namespace

settings::Settings settings_of(const SettingsOptions& options,
                               const std::vector<settings::Override>& more) {
  std::vector<settings::Override> overrides;
  for (const std::string& text : options.sets) {
    overrides.push_back(settings::parse_override(text, "--set"));
  }
  if (options.seed) overrides.push_back({"SEED", std::to_string(*options.seed), "--seed"});
  if (options.threads) {
    overrides.push_back({"THREADS", std::to_string(*options.threads), "--threads"});
  }
  overrides.insert(overrides.end(), more.begin(), more.end());
  if (options.hyperparams.empty()) {
    settings::Settings settings = settings::read_settings({}, overrides, options.lenient);
    settings.notes.insert(settings.notes.begin(),
                          "no --hyperparams: every setting has its default or what --set gives.");
    return settings;
  }
  return settings::load_settings(options.hyperparams, overrides, options.lenient);
}

DataPaths data_paths_of(const DataOptions& options, settings::Settings& settings) {
  Hyperparams& hp = settings.values;
  const char* origin = options.data.empty() ? "" : "--data";
  DataPaths flags;
  if (!settings.job_data.empty() && !options.train.empty()) {
    hp.val_data.clear();  // sets of two origins would not belong together
    hp.test_data.clear();
  }
  if (!options.data.empty()) {
    flags = data_folder(options.data);
    hp.val_data.clear();  // what the folder lacks, the run lacks
    hp.test_data.clear();
  }
  const auto pick = [&](const std::vector<std::string>& own, const char* name,
                        const std::vector<std::string>& folder, const char* key,
                        std::vector<std::string>& value) {
    return own.empty() ? choose(folder, origin, key, value, settings)
                       : choose(own, name, key, value, settings);
  };
  DataPaths paths;
  paths.train = pick(options.train, "--train", flags.train, "TRAIN_DATA", hp.train_data);
  paths.val = pick(options.val, "--val", flags.val, "VAL_DATA", hp.val_data);
  paths.test = pick(options.test, "--test", flags.test, "TEST_DATA", hp.test_data);
  if (paths.train.empty()) {
    throw Error(ErrorCode::usage,
                "command line: no training data, got neither --data nor --train nor TRAIN_DATA, "
                "expected one of them. Hint: lstmtrain --data DIR --out run, where DIR holds "
                "train/; lstmtrain simulate --out DIR makes one to try." +
                    (settings.job_data.empty() ? "" : "\n" + settings.job_data));
  }
  if (!settings.job_data.empty() && options.data.empty() && options.train.empty())
    settings.notes.push_back(settings.job_data);
  return paths;
}

}  // namespace lstmtrain::cli
