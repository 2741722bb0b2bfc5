// The library's doors to settings: a file, and a model that carries them.
#include "lstmtrain/error.hpp"
#include "lstmtrain/model.hpp"
#include "settings/model_settings.hpp"

namespace lstmtrain {

Hyperparams load_hyperparams(const std::string& path, std::vector<std::string>* notes) {
  settings::Settings settings = settings::load_settings(path, {});
  if (settings.runs != 1)
    throw Error(ErrorCode::config, path + ": lists that make " + std::to_string(settings.runs) +
                                       " runs, expected one value a key. Hint: the program runs "
                                       "grids, lstmtrain --hyperparams " +
                                       path + ".");
  if (!settings.job_data.empty()) settings.notes.push_back(settings.job_data);
  if (notes) *notes = std::move(settings.notes);
  return std::move(settings.values);
}

Hyperparams hyperparams_of(const Model& model) {
  return settings::settings_of_model(model, "model", {});
}

}  // namespace lstmtrain
