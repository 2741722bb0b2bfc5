// How large an error may be. It is judged by what predicting the training mean gives, which is what
// knowing nothing gives, and by what the initial parameters gave. Errors are sizes in scaled units
// (Loss::error: the root of a squared loss), so that neither LOSS nor the number of targets
// matters.
#pragma once

#include "train/problem.hpp"
#include "train/training_state.hpp"

namespace lstmtrain {

// A step's loss above it has exploded: EXPLODE_FACTOR times the larger of the mean's error and that
// of `first_loss`, the first batch's before any update. A net that starts far off and comes down
// has not. Infinite where EXPLODE_FACTOR is 0.
double step_loss_limit(const Problem& problem, double first_loss);

// Whether a validation with `loss` cannot be judged by the mean alone: then problem.start_val must
// be known for what follows.
bool needs_start(const Problem& problem, double loss);
// Good parameters are finite, and no worse than EXPLODE_FACTOR times the mean or than the initial
// ones. Nothing else is ever kept, gone back to, or handed over.
bool is_good(const Problem& problem, double loss);
// Not finite, or above EXPLODE_FACTOR times the larger of the two.
bool is_exploded(const Problem& problem, double loss);

// Whether a model with the validation `loss` knows less than the mean.
bool is_above_mean(const Problem& problem, double loss);
// Whether the best is clearly better than the mean.
bool has_left_mean(const Problem& problem, const EarlyStopping& early);
// Above twice the mean, and above the initial parameters: no success.
bool is_lost(const Problem& problem, double loss);

// What a training hands over: the best parameters; the initial ones where none were good, or where
// it diverged and they are better.
struct HandedOver {
  const std::vector<float>& params;
  int epoch = 0;                       // of their validation, from 1; 0: the initial ones
  Validation::Result val{kNaN, kNaN};  // NaN where they were not validated
};
HandedOver handed_over(const Problem& problem, const TrainingState& state);

}  // namespace lstmtrain
