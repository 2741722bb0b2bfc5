// Stage 14: one update of the flat parameter vector, by PyTorch's exact rules. Knows nothing of the
// network.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/state_dict.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// Parameters [begin, end).
struct ParamRange {
  std::size_t begin = 0, end = 0;
};

// What the rules need, in PyTorch's words.
struct OptimizerSettings {
  OptimizerType type = OptimizerType::adam;
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  double momentum = 0;    // SGD, RMSprop
  bool nesterov = false;  // SGD
  double alpha = 0.99;    // RMSprop
};

OptimizerSettings optimizer_settings(const Hyperparams& hyperparams);

// Scalar is float in training; double proves the rules against PyTorch.
template <class Scalar>
class Optimizer {
 public:
  // weight_decay [n]: the decay of each parameter, 0 where it is spared.
  Optimizer(const OptimizerSettings& settings, std::vector<Scalar> weight_decay);

  // params [n] are updated from grads [n]. Allocates: no.
  void step(std::span<Scalar> params, std::span<const Scalar> grads, double learning_rate);
  // The same, but for `others`, ascending ranges that do not meet, which have `their_rate`.
  void step(std::span<Scalar> params, std::span<const Scalar> grads, double learning_rate,
            std::span<const ParamRange> others, double their_rate);

  // Moments and the number of updates. load throws Error(data) when sizes differ.
  void save(StateDict& state) const;
  void load(const StateDict& state);

 private:
  void update(ParamRange range, std::span<Scalar> params, std::span<const Scalar> grads,
              double learning_rate);
  void adam(ParamRange range, std::span<Scalar> params, std::span<const Scalar> grads,
            double learning_rate, bool decoupled);
  void sgd(ParamRange range, std::span<Scalar> params, std::span<const Scalar> grads,
           double learning_rate);
  void rmsprop(ParamRange range, std::span<Scalar> params, std::span<const Scalar> grads,
               double learning_rate);

  OptimizerSettings settings_;
  std::vector<Scalar> weight_decay_;
  std::vector<Scalar> exp_avg_;     // Adam: m; SGD, RMSprop: momentum buffer
  std::vector<Scalar> exp_avg_sq_;  // Adam: v; RMSprop: square average
  std::int64_t steps_ = 0;
};

}  // namespace lstmtrain
