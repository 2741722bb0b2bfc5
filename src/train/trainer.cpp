// Start reading here: run() is a training from the first batch to the report, train_step() one
// update. Stages: batch -> forward -> loss -> backward -> guard -> clip -> noise -> optimiser ->
// finiteness -> schedule -> report. What the guards do stands in ladder.cpp, what is reported in
// record.cpp, what is made ready in training.cpp, what a checkpoint holds in resume.cpp.
#include "lstmtrain/trainer.hpp"

#include <utility>

#include "settings/rules.hpp"
#include "train/guards/messages.hpp"
#include "train/training.hpp"

namespace lstmtrain {

FitResult Training::run() {
  resume();
  reporter_.start(start_record());
  if (!resumed_) preflight();
  for (; epoch_ < hp_.max_epochs && !ended_; ++epoch_) {
    if (!std::exchange(resumed_, false)) start_epoch();
    while (!ended() && next_batch()) train_step();
    if (reason_ == StopReason::interrupted || (ended_ && no_news())) break;
    const bool in_course = !ended_ && scheduled();
    if (!in_course && last()) leave();
    const bool validating = (in_course || last()) && reason_ != StopReason::diverged;
    if (validating) validate();
    finish_epoch(validating);
    if (validating) watch_patience();
  }
  if (reason_ != StopReason::interrupted) start_epoch();  // where a longer run goes on
  leave();
  return result();
}

void Training::start_epoch() {
  batches_->start_epoch(epoch_);
  runner_.start_epoch();
  guard_.start_epoch(epoch_, batches_->batches_per_epoch());
  sums_ = {};
  clock_.start_epoch();
}

bool Training::next_batch() {
  if (checkpointer_.due()) checkpoint();
  return batches_->next();
}

void Training::train_step() {
  // forward, loss, backward
  const BatchGradient gradient = batch_gradient(runner_, params_, step_, grads_);
  const double norm = gradient.norm;
  ++sums_.batches;
  sums_.rows += batches_->shape().rows();
  if (!gradient.learns()) return;  // all rows are warm-up: only the state moved on

  // guard
  if (guard_.inspect(gradient.loss, norm) == Verdict::skip) return skip_step(gradient.loss, norm);
  if (guard_.taken(norm))
    guard_.report("large_gradient", step_, runner_.where(), large_gradient(norm, hp_));

  // clip, noise, optimiser, finiteness of the parameters, schedule
  last_good_ = params_;
  if (!apply_update(rule_, optimizer_, {step_, rate(), norm}, grads_, params_))
    return recover("parameters_not_finite", name_nonfinite(spec_, params_));

  ++step_;
  ++sums_.steps;
  sums_.samples += gradient.unmasked;
  sums_.loss += gradient.loss;
  sums_.squared += gradient.squared.front();
  report_progress(norm);
  if (stats_due()) report_stats(norm);
}

void Training::validate() {
  val_ = validation_.run(params_);
  improved_ = early_.validated(val_.loss, epoch_ + 1, params_);
  if (improved_) {
    best_rmse_ = val_.rmse;
    exploit_.improved(optimizer_);
    checkpointer_.improved();
  }
  schedule_.validated(val_.loss);
  watch_validation(val_.rmse);
  watch_drift();
}

// Patience is over, or a repetition of the exploit phase: back to the best for the next one, or the
// end.
void Training::watch_patience() {
  if (ended_ || !(exploit_.active() ? exploit_.ends_with(epoch_) : early_.exhausted())) return;
  if (!exploit_.left() || !early_.has_best()) return end(StopReason::patience);
  exploit_.begin(epoch_ + 1);
  params_ = snapshot_params_ = early_.best_params();
  snapshot_optimizer_ = exploit_.optimizer();
  optimizer_.load(snapshot_optimizer_);
  early_.forgive();
  guard_.report("exploit", step_, "", exploiting(exploit_.begun(), early_.best_epoch(), hp_));
}

// Epoch 1, every VALID_FREQUENCY epochs and the last of an exploit repetition are validated; so is
// the last one of all, however it came.
bool Training::scheduled() const {
  return epoch_ == 0 || (epoch_ + 1) % hp_.valid_frequency == 0 || exploit_.ends_with(epoch_);
}
bool Training::last() const { return ended_ || epoch_ + 1 == hp_.max_epochs; }

// Ended where an epoch begins, and there is a best model already.
bool Training::no_news() const { return sums_.batches == 0 && early_.has_best(); }

// Asked before every step: a signal or the time limit.
bool Training::ended() {
  if (ended_) return true;
  if (options_.stop != nullptr && options_.stop->load())
    end(StopReason::interrupted);
  else if (hp_.max_training_time_seconds > 0 && clock_.seconds() >= hp_.max_training_time_seconds)
    end(StopReason::time_limit);
  return ended_;
}

void Training::end(StopReason reason) {
  reason_ = reason;
  ended_ = true;
}

// The last checkpoint, once: the state from which a longer run goes on, before a validation that
// such a run would not have had there.
void Training::leave() {
  if (std::exchange(left_, true) || resumed_ || reason_ == StopReason::diverged) return;
  checkpoint();
}

FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options) {
  settings::require_valid(hyperparams);
  return Training(hyperparams, dataset, reporter, options).run();
}

}  // namespace lstmtrain
