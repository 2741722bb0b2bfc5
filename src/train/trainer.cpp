// Start reading here: run() is a training from the first batch to the report, train_step() one
// update. Stages: batch -> forward -> loss -> backward -> guard -> clip -> noise -> optimiser ->
// finiteness -> schedule -> report. The two halves of an update stand in step.cpp, what the guards
// do in guards/ladder.cpp, what is reported in record.cpp, what is kept from step to step in
// training_state.cpp, how it reaches the disk in trainer_checkpoints.cpp.
#include "train/trainer.hpp"

#include <cmath>
#include <utility>

#include "base/finite.hpp"
#include "lstmtrain/error.hpp"
#include "train/arguments.hpp"
#include "train/guards/judgement.hpp"
#include "train/guards/messages.hpp"
#include "train/record.hpp"
#include "train/threads.hpp"

namespace lstmtrain {
namespace {

// What an estimate rests on.
constexpr std::size_t kMeasuredBatches = 20;
constexpr double kMeasuredSeconds = 1, kValidationSeconds = 0.25;
constexpr double kMostMeasured = 2;  // of measure(), where steps are skipped

}  // namespace

FitResult Trainer::run() {
  resume();
  require_finite();
  reporter_.start(start_record(problem_, state_, resumed_));
  if (!resumed_) preflight();
  for (; state_.epoch < hp_.max_epochs && !ended_; ++state_.epoch) {
    if (!std::exchange(resumed_, false)) start_epoch();
    while (!ended() && next_batch()) train_step();
    say_estimate();
    if (reason_ == StopReason::interrupted || (ended_ && no_news())) break;
    if (!ended_) judge_epoch();
    const bool in_course = !ended_ && scheduled();
    if (!in_course && last()) leave();
    const bool validating = (in_course || last()) && reason_ != StopReason::diverged;
    if (validating) validate();
    reporter_.epoch(epoch_record(problem_, state_, clock_.times(), validating));
    if (validating) watch_patience();
  }
  if (reason_ != StopReason::interrupted) start_epoch();  // where a longer run goes on
  leave();
  judge_result();
  return fit_result(problem_, state_, clock_.times(), reason_);
}

void Trainer::start_epoch() {
  batches_->start_epoch(state_.epoch);
  runner_.start_epoch();
  state_.guard.start_epoch();
  state_.sums = {};
  clock_.start_epoch();
}

bool Trainer::next_batch() {
  if (checkpointer_.due()) checkpoint();
  clock_.start_work();
  return batches_->next();
}

void Trainer::train_step() {
  // forward, loss, backward
  const BatchGradient gradient = batch_gradient(runner_, state_.params, state_.step, grads_);
  ++state_.sums.batches;
  state_.sums.rows += batches_->shape().rows();
  if (!gradient.learns()) return;  // all rows are warm-up: only the carried state moved on

  // guard
  const Verdict verdict = state_.guard.inspect(gradient.loss, gradient.norm);
  if (verdict == Verdict::skip) return skip_step(gradient);
  if (verdict == Verdict::exploded)
    return recover({"loss_exploded", loss_explosion(gradient.loss, hp_), ""}, state_.params);
  if (state_.guard.taken(gradient.norm)) warn_of_norm(gradient.norm);

  // clip, noise, optimiser, finiteness of the parameters
  state_.last_good = state_.params;
  const Update update{state_.step, learning_rate(state_), gradient.norm, bias_rate(state_)};
  if (!apply_update(rule_, state_.optimizer, update, grads_, state_.params))
    return recover({"parameters_not_finite", name_nonfinite(problem_.spec, state_.params), ""},
                   state_.last_good);

  // schedule, report
  clock_.finish(clock_.batches);
  ++state_.step;
  ++state_.sums.steps;
  state_.sums.samples += gradient.unmasked;
  state_.sums.loss += gradient.loss;
  state_.sums.squared += gradient.squared.front();
  reporter_.progress(progress_record(problem_, state_, clock_.times(), gradient.norm));
  if (stats_due(problem_, state_))
    reporter_.stats(
        stats_record(problem_, state_, grads_, gradient.norm, runner_.probe(state_.params)));
  if (measured()) say_estimate();
}

void Trainer::require_finite() const {
  if (!all_finite(state_.params))
    throw Error(
        ErrorCode::internal,
        "initial parameters: " + name_nonfinite(problem_.spec, state_.params) + " is not finite.");
}

// Guard 1: what would make the very first step fail is said before it.
void Trainer::preflight() {
  start_epoch();
  batches_->next();
  const BatchResult batch = runner_.run(state_.params, 0, grads_);
  state_.guard.limit_loss(step_loss_limit(problem_, batch.loss));
  if (std::isfinite(batch.loss)) return;
  const BatchRunner::Finding first = runner_.diagnose(state_.params, 0);
  tell(state_, reporter_, "first_loss", first.where,
       "the loss of the first batch is not finite before any update; first: " + first.text());
}

void Trainer::warn_of_norm(double norm) {
  const BatchRunner::Finding error = runner_.largest_error(state_.params, state_.step);
  tell(state_, reporter_, "large_gradient", error.where, large_gradient(norm, error.text(), hp_));
}

// Guard 2: the lanes that the step spoiled begin anew.
void Trainer::skip_step(const BatchGradient& gradient) {
  const BatchRunner::Finding first = runner_.diagnose(state_.params, state_.step);
  SkippedStep step{gradient.loss, gradient.norm, first.where, first.text(), 0};
  step.restarted_lanes = runner_.restart_lanes();
  if (lstmtrain::skip_step(problem_, state_, reporter_, step) == Action::end)
    end(StopReason::diverged);
}

// Guard 3: an update made a parameter not finite, or the losses have exploded; `before`: the
// parameters that the batch was run with.
void Trainer::recover(Fault fault, const std::vector<float>& before) {
  fault.where = runner_.largest_error(before, state_.step).where;
  if (lstmtrain::recover(problem_, state_, reporter_, fault) == Action::end)
    end(StopReason::diverged);
}

void Trainer::judge_epoch() {
  if (lstmtrain::judge_epoch(problem_, state_, reporter_) == Action::end) end(StopReason::diverged);
}

void Trainer::validate() {
  clock_.start_work();
  const Validation::Result result = validation_.run(state_.params);
  clock_.finish(clock_.validations);
  if (needs_start(problem_, result.loss)) know_start();
  if (validated(state_, result, is_good(problem_, result.loss))) checkpointer_.improved();
  if (judge_validation(problem_, state_, reporter_) == Action::end)
    return end(StopReason::diverged);
  judge_drift(problem_, state_, reporter_);
}

// Patience is over, or a repetition of the exploit phase: back to the best for the next one, or the
// end.
void Trainer::watch_patience() {
  const Exploit& exploit = state_.exploit;
  const bool over = exploit.active() ? exploit.ends_with(state_.epoch) : state_.early.exhausted();
  if (ended_ || !over) return;
  if (!exploit.left() || !state_.early.has_best()) return end(StopReason::patience);
  begin_exploit(state_);
  tell(state_, reporter_, "exploit", "",
       exploiting(exploit.begun(), state_.early.best_epoch(), hp_));
}

// What is above the mean is also compared with the initial parameters, as whatever is left of a
// training that diverged; a healthy one pays nothing.
void Trainer::judge_result() {
  if (reason_ == StopReason::interrupted) return;
  const bool diverged = reason_ == StopReason::diverged;
  if (diverged || !state_.early.has_best() || is_above_mean(problem_, state_.early.best_loss()))
    know_start();
  if (!diverged && lstmtrain::judge_result(problem_, state_, reporter_) == Action::end)
    end(StopReason::diverged);
}

void Trainer::know_start() {
  if (!problem_.start_val) problem_.start_val = validation_.run(problem_.start.params);
}

// Enough batches for a mean that holds.
bool Trainer::measured() const {
  return clock_.batches.count() >= kMeasuredBatches || clock_.batches.seconds() >= kMeasuredSeconds;
}

// Once: what the training will take. The share of the validation is that of a part of it.
void Trainer::say_estimate() {
  if (estimated_ || ended_ || clock_.batches.count() == 0) return;
  estimated_ = true;
  reporter_.estimate(estimate());
}

EstimateRecord Trainer::estimate() {
  if (clock_.validations.count() == 0)
    clock_.validations.expect(validation_.estimate_seconds(state_.params, kValidationSeconds));
  return estimate_record(problem_, state_, clock_.times(), clock_.batches.count());
}

// A few steps of the first epoch, which are thrown away.
EstimateRecord Trainer::measure() {
  require_finite();
  preflight();
  start_epoch();
  const auto goes_on = [&] {
    return !measured() && !ended_ && clock_.times().epoch_seconds < kMostMeasured;
  };
  while (goes_on() && next_batch()) train_step();
  return estimate();
}

// Epoch 1, every VALID_FREQUENCY epochs and the last of an exploit repetition are validated; so is
// the last one of all, however it came.
bool Trainer::scheduled() const {
  return validates(hp_, state_.epoch) || state_.exploit.ends_with(state_.epoch);
}
bool Trainer::last() const { return ended_ || state_.epoch + 1 == hp_.max_epochs; }

// Ended where an epoch begins, and there is a best model already.
bool Trainer::no_news() const { return state_.sums.batches == 0 && state_.early.has_best(); }

// Asked before every step: a signal or the time limit.
bool Trainer::ended() {
  if (ended_) return true;
  const double limit = hp_.max_training_time_seconds;
  if (options_.stop != nullptr && options_.stop->load())
    end(StopReason::interrupted);
  else if (limit > 0 && clock_.times().seconds >= limit)
    end(StopReason::time_limit);
  return ended_;
}

void Trainer::end(StopReason reason) {
  reason_ = reason;
  ended_ = true;
}

// The last checkpoint, once: the state from which a longer run goes on, before a validation that
// such a run would not have had there.
void Trainer::leave() {
  if (std::exchange(left_, true) || resumed_ || reason_ == StopReason::diverged) return;
  checkpoint();
}

Trainer::Trainer(const Hyperparams& hp, const Dataset& dataset, Reporter& reporter,
                 const FitOptions& options)
    : hp_(hp),
      reporter_(reporter),
      options_(options),
      problem_(hp, dataset),
      batches_(make_batches(hp, dataset, problem_.start.scaler)),
      pool_(useful_threads(options.threads > 0 ? options.threads : hp.threads, problem_.spec,
                           batches_->largest())),
      runner_(hp, problem_.spec, *batches_, pool_),
      validation_(hp, problem_.spec, dataset, problem_.start.scaler, problem_.units.front(), pool_),
      rule_(hp, FrozenInputs(problem_.spec, problem_.start.scaler)),
      state_(problem_, batches_->batches_per_epoch()),
      grads_(state_.params.size()),
      checkpointer_(hp, options, reporter) {
  problem_.updates_per_epoch = batches_->batches_per_epoch();
  problem_.samples_per_epoch = batches_->samples_per_epoch();
  problem_.lanes = batches_->largest().lanes;
  problem_.steps = batches_->largest().steps;
  problem_.threads = pool_.threads();
  const Validation::Result mean = validation_.of_means(problem_.means);
  problem_.baseline_rmse = mean.rmse;
  problem_.val_mean_error = problem_.loss.error(mean.loss);
  state_.guard.limit_loss(step_loss_limit(problem_, 0));
}

EstimateRecord estimate(const Hyperparams& hyperparams, const Dataset& dataset,
                        const PlanOptions& options) {
  require_training("estimate", hyperparams, dataset, options.threads);
  Reporter silent;
  FitOptions fit_options;
  fit_options.threads = options.threads;
  return Trainer(hyperparams, dataset, silent, fit_options).measure();
}

FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options) {
  require_training("fit", hyperparams, dataset, options.threads);
  if (options.resume && options.checkpoints.empty())
    throw Error(ErrorCode::config,
                "fit: resume, got no folder of checkpoints, expected one. Hint: name it in "
                "FitOptions::checkpoints.");
  return Trainer(hyperparams, dataset, reporter, options).run();
}

}  // namespace lstmtrain
