#include "cli/trained_model.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/path_status.hpp"
#include "cli/screen/quantity.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "settings/model_settings.hpp"

namespace lstmtrain::cli {
namespace {

// What a trained model can be told anew; everything else is the model itself.
constexpr std::string_view kSettable[] = {"INFERENCE_FILTER_TYPE",  "INFERENCE_FILTER_WINDOW_SIZE",
                                          "INFERENCE_FILTER_ALPHA", "INFERENCE_FILTER_POLYORDER",
                                          "ALLOW_MIXED_RATES",      "TIME_COLUMN",
                                          "MISSING_VALUES",         "VALID_RANGE",
                                          "IGNORE_UNIT_CHECK"};

std::vector<settings::Override> overrides_of(const std::vector<std::string>& set) {
  std::vector<settings::Override> overrides;
  for (const std::string& text : set) overrides.push_back(settings::parse_override(text, "--set"));
  for (const settings::Override& override : overrides)
    if (std::find(std::begin(kSettable), std::end(kSettable), override.key) == std::end(kSettable))
      throw Error(ErrorCode::usage,
                  "command line: --set, got " + override.key +
                      ", expected a key that acts on a trained model: INFERENCE_FILTER_..., "
                      "ALLOW_MIXED_RATES, TIME_COLUMN, MISSING_VALUES, VALID_RANGE or "
                      "IGNORE_UNIT_CHECK. Hint: others need a new training.");
  return overrides;
}

}  // namespace

std::string model_file(const std::string& word) {
  if (!std::filesystem::is_directory(path_status(word))) return word;
  return files::path_in(word, files::kModelFile);
}

ModelWithSettings load_with_settings(const std::string& path, const std::vector<std::string>& set) {
  const std::vector<settings::Override> overrides = overrides_of(set);
  Model model = load_model(path);
  Hyperparams settings = settings::settings_of_model(model, path, overrides);
  return {std::move(model), std::move(settings)};
}

void require_units(const ModelWithSettings& loaded, const Dataset& dataset, Terminal& terminal) {
  const UnitFindings units = find_other_units(loaded.settings, loaded.model.families, dataset);
  for (const std::string& note : units.notes) terminal.warning(note);
  if (!units.faults.empty()) throw Error(ErrorCode::data, units.faults.front());
}

void require_predictions(const std::string& model_path, const Predictions& predictions) {
  std::size_t rows = 0;
  for (std::size_t file = 0; file < predictions.files(); ++file) {
    const std::span<const float> values = predictions.values(file);
    if (std::any_of(values.begin(), values.end(), [](float y) { return std::isfinite(y); })) return;
    rows += predictions.rows(file);
  }
  throw Error(ErrorCode::data,
              model_path + ": no row of this data has a prediction, got " + grouped(rows) +
                  " rows, expected one at least. Hint: lstmtrain check tells whether every row has "
                  "a bad cell; else the model's weights leave the range of float32.");
}

}  // namespace lstmtrain::cli
