#include "train/guards/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lstmtrain {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLost = 2;     // times the mean's error
constexpr double kLeft = 0.98;  // of it

constexpr Validation::Result kNone{kNaN, kNaN};

// What is not finite is above everything.
double error_of(const Problem& problem, double loss) {
  return std::isfinite(loss) ? problem.loss.error(loss) : kInfinity;
}

// Of the initial parameters; 0 as long as it was not needed.
double start_error(const Problem& problem) {
  return problem.start_val ? error_of(problem, problem.start_val->loss) : 0;
}

// The error above which a validation has exploded, where predicting the mean gives `mean`. A
// validation set that stands still at the mean says nothing of sizes: the training rows do.
double explosion(const Problem& problem, double mean) {
  const double factor = problem.hp.explode_factor;
  return factor > 0 ? factor * std::max(mean, problem.train_mean_error) : kInfinity;
}

}  // namespace

double step_loss_limit(const Problem& problem, double first_loss) {
  const double first = std::isfinite(first_loss) ? problem.loss.error(first_loss) : 0,
               limit = explosion(problem, first);
  return std::isfinite(limit) ? problem.loss.value(limit) : kInfinity;
}

bool needs_start(const Problem& problem, double loss) {
  return !std::isfinite(loss) ||
         error_of(problem, loss) > explosion(problem, problem.val_mean_error);
}

bool is_good(const Problem& problem, double loss) {
  return std::isfinite(loss) &&
         (!needs_start(problem, loss) || error_of(problem, loss) <= start_error(problem));
}

bool is_exploded(const Problem& problem, double loss) {
  return !std::isfinite(loss) ||
         error_of(problem, loss) >
             explosion(problem, std::max(problem.val_mean_error, start_error(problem)));
}

bool is_above_mean(const Problem& problem, double loss) {
  return error_of(problem, loss) > problem.val_mean_error;
}

bool has_left_mean(const Problem& problem, const EarlyStopping& early) {
  return error_of(problem, early.best_loss()) < kLeft * problem.val_mean_error;
}

bool is_lost(const Problem& problem, double loss) {
  const double error = error_of(problem, loss);
  return error > kLost * problem.val_mean_error && error > start_error(problem);
}

HandedOver handed_over(const Problem& problem, const TrainingState& state) {
  const EarlyStopping& early = state.early;
  const bool diverged = !state.diagnosis.empty();
  const bool initial = !early.has_best() || (diverged && problem.start_val &&
                                             error_of(problem, problem.start_val->loss) <
                                                 error_of(problem, early.best_loss()));
  if (initial) return {problem.start.params, 0, problem.start_val.value_or(kNone)};
  return {early.best_params(), early.best_epoch(), {early.best_loss(), state.best_rmse}};
}

}  // namespace lstmtrain
