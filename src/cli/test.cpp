// lstmtrain test: streams files through a model with carried state and prints the errors.
#include "cli/commands.hpp"
#include "cli/metrics_table.hpp"
#include "io/hyperparams_json.hpp"
#include "io/results_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

// The settings that the model was trained with decide how its data is read.
Hyperparams settings_of_model(const Model& model, const std::string& path) {
  Hyperparams settings;
  try {
    settings = io::read_settings(io::SettingsFile{path, model.hyperparams}, {}, true).values;
  } catch (const Error& error) {
    throw Error(ErrorCode::data,
                path + ": the settings in this model cannot be read: " + error.what());
  }
  // The network takes what these name: with other columns it would read beside the rows.
  if (settings.feature_columns != model.features || settings.target_columns != model.targets)
    throw Error(ErrorCode::data, path +
                                     ": the settings in this model name other columns than the "
                                     "model itself. Hint: the file is damaged or was edited.");
  return settings;
}

void require(bool given, const char* what) {
  if (given) return;
  throw Error(ErrorCode::usage,
              std::string("command line: ") + what +
                  " is missing. Hint: lstmtrain test --model run/best.safetensors --data DIR.");
}

}  // namespace

int run_test(const Options& options, Terminal& terminal) {
  require(!options.model.empty(), "--model FILE");
  require(!options.data_paths.empty(), "--data PATH...");
  const Model model = load_model(options.model);
  const Hyperparams settings = settings_of_model(model, options.model);
  const Dataset dataset = load_test_data(settings, options.data_paths);
  for (const std::string& note : dataset.notes) terminal.note(note);

  const TestResult result =
      lstmtrain::evaluate(model, dataset, dataset.test_files, options.threads.value_or(0));
  for (const std::string& note : result.notes) terminal.warning(note);
  terminal.out.write(options.json ? io::test_json(model, result)
                                  : metrics_table(model, {{"", &result}}));
  return 0;
}

}  // namespace lstmtrain::cli
