#include "train/starting_point.hpp"

#include "base/plain_text.hpp"
#include "base/text/words.hpp"
#include "data/time/sampling_rate.hpp"
#include "lstmtrain/error.hpp"
#include "nn/init.hpp"
#include "train/guards/messages.hpp"
#include "train/optim/frozen_inputs.hpp"

namespace lstmtrain {
namespace {

// "what, got X, expected Y" of everything in which the model is not what is to be trained.
std::string mismatch(const Model& model, const Hyperparams& hp, const ModelSpec& spec,
                     const Dataset& dataset) {
  std::string text;
  const auto compare = [&](const char* what, const std::string& got, const std::string& expected) {
    if (got != expected)
      text += (text.empty() ? " " : "; ") + std::string(what) + ", got " + got + ", expected " +
              expected;
  };
  compare("shape", describe(model.spec), describe(spec));
  compare("features", text::joined(model.features), text::joined(hp.feature_columns));
  compare("targets", text::joined(model.targets), text::joined(hp.target_columns));
  compare("target offset", std::to_string(model.target_offset), std::to_string(hp.target_offset));
  if (!hp.allow_mixed_rates && !same_rate(dataset.period, model.period))
    compare("sampling period", four_digits(model.period) + " s",
            four_digits(dataset.period) + " s");
  return text;
}

// Throws what starting_point() says of the model file.
Model initial_model(const Hyperparams& hp, const ModelSpec& spec, const Dataset& dataset) {
  Model model = load_model(hp.init_model);
  const std::string differs = mismatch(model, hp, spec, dataset);
  if (!differs.empty())
    throw Error(ErrorCode::config, hp.init_model +
                                       ": this model cannot be gone on from:" + differs +
                                       ". Hint: give the settings that it was made with.");
  return model;
}

}  // namespace

Scaler starting_scaler(const Hyperparams& hp, const ModelSpec& spec, const Dataset& dataset) {
  const Scaler fitted = fit_scaler(dataset, dataset.train, hp.normalization);
  if (hp.init_model.empty()) return fitted;
  const Model model = initial_model(hp, spec, dataset);
  return hp.refit_scaler ? fitted : model.scaler;
}

StartingPoint starting_point(const Hyperparams& hp, const ModelSpec& spec, const Dataset& dataset,
                             const std::vector<double>& means) {
  StartingPoint start;
  start.scaler = fit_scaler(dataset, dataset.train, hp.normalization);
  if (hp.init_model.empty()) {
    std::vector<double> scaled;
    for (std::size_t k = 0; k < means.size(); ++k)
      scaled.push_back(start.scaler.transform(dataset.num_features + k, means[k]));
    start.params = nn::initial_params(spec, hp.init, hp.seed, scaled,
                                      hp.stream() ? hp.history() : hp.lookback);
  } else {
    Model model = initial_model(hp, spec, dataset);
    start.params = std::move(model.params);
    if (!hp.refit_scaler) start.scaler = std::move(model.scaler);
  }
  FrozenInputs(spec, start.scaler).clear(start.params);
  return start;
}

}  // namespace lstmtrain
