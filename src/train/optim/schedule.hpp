// Stage 15: the learning rate, with PyTorch's semantics. Pure functions of epoch and step, but for
// the plateau's state.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/state_dict.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// torch.optim.lr_scheduler.ReduceLROnPlateau, mode min, threshold_mode rel.
class Plateau {
 public:
  struct Settings {
    int patience = 10;
    double factor = 0.1, threshold = 1e-4;
    int cooldown = 0;
    double min_lr = 0, eps = 1e-8;
  };
  explicit Plateau(const Settings& settings) : settings_(settings) {}

  // The rate after a validation with `loss`; NaN is a bad validation, as in torch.
  double step(double loss, double learning_rate);
  // After a rollback: the spike is forgotten, the best is kept.
  void forgive() { bad_ = 0; }

  void save(StateDict& state) const;
  void load(const StateDict& state);

 private:
  Settings settings_;
  double best_ = std::numeric_limits<double>::infinity();
  int bad_ = 0;
  int cooldown_ = 0;
};

// The rate of every optimiser step. `epoch` counts from 0; `step` counts updates from 0.
class Schedule {
 public:
  Schedule(const Hyperparams& hyperparams, std::int64_t steps_per_epoch);

  // Linear warm-up times the schedule, for the update number `step` in `epoch`.
  double learning_rate(int epoch, std::int64_t step) const;
  // That of biases, while a warm-up with WARMUP_BIAS_LR lasts.
  std::optional<double> bias_rate(int epoch, std::int64_t step) const;
  // After each fresh validation.
  void validated(double loss);
  // After a rollback: every later rate is multiplied by `factor`.
  void scale(double factor);
  // A rate of another source, lowered by the rollbacks so far.
  double scaled(double rate) const { return scale_ * rate; }

  void save(StateDict& state) const;
  void load(const StateDict& state);

 private:
  double scheduled(int epoch, std::int64_t step) const;  // without warm-up and rollbacks
  double warmup_steps() const;
  double warm_up(std::int64_t step) const;
  double cosine(double t, double period) const;
  double warm_restarts(double t) const;

  Hyperparams hp_;
  double steps_per_epoch_;
  double base_;       // of the plateau schedule: the present rate; else INITIAL_LR
  double scale_ = 1;  // by rollbacks
  Plateau plateau_;
};

}  // namespace lstmtrain
