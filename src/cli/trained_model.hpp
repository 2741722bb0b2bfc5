// A model and the settings that it was trained with, which decide how its data is read.
#pragma once

#include <string>
#include <vector>

#include "cli/screen/terminal.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::cli {

struct ModelWithSettings {
  Model model;
  Hyperparams settings;
};

// The model file that a word means: itself, or that of a run's folder. Throws not_found for a
// folder without one.
std::string model_file(const std::string& word);

// `set`: KEY=VALUE of --set, only keys that act on a trained model: filters, and how cells are
// read. Throws not_found, data, usage.
ModelWithSettings load_with_settings(const std::string& path, const std::vector<std::string>& set);

// Throws data where the columns of `dataset` are not in the units of the model's; warns of what may
// be.
void require_units(const ModelWithSettings& loaded, const Dataset& dataset, Terminal& terminal);

// Throws data where not one row has a prediction.
void require_predictions(const std::string& model_path, const Predictions& predictions);

}  // namespace lstmtrain::cli
