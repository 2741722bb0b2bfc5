#include "train/step.hpp"

#include <utility>

#include "base/finite.hpp"
#include "train/optim/bias_ranges.hpp"
#include "train/optim/clip.hpp"

namespace lstmtrain {

BatchGradient batch_gradient(BatchRunner& runner, std::span<const float> params, std::int64_t step,
                             std::span<float> grads) {
  const BatchResult batch = runner.run(params, step, grads);
  return {batch, global_norm<float>(grads)};
}

UpdateRule::UpdateRule(const Hyperparams& hp, FrozenInputs frozen_inputs)
    : clip_max_norm(hp.clip_max_norm),
      noise{hp.gradient_noise, Philox(hp.seed, Purpose::gradient_noise)},
      frozen(std::move(frozen_inputs)) {
  if (hp.warmup_bias_lr > 0) biases = bias_ranges(model_spec(hp));
}

bool apply_update(const UpdateRule& rule, Optimizer<float>& optimizer, const Update& update,
                  std::span<float> grads, std::span<float> params) {
  clip_by_norm<float>(grads, update.norm, rule.clip_max_norm);
  rule.noise.add(update.step, grads);
  rule.frozen.clear(grads);
  if (update.bias_rate)
    optimizer.step(params, grads, update.learning_rate, rule.biases, *update.bias_rate);
  else
    optimizer.step(params, grads, update.learning_rate);
  return all_finite(params);
}

}  // namespace lstmtrain
