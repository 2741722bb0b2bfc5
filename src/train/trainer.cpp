// Start reading here: run() is a training from the first batch to the report, train_step() one
// update. Stages: batch -> forward -> loss -> backward -> guard -> clip -> optimiser -> finiteness
// -> schedule -> report. What the guards do stands in ladder.cpp, what is reported in record.cpp,
// what is made ready in training.cpp.
#include "lstmtrain/trainer.hpp"

#include "train/clip.hpp"
#include "train/finite.hpp"
#include "train/messages.hpp"
#include "train/setup.hpp"
#include "train/training.hpp"

namespace lstmtrain {

FitResult Training::run() {
  reporter_.start({describe(spec_), params_.size(), batches_->batches_per_epoch(),
                   batches_->samples_per_epoch(), pool_.threads(), protections(hp_)});
  preflight();
  for (epoch_ = 0; epoch_ < hp_.max_epochs && !ended_; ++epoch_) {
    batches_->start_epoch(epoch_);
    runner_.start_epoch();
    guard_.start_epoch(epoch_, batches_->batches_per_epoch());
    sums_ = {};
    clock_.start_epoch();
    while (!ended() && batches_->next()) train_step();
    const bool validating = validates();
    if (validating) validate();
    finish_epoch(validating);
  }
  return result();
}

void Training::train_step() {
  // forward, loss, backward
  const BatchResult batch = runner_.run(params_, step_, grads_);
  ++sums_.batches;
  sums_.rows += batches_->shape().rows();
  if (batch.unmasked == 0)
    return;  // all rows are warm-up: the state moved on, there is nothing to learn

  // guard
  const double norm = global_norm<float>(grads_);
  if (guard_.inspect(batch.loss, norm) == Verdict::skip) return skip_step(batch.loss, norm);
  if (guard_.taken(norm))
    guard_.report("large_gradient", step_, runner_.where(), large_gradient(norm, hp_));

  // clip, optimiser, schedule
  clip_by_norm<float>(grads_, norm, hp_.clip_max_norm);
  last_good_ = params_;
  optimizer_.step(params_, grads_, rate());

  // finiteness of the parameters
  if (!all_finite(params_)) return recover("parameters_not_finite", name_nonfinite(spec_, params_));

  ++step_;
  ++sums_.steps;
  sums_.samples += batch.unmasked;
  sums_.loss += batch.loss;
  sums_.squared += batch.squared.front();
  report_progress(norm);
}

void Training::validate() {
  val_ = validation_.run(params_);
  improved_ = early_.validated(val_.loss, epoch_ + 1, params_);
  if (improved_) best_rmse_ = val_.rmse;
  schedule_.validated(val_.loss);
  watch_validation(val_.rmse);
  watch_drift();
  if (early_.exhausted() && !ended_) {
    reason_ = StopReason::patience;
    ended_ = true;
  }
}

// At epoch 1, every VALID_FREQUENCY epochs, at the last one, and when training was ended from
// outside.
bool Training::validates() const {
  const int done = epoch_ + 1;
  return reason_ != StopReason::diverged &&
         (ended_ || done == 1 || done % hp_.valid_frequency == 0 || done == hp_.max_epochs);
}

// Asked before every step: a signal or the time limit.
bool Training::ended() {
  if (ended_) return true;
  if (options_.stop != nullptr && options_.stop->load())
    reason_ = StopReason::interrupted, ended_ = true;
  if (hp_.max_training_time_seconds > 0 && clock_.seconds() >= hp_.max_training_time_seconds)
    reason_ = StopReason::time_limit, ended_ = true;
  return ended_;
}

FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options) {
  return Training(hyperparams, dataset, reporter, options).run();
}

}  // namespace lstmtrain
