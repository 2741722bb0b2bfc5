#include "train/optim/optimizer.hpp"

#include <cmath>

namespace lstmtrain {
OptimizerSettings optimizer_settings(const Hyperparams& hp) {
  return {hp.optimizer_type, hp.beta1, hp.beta2, hp.eps, hp.momentum, hp.nesterov, hp.alpha};
}

template <class Scalar>
Optimizer<Scalar>::Optimizer(const OptimizerSettings& settings, std::vector<Scalar> weight_decay)
    : settings_(settings), weight_decay_(std::move(weight_decay)) {
  const std::size_t n = weight_decay_.size();
  const bool sgd = settings_.type == OptimizerType::sgd,
             rmsprop = settings_.type == OptimizerType::rmsprop;
  const bool adam = !sgd && !rmsprop;
  if (adam || settings_.momentum > 0) exp_avg_.assign(n, 0);
  if (adam || rmsprop) exp_avg_sq_.assign(n, 0);
}

template <class Scalar>
void Optimizer<Scalar>::step(std::span<Scalar> params, std::span<const Scalar> grads,
                             double learning_rate) {
  ++steps_;
  update({0, params.size()}, params, grads, learning_rate);
}

template <class Scalar>
void Optimizer<Scalar>::step(std::span<Scalar> params, std::span<const Scalar> grads,
                             double learning_rate, std::span<const ParamRange> others,
                             double their_rate) {
  ++steps_;
  std::size_t done = 0;
  for (const ParamRange& range : others) {
    update({done, range.begin}, params, grads, learning_rate);
    update(range, params, grads, their_rate);
    done = range.end;
  }
  update({done, params.size()}, params, grads, learning_rate);
}

template <class Scalar>
void Optimizer<Scalar>::update(ParamRange range, std::span<Scalar> params,
                               std::span<const Scalar> grads, double learning_rate) {
  switch (settings_.type) {
    case OptimizerType::adam:
      return adam(range, params, grads, learning_rate, false);
    case OptimizerType::adamw:
      return adam(range, params, grads, learning_rate, true);
    case OptimizerType::sgd:
      return sgd(range, params, grads, learning_rate);
    case OptimizerType::rmsprop:
      return rmsprop(range, params, grads, learning_rate);
  }
}

// Adam: Kingma & Ba 2015; AdamW: Loshchilov & Hutter 2019, algorithm 2; as torch.optim.Adam and
// AdamW.
template <class Scalar>
void Optimizer<Scalar>::adam(ParamRange range, std::span<Scalar> params,
                             std::span<const Scalar> grads, double learning_rate, bool decoupled) {
  const auto beta1 = static_cast<Scalar>(settings_.beta1),
             beta2 = static_cast<Scalar>(settings_.beta2);
  const auto one_minus_beta1 = static_cast<Scalar>(1 - settings_.beta1);
  const auto one_minus_beta2 = static_cast<Scalar>(1 - settings_.beta2);
  const double t = static_cast<double>(steps_);
  const auto step_size = static_cast<Scalar>(learning_rate / (1 - std::pow(settings_.beta1, t)));
  const auto root2 = static_cast<Scalar>(std::sqrt(1 - std::pow(settings_.beta2, t)));
  const auto eps = static_cast<Scalar>(settings_.eps);
  const auto rate = static_cast<Scalar>(learning_rate);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    Scalar g = grads[i];
    // decay: AdamW p = p - lr wd p before the step; Adam g = g + wd p
    if (decoupled)
      params[i] *= 1 - rate * weight_decay_[i];
    else
      g += weight_decay_[i] * params[i];
    // m_t = beta1 m_{t-1} + (1 - beta1) g, v_t = beta2 v_{t-1} + (1 - beta2) g^2
    exp_avg_[i] = beta1 * exp_avg_[i] + one_minus_beta1 * g;
    exp_avg_sq_[i] = beta2 * exp_avg_sq_[i] + one_minus_beta2 * g * g;
    // p = p - lr / (1 - beta1^t) * m_t / (sqrt(v_t) / sqrt(1 - beta2^t) + eps)
    params[i] -= step_size * exp_avg_[i] / (std::sqrt(exp_avg_sq_[i]) / root2 + eps);
  }
}

// torch.optim.SGD without dampening: buf = momentum buf + g (the first: g); nesterov: g + momentum
// buf (Sutskever 2013).
template <class Scalar>
void Optimizer<Scalar>::sgd(ParamRange range, std::span<Scalar> params,
                            std::span<const Scalar> grads, double learning_rate) {
  const auto momentum = static_cast<Scalar>(settings_.momentum),
             rate = static_cast<Scalar>(learning_rate);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    Scalar g = grads[i] + weight_decay_[i] * params[i];
    if (momentum > 0) {
      exp_avg_[i] = momentum * exp_avg_[i] + g;
      g = settings_.nesterov ? g + momentum * exp_avg_[i] : exp_avg_[i];
    }
    params[i] -= rate * g;
  }
}

// torch.optim.RMSprop: v = alpha v + (1 - alpha) g^2; p = p - lr g / (sqrt(v) + eps), through a
// momentum buffer if any.
template <class Scalar>
void Optimizer<Scalar>::rmsprop(ParamRange range, std::span<Scalar> params,
                                std::span<const Scalar> grads, double learning_rate) {
  const auto alpha = static_cast<Scalar>(settings_.alpha),
             one_minus_alpha = static_cast<Scalar>(1 - settings_.alpha);
  const auto momentum = static_cast<Scalar>(settings_.momentum),
             eps = static_cast<Scalar>(settings_.eps);
  const auto rate = static_cast<Scalar>(learning_rate);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Scalar g = grads[i] + weight_decay_[i] * params[i];
    exp_avg_sq_[i] = alpha * exp_avg_sq_[i] + one_minus_alpha * g * g;
    Scalar update = g / (std::sqrt(exp_avg_sq_[i]) + eps);
    if (momentum > 0) update = exp_avg_[i] = momentum * exp_avg_[i] + update;
    params[i] -= rate * update;
  }
}

template <class Scalar>
void Optimizer<Scalar>::save(StateDict& state) const {
  put(state, "optim.exp_avg", std::span<const Scalar>(exp_avg_));
  put(state, "optim.exp_avg_sq", std::span<const Scalar>(exp_avg_sq_));
  put_number(state, "optim.step", steps_);
}

template <class Scalar>
void Optimizer<Scalar>::load(const StateDict& state) {
  get(state, "optim.exp_avg", std::span<Scalar>(exp_avg_));
  get(state, "optim.exp_avg_sq", std::span<Scalar>(exp_avg_sq_));
  steps_ = get_count(state, "optim.step");
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace lstmtrain
