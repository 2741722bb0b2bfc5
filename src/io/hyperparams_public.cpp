// The library's doors to settings: a file, and a model that carries them.
#include "io/model_settings.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

Hyperparams load_hyperparams(const std::string& path, std::vector<std::string>* notes) {
  io::Settings settings = io::load_settings(path, {});
  if (settings.runs != 1)
    throw Error(ErrorCode::config, path + ": lists that make " + std::to_string(settings.runs) +
                                       " runs, expected one value a key. Hint: the program runs "
                                       "grids, lstmtrain --hyperparams " +
                                       path + ".");
  if (notes) *notes = std::move(settings.notes);
  return std::move(settings.values);
}

Hyperparams hyperparams_of(const Model& model) { return io::settings_of_model(model, "model", {}); }

}  // namespace lstmtrain
