// Stage 14: features that were constant over the training rows. Nothing could be learned of them,
// so their input weights are 0 and stay so: whatever they are later, they cannot act.
#pragma once

#include <span>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain {

class FrozenInputs {
 public:
  FrozenInputs() = default;  // none
  // Of the features whose smallest and largest training value, as `scaler` has them, are one.
  FrozenInputs(const ModelSpec& spec, const Scaler& scaler);

  // 0 for the input weights of these in `values` [param_count]: parameters or their gradient.
  // Allocates: no.
  void clear(std::span<float> values) const;

 private:
  std::vector<std::size_t> weights_;  // places in the flat parameters
};

}  // namespace lstmtrain
