#include "train/guards/stuck.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/plain_text.hpp"
#include "settings/default_rate.hpp"
#include "train/guards/judgement.hpp"
#include "train/guards/ladder.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr int kAgain = 4;               // times the epochs of the last time
constexpr double kSlowest = 0.25;       // progress() at which every healthy network had left it
constexpr double kHopelessRate = 0.01;  // times what is usual: it cannot leave it in any few epochs
constexpr std::size_t kAdvices = 3;     // at most so many are given
constexpr double kLargeInput = 100;     // fed as it is
constexpr double kFarRate = 3;          // times the default, or a part of it
constexpr double kSgdRate = 100;        // times the default of Adam, which SGD needs
constexpr int kRowsPerUnit = 10;        // of LOOKBACK that a unit can be asked to bear
constexpr double kOftenSkipped = 0.1;   // of the steps

std::int64_t warmup_updates(const Problem& problem) {
  const Hyperparams& hp = problem.hp;
  return hp.warmup_steps > 0 ? hp.warmup_steps
                             : std::int64_t{hp.warmup_epochs} *
                                   static_cast<std::int64_t>(problem.updates_per_epoch);
}

// updates x default rate x sqrt(units): of 56 healthy trainings (LSTM and GRU of 8, 32 and 128
// units, both methods, min-max and z-scores, Adam at its default rate, on what `simulate` writes)
// all had left the mean at 0.25, and half of them at their first validation.
double progress(const Problem& problem, const TrainingState& state) {
  const std::vector<int>& layers = problem.spec.layer_sizes;
  const int units = *std::min_element(layers.begin(), layers.end());
  return static_cast<double>(state.step - warmup_updates(problem)) *
         settings::default_rate(problem.hp) * std::sqrt(units);
}

// INITIAL_LR over what is usual for its optimiser and method.
double rate_ratio(const Problem& problem) {
  const bool sgd = problem.hp.optimizer_type == OptimizerType::sgd;
  return problem.hp.initial_lr / (settings::default_rate(problem.hp) * (sgd ? kSgdRate : 1));
}

// Whether a healthy network would have left the mean by now. From the epoch STUCK_EPOCHS on fewer
// updates are enough, and none are needed where the cause is plain.
bool is_due(const Problem& problem, const TrainingState& state) {
  const double done = progress(problem, state);
  if (state.epoch + 1 < problem.hp.stuck_epochs) return done >= 2 * kSlowest;
  const bool plain = !unscaled_inputs(problem).empty() || rate_ratio(problem) <= kHopelessRate;
  return done >= kSlowest || plain;
}

bool is_stuck(const Problem& problem, const TrainingState& state) {
  const bool judged = problem.hp.stuck_epochs > 0 && problem.val_mean_error > 0;
  if (!judged || !state.early.has_best()) return false;  // without a best it has exploded
  if (state.stuck_said > 0 && state.epoch + 1 < std::int64_t{kAgain} * state.stuck_said)
    return false;
  return is_due(problem, state) && !has_left_mean(problem, state.early);
}

// "INITIAL_LR 0.0001 (0.01 is 100 x what is usual for Adam)"
std::string rate_advice(const Problem& problem) {
  const double rate = problem.hp.initial_lr, ratio = rate_ratio(problem);
  if (ratio < kFarRate && ratio > 1 / kFarRate) return "";
  return "INITIAL_LR " + four_digits(rate / ratio) + " (" + four_digits(rate) + " is " +
         four_digits(ratio) + " x what is usual for " + name_of(problem.hp.optimizer_type) + ")";
}

std::string skip_advice(const TrainingState& state) {
  const auto skipped = static_cast<double>(state.guard.skipped_total());
  if (skipped <= kOftenSkipped * static_cast<double>(state.step)) return "";
  return "lstmtrain find-bad-batch (" + std::to_string(state.guard.skipped_total()) + " of " +
         std::to_string(state.step) + " steps were skipped)";
}

std::string warmup_advice(const Problem& problem, const TrainingState& state) {
  const std::int64_t warm = warmup_updates(problem);
  if (state.step >= warm) return "";
  return "a shorter warm-up (it takes " + std::to_string(warm) + " updates, " +
         std::to_string(state.step) + " were done)";
}

// Clipping scales the steps of SGD, and hardly those that divide by a gradient's size.
std::string clip_advice(const Problem& problem, const TrainingState& state) {
  const Hyperparams& hp = problem.hp;
  const double median = state.guard.norm_median();
  if (hp.optimizer_type != OptimizerType::sgd || hp.clip_max_norm <= 0 ||
      !(median > 10 * hp.clip_max_norm))
    return "";
  return "CLIP_MAX_NORM " + four_digits(median) + " (gradients of norm " + four_digits(median) +
         " are clipped to " + four_digits(hp.clip_max_norm) + ")";
}

std::string size_advice(const Problem& problem) {
  const Hyperparams& hp = problem.hp;
  const int units = *std::max_element(hp.rnn_layer_sizes.begin(), hp.rnn_layer_sizes.end());
  if (hp.stream() || hp.lookback <= kRowsPerUnit * units) return "";
  return std::to_string(3 * units) + " units or LOOKBACK " + std::to_string(hp.lookback / 2) +
         " (LOOKBACK " + std::to_string(hp.lookback) + " is long for " + std::to_string(units) +
         " units)";
}

std::string method_advice(const Problem& problem) {
  return problem.hp.stream() ? "" : "TRAINING_METHOD Stream (more is learned from every row)";
}

}  // namespace

std::string unscaled_inputs(const Problem& problem) {
  const Scaler& scaler = problem.start.scaler;
  if (scaler.method != Normalization::none) return "";
  std::size_t at = 0;
  double largest = 0;
  for (std::size_t c = 0; c < problem.dataset.num_features; ++c) {
    const double size = std::max(std::abs(scaler.min[c]), std::abs(scaler.max[c]));
    if (size > largest) largest = size, at = c;
  }
  if (largest <= kLargeInput) return "";
  return "NORMALIZATION zscore (" + problem.dataset.columns[at] + " reaches " +
         four_digits(largest) + " and is fed as it is)";
}

std::string advice(const Problem& problem, const TrainingState& state) {
  std::string text;
  std::size_t given = 0;
  for (const std::string& one :
       {unscaled_inputs(problem), skip_advice(state), warmup_advice(problem, state),
        rate_advice(problem), clip_advice(problem, state), size_advice(problem),
        method_advice(problem)}) {
    if (one.empty() || given == kAdvices) continue;
    text += (given++ == 0 ? " Hint: " : "; ") + one;
  }
  return text + (text.empty() ? " Hint: " : "; ") +
         "lstmtrain doctor tells whether the data or the settings are at fault.";
}

void judge_stuck(const Problem& problem, TrainingState& state, Reporter& reporter) {
  if (!is_stuck(problem, state)) return;
  state.stuck_said = state.epoch + 1;
  tell(state, reporter, "stuck", "",
       stuck(state.epoch + 1, state.step, state.best_rmse, problem.baseline_rmse,
             problem.units.front().name, advice(problem, state)));
}

}  // namespace lstmtrain
