#include "doctor/step_cost.hpp"

#include <algorithm>
#include <cmath>

#include "base/shape.hpp"
#include "base/text/quantity.hpp"
#include "doctor/first_batch.hpp"
#include "doctor/time_bound.hpp"
#include "train/step.hpp"
#include "train/threads.hpp"

namespace lstmtrain {
namespace {

constexpr double kMostFlop = 1e9;
constexpr int kRuns = 3;                  // the first one also takes the memory from the system
constexpr double kLongEnough = 0.1;       // seconds after which it is not run again
constexpr double kForwardShare = 1. / 3;  // of a step: 2 of 6 flop a weight

// Rows of a step, backpropagated or not.
int steps_of(const Hyperparams& hp) { return hp.stream() ? hp.history() : hp.lookback; }

// Lanes as they are computed: padded to whole vectors.
int padded(std::size_t lanes) { return round_up(static_cast<int>(lanes), kLaneMultiple); }

// The same step with so few lanes and rows that it is quick, every row with loss.
Hyperparams small_step(const Hyperparams& hp, const ModelSpec& spec) {
  const double row = step_flops(spec, kLaneMultiple, 1, 1);
  const int rows = std::clamp(static_cast<int>(kMostFlop / row), 1, steps_of(hp));
  Hyperparams small = with_lanes(hp, kLaneMultiple);
  small.warmup_rows = 0;
  small.lookback = rows;
  small.tbptt_steps = rows;
  small.tbptt_history = 0;
  return small;
}

}  // namespace

std::string too_long(const std::string& what, double seconds, double left) {
  return what + " takes about " + text::duration(seconds) + ", there are " + text::duration(left) +
         " for it";
}

Hyperparams with_lanes(const Hyperparams& hp, std::size_t lanes) {
  Hyperparams fewer = hp;
  fewer.batch_training = true;
  fewer.batch_size = static_cast<int>(lanes);
  fewer.lanes = Lanes::shares;
  return fewer;
}

double StepCost::step(const Hyperparams& hp, std::size_t lanes) const {
  return seconds_per_flop * step_flops(model_spec(hp), padded(lanes), steps_of(hp), hp.history());
}

double StepCost::forward(const Hyperparams& hp, std::size_t rows) const {
  return kForwardShare * seconds_per_flop * static_cast<double>(rows) *
         step_flops(model_spec(hp), 1, 1, 1);
}

StepCost measure_step(const Hyperparams& hp, const Dataset& dataset, const Model& fresh) {
  const Hyperparams small = small_step(hp, fresh.spec);
  FirstBatch batch(small, dataset, fresh);
  const BatchShape& shape = batch.batches->shape();
  double seconds = HUGE_VAL;
  for (int run = 0; run < kRuns && (run == 0 || seconds < kLongEnough); ++run) {
    const TimeBound clock(0);
    batch_gradient(batch.runner, fresh.params, 0, batch.grads);
    seconds = std::min(seconds, clock.spent());
  }
  return {seconds / step_flops(fresh.spec, padded(static_cast<std::size_t>(shape.lanes)),
                               shape.steps, shape.history)};
}

}  // namespace lstmtrain
