#include "cli/model_settings.hpp"

#include "io/hyperparams_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

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

}  // namespace

ModelWithSettings load_with_settings(const std::string& path) {
  Model model = load_model(path);
  Hyperparams settings = settings_of_model(model, path);
  return {std::move(model), std::move(settings)};
}

}  // namespace lstmtrain::cli
