#include "cli/trained_model.hpp"

#include <algorithm>
#include <string_view>

#include "lstmtrain/error.hpp"
#include "settings/model_settings.hpp"

namespace lstmtrain::cli {
namespace {

// What a trained model can be told anew; everything else is the model itself.
constexpr std::string_view kSettable[] = {"INFERENCE_FILTER_TYPE",  "INFERENCE_FILTER_WINDOW_SIZE",
                                          "INFERENCE_FILTER_ALPHA", "INFERENCE_FILTER_POLYORDER",
                                          "ALLOW_MIXED_RATES",      "TIME_COLUMN",
                                          "MISSING_VALUES",         "VALID_RANGE"};

std::vector<settings::Override> overrides_of(const std::vector<std::string>& set) {
  std::vector<settings::Override> overrides;
  for (const std::string& text : set) overrides.push_back(settings::parse_override(text, "--set"));
  for (const settings::Override& override : overrides)
    if (std::find(std::begin(kSettable), std::end(kSettable), override.key) == std::end(kSettable))
      throw Error(ErrorCode::usage,
                  "command line: --set, got " + override.key +
                      ", expected a key that acts on a trained model: INFERENCE_FILTER_..., "
                      "ALLOW_MIXED_RATES, TIME_COLUMN, MISSING_VALUES or VALID_RANGE. Hint: others "
                      "need a new training.");
  return overrides;
}

}  // namespace

ModelWithSettings load_with_settings(const std::string& path, const std::vector<std::string>& set) {
  const std::vector<settings::Override> overrides = overrides_of(set);
  Model model = load_model(path);
  Hyperparams settings = settings::settings_of_model(model, path, overrides);
  return {std::move(model), std::move(settings)};
}

}  // namespace lstmtrain::cli
