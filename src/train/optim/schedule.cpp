#include "train/optim/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lstmtrain {

double Plateau::step(double loss, double learning_rate) {
  if (loss < best_ * (1 - settings_.threshold)) {
    best_ = loss;
    bad_ = 0;
  } else {
    ++bad_;
  }
  if (cooldown_ > 0) {
    --cooldown_;
    bad_ = 0;
  }
  if (bad_ <= settings_.patience) return learning_rate;
  cooldown_ = settings_.cooldown;
  bad_ = 0;
  const double reduced = std::max(learning_rate * settings_.factor, settings_.min_lr);
  return learning_rate - reduced > settings_.eps ? reduced : learning_rate;
}

void Plateau::save(StateDict& state) const {
  put_number(state, "plateau.best", best_);
  put_number(state, "plateau.bad", std::int64_t{bad_});
  put_number(state, "plateau.cooldown", std::int64_t{cooldown_});
}

void Plateau::load(const StateDict& state) {
  best_ = get_double(state, "plateau.best");
  bad_ = get_int(state, "plateau.bad", 0, kMostCount);
  cooldown_ = get_int(state, "plateau.cooldown", 0, kMostCount);
}

Schedule::Schedule(const Hyperparams& hp, std::int64_t steps_per_epoch)
    : hp_(hp),
      steps_per_epoch_(static_cast<double>(steps_per_epoch)),
      base_(hp.initial_lr),
      plateau_({hp.plateau_patience, hp.plateau_factor, hp.plateau_threshold, hp.plateau_cooldown,
                hp.min_lr}) {}

double Schedule::learning_rate(int epoch, std::int64_t step) const {
  return scale_ * warm_up(step) * scheduled(epoch, step);
}

// b + (rate - b) step / W     (Ultralytics YOLO, warmup_bias_lr)
std::optional<double> Schedule::bias_rate(int epoch, std::int64_t step) const {
  const double warm = warmup_steps(), s = static_cast<double>(step);
  if (hp_.warmup_bias_lr <= 0 || s >= warm) return std::nullopt;
  const double first = hp_.warmup_bias_lr;
  return scale_ * (first + (scheduled(epoch, step) - first) * s / warm);
}

double Schedule::scheduled(int epoch, std::int64_t step) const {
  const bool per_step = hp_.scheduler_interval == SchedulerInterval::step;
  const double t = per_step ? static_cast<double>(step) / steps_per_epoch_ : epoch;  // in epochs
  switch (hp_.scheduler_type) {
    case SchedulerType::step_lr:
      return base_ * std::pow(hp_.lr_param, std::floor(t / hp_.lr_period));
    case SchedulerType::cosine_annealing_lr:
      return cosine(std::min<double>(t, hp_.max_epochs), hp_.max_epochs);
    case SchedulerType::cosine_annealing_warm_restarts:
      return warm_restarts(t);
    case SchedulerType::reduce_lr_on_plateau:  // base_ falls by validated()
    case SchedulerType::none:
      break;
  }
  return base_;
}

double Schedule::warmup_steps() const {
  return hp_.warmup_steps > 0 ? hp_.warmup_steps : hp_.warmup_epochs * steps_per_epoch_;
}

// start + (1 - start) * min(step, W) / W     (torch LinearLR, end_factor 1)
double Schedule::warm_up(std::int64_t step) const {
  const double warm = warmup_steps();
  if (warm <= 0) return 1;
  const double done = std::min(static_cast<double>(step) / warm, 1.0);
  return hp_.warmup_start_factor + (1 - hp_.warmup_start_factor) * done;
}

// eta_min + (eta_0 - eta_min) (1 + cos(pi t / T_max)) / 2     (Loshchilov & Hutter 2017, eq. 5;
// torch CosineAnnealingLR)
double Schedule::cosine(double t, double period) const {
  const double range = base_ - hp_.cosine_eta_min;
  return hp_.cosine_eta_min + range * (1 + std::cos(std::numbers::pi * t / period)) / 2;
}

// The same with T_i = T_0 T_mult^i after each restart (torch CosineAnnealingWarmRestarts)
double Schedule::warm_restarts(double t) const {
  double period = hp_.cosine_t0;
  if (hp_.cosine_t_mult == 1) return cosine(std::fmod(t, period), period);
  while (t >= period) {  // some fifty times at most
    t -= period;
    period *= hp_.cosine_t_mult;
  }
  return cosine(t, period);
}

void Schedule::validated(double loss) {
  if (hp_.scheduler_type == SchedulerType::reduce_lr_on_plateau) base_ = plateau_.step(loss, base_);
}

void Schedule::scale(double factor) {
  scale_ *= factor;
  plateau_.forgive();
}

void Schedule::save(StateDict& state) const {
  put_number(state, "schedule.base", base_);
  put_number(state, "schedule.scale", scale_);
  plateau_.save(state);
}

void Schedule::load(const StateDict& state) {
  base_ = get_double(state, "schedule.base");
  scale_ = get_double(state, "schedule.scale");
  plateau_.load(state);
}

}  // namespace lstmtrain
