// A model with parameters that nobody trained: of any shape, whole, the same every time.
#pragma once

#include <cstdint>
#include <string>

#include "base/rng.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::test {

// Features x0 x1 ..., from 1 + d to 3 + 2 d; targets y0 y1 ... about 3.6 and with a scale of 0.4.
inline Model random_model(const ModelSpec& spec, double deviation = 0.4) {
  Model model;
  model.spec = spec;
  const Philox rng(3, Purpose::init);
  model.params.resize(param_count(spec));
  for (std::size_t i = 0; i < model.params.size(); ++i)
    model.params[i] = static_cast<float>(deviation * rng.normal(static_cast<std::uint32_t>(i)));
  model.hyperparams = "{}";
  for (int d = 0; d < spec.input_size; ++d) {
    model.features.push_back("x" + std::to_string(d));
    model.scaler.min.push_back(1 + d);
    model.scaler.max.push_back(3 + 2 * d);
    model.scaler.offset.push_back(2 + 1.5 * d);
    model.scaler.scale.push_back(0.7 + 0.3 * d);
  }
  for (int k = 0; k < spec.output_size; ++k) {
    model.targets.push_back("y" + std::to_string(k));
    model.units.push_back(Unit{"mV", 1000});
    model.scaler.min.push_back(2.5);
    model.scaler.max.push_back(4.2);
    model.scaler.offset.push_back(3.6);
    model.scaler.scale.push_back(0.4);
  }
  return model;
}

}  // namespace lstmtrain::test
