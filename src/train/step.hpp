// Stages 13 and 14: one update, in the two halves between which a guard judges. fit(), the doctor's
// trials and its look at single windows take every step by these.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lstmtrain/hyperparams.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/optim/frozen_inputs.hpp"
#include "train/optim/gradient_noise.hpp"
#include "train/optim/optimizer.hpp"

namespace lstmtrain {

// What a batch says of the parameters.
struct BatchGradient : BatchResult {
  double norm = 0;  // global, before clipping
  // Whether there was something to learn: not so when all rows are warm-up.
  bool learns() const { return unmasked > 0; }
  bool finite() const { return std::isfinite(loss) && std::isfinite(norm); }
};

// forward -> loss -> backward -> norm, of the runner's present batch; `grads` [n] are overwritten.
// Allocates: no.
BatchGradient batch_gradient(BatchRunner& runner, std::span<const float> params, std::int64_t step,
                             std::span<float> grads);

// How a gradient is made an update.
struct UpdateRule {
  explicit UpdateRule(const Hyperparams& hyperparams, FrozenInputs frozen = {});

  double clip_max_norm;
  GradientNoise noise;
  FrozenInputs frozen;
  std::vector<ParamRange> biases;  // none without WARMUP_BIAS_LR
};

// One update: its number, from 0, and the finite norm of its gradient before clipping.
struct Update {
  std::int64_t step = 0;
  double learning_rate = 0;
  double norm = 0;
  std::optional<double> bias_rate = {};  // where that of the biases is another
};

// clip -> noise -> frozen inputs -> optimiser -> finiteness: whether `params` [n] are all finite
// after the update. `grads` [n] are what the optimiser saw. Allocates: no.
bool apply_update(const UpdateRule& rule, Optimizer<float>& optimizer, const Update& update,
                  std::span<float> grads, std::span<float> params);

}  // namespace lstmtrain
