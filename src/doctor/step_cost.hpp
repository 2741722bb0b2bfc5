// What a training step costs on this machine, measured on a small one: by it a check is made as
// large as its time allows.
#pragma once

#include <cstddef>
#include <string>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

struct StepCost {
  double seconds_per_flop = 0;  // of one thread

  // Forward and backward of `lanes` lanes as these settings cut them, on one thread.
  double step(const Hyperparams& hyperparams, std::size_t lanes) const;
  // Forward of so many rows, streamed.
  double forward(const Hyperparams& hyperparams, std::size_t rows) const;
};

// What is said of a check for which there is no time: "a window takes about 18 s, there are 1.7 s
// for it".
std::string too_long(const std::string& what, double seconds, double left);

// The same settings with so many lanes in a batch.
Hyperparams with_lanes(const Hyperparams& hyperparams, std::size_t lanes);

// Runs a few lanes of a few rows, at most some 1e9 flop: well under a second.
StepCost measure_step(const Hyperparams& hyperparams, const Dataset& dataset, const Model& fresh);

}  // namespace lstmtrain
