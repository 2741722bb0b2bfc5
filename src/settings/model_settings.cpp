#include "settings/model_settings.hpp"

#include "lstmtrain/error.hpp"

namespace lstmtrain::settings {

Hyperparams settings_of_model(const Model& model, const std::string& path,
                              const std::vector<Override>& overrides) {
  Hyperparams settings;
  try {
    Settings read = read_settings(SettingsFile{path, model.hyperparams}, overrides, true);
    settings = std::move(read.values);
    // 0.1.0 took every number for seconds, and so are the period and the filters of its models.
    if (model.hyperparams.find("\"TIME_UNIT\"") == std::string::npos &&
        settings.time_unit == TimeUnit::automatic)
      settings.time_unit = TimeUnit::file;
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

}  // namespace lstmtrain::settings
