// Start reading here: run() is a training from the first batch to the report, train_step() one
// update. Stages: batch -> forward -> loss -> backward -> guard -> clip -> optimiser -> finiteness
// -> schedule -> report.
#include "lstmtrain/trainer.hpp"

#include <cmath>
#include <limits>

#include "io/hyperparams_json.hpp"
#include "lstmtrain/error.hpp"
#include "nn/gemm.hpp"
#include "nn/init.hpp"
#include "train/batch_runner.hpp"
#include "train/clip.hpp"
#include "train/clock.hpp"
#include "train/early_stopping.hpp"
#include "train/finite.hpp"
#include "train/guard.hpp"
#include "train/messages.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"
#include "train/setup.hpp"
#include "train/validation.hpp"

namespace lstmtrain {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Weight decay of each parameter: biases and norms are spared unless WEIGHT_DECAY_ALL.
std::vector<float> decay_of(const Hyperparams& hp, const ModelSpec& spec) {
  std::vector<float> decay(param_count(spec), 0.0F);
  for (const ParamInfo& info : param_layout(spec))
    if (info.decays || hp.weight_decay_all)
      std::fill_n(decay.begin() + static_cast<std::ptrdiff_t>(info.offset), info.size,
                  static_cast<float>(hp.weight_decay));
  return decay;
}

class Trainer {
 public:
  Trainer(const Hyperparams& hp, const Dataset& dataset, Reporter& reporter,
          const FitOptions& options);
  FitResult run();

 private:
  // Sums over the steps that were taken in this epoch.
  struct EpochSums {
    double loss = 0, squared = 0;
    std::size_t steps = 0, samples = 0, batches = 0, rows = 0;
    double mean_loss() const { return steps > 0 ? loss / static_cast<double>(steps) : kNaN; }
  };

  void preflight();
  void train_step();
  void skip_step(double loss, double norm);
  void recover(const std::string& kind, const std::string& what);
  void diverge(const std::string& kind, const std::string& what);
  void validate();
  void watch_validation(double rmse);
  void finish_epoch(bool validated);
  void report_progress(double norm);
  bool validates() const;
  bool ended();
  double rate() const { return schedule_.learning_rate(epoch_, step_); }
  FitResult result();

  const Hyperparams& hp_;
  const Dataset& dataset_;
  Reporter& reporter_;
  FitOptions options_;
  ModelSpec spec_;
  Scaler scaler_;
  std::vector<Unit> units_;
  std::vector<double> means_;
  std::unique_ptr<BatchSource> batches_;
  ThreadPool pool_;
  BatchRunner runner_;
  Validation validation_;
  std::vector<float> params_, last_good_, snapshot_params_, grads_;
  StateDict snapshot_optimizer_;
  Optimizer<float> optimizer_;
  Schedule schedule_;
  EarlyStopping early_;
  Guard guard_;
  Clock clock_;
  EpochSums sums_;
  Validation::Result val_{kNaN, kNaN};
  double best_rmse_ = kNaN, baseline_rmse_ = 0;
  bool improved_ = false;
  int epoch_ = 0;          // from 0
  std::int64_t step_ = 0;  // updates tried
  bool ended_ = false;
  StopReason reason_ = StopReason::max_epochs;
  std::string diagnosis_;
};

std::vector<double> scaled(const std::vector<double>& means, const Scaler& scaler,
                           std::size_t first) {
  std::vector<double> out;
  for (std::size_t k = 0; k < means.size(); ++k)
    out.push_back(scaler.transform(first + k, means[k]));
  return out;
}

Trainer::Trainer(const Hyperparams& hp, const Dataset& dataset, Reporter& reporter,
                 const FitOptions& options)
    : hp_(hp),
      dataset_(dataset),
      reporter_(reporter),
      options_(options),
      spec_(model_spec(hp)),
      scaler_(fit_scaler(dataset, dataset.train, hp.normalization)),
      units_(target_units(hp, dataset, scaler_)),
      means_(target_means(dataset)),
      batches_(make_batches(hp, dataset, scaler_)),
      pool_(
          useful_threads(options.threads > 0 ? options.threads : hp.threads, batches_->largest())),
      runner_(hp, spec_, *batches_, pool_),
      validation_(hp, spec_, dataset, scaler_, units_.front(), pool_),
      params_(nn::initial_params(spec_, hp.init, hp.seed,
                                 scaled(means_, scaler_, dataset.num_features))),
      last_good_(params_),
      snapshot_params_(params_),
      grads_(params_.size()),
      optimizer_(optimizer_settings(hp), decay_of(hp, spec_)),
      schedule_(hp, static_cast<std::int64_t>(batches_->batches_per_epoch())),
      early_(hp.valid_patience),
      guard_(hp, reporter) {
  nn::use_serial_blas();
  optimizer_.save(snapshot_optimizer_);
  baseline_rmse_ = validation_.baseline_rmse(means_.front());
}

FitResult Trainer::run() {
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

void Trainer::train_step() {
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

// Guard 1: what would make the very first step fail is said before it.
void Trainer::preflight() {
  if (!all_finite(params_))
    throw Error(ErrorCode::internal,
                "initial parameters: " + name_nonfinite(spec_, params_) + " is not finite.");
  batches_->start_epoch(0);
  runner_.start_epoch();
  batches_->next();
  const BatchResult batch = runner_.run(params_, 0, grads_);
  if (!std::isfinite(batch.loss))
    guard_.report("first_loss", 0, runner_.where(),
                  "the loss of the first batch is not finite before any update; first: " +
                      runner_.diagnose(params_, 0));
}

// Guard 2: the step is not taken, so the optimiser's moments never see it.
void Trainer::skip_step(double loss, double norm) {
  const std::string first = runner_.diagnose(params_, step_);
  const int restarted = runner_.restart_lanes();
  guard_.skipped();
  guard_.report("skipped_step", step_, runner_.where(), skipped_step(loss, norm, first, restarted));
  ++step_;
  if (guard_.too_many_skips()) recover("too_many_skipped_steps", first);
}

// Guard 3: back to good parameters, at half the rate and past the batch; or, when none is left, the
// end.
void Trainer::recover(const std::string& kind, const std::string& what) {
  if (!all_finite(params_)) params_ = last_good_;
  if (!guard_.roll_back()) return diverge(kind, what);
  params_ = snapshot_params_;
  optimizer_.load(snapshot_optimizer_);
  schedule_.scale(0.5);
  guard_.forgive();
  guard_.report("rollback", step_, runner_.where(),
                rolled_back(what, rate(), guard_.rollbacks(), hp_));
  ++step_;
}

void Trainer::diverge(const std::string& kind, const std::string& what) {
  diagnosis_ = diverged(kind, what, hp_,
                        {epoch_ + 1, step_, sums_.batches, rate(), guard_.skipped_in_a_row()});
  guard_.report(kind, step_, runner_.where(), diagnosis_);
  reason_ = StopReason::diverged;
  ended_ = true;
}

void Trainer::validate() {
  val_ = validation_.run(params_);
  improved_ = early_.validated(val_.loss, epoch_ + 1, params_);
  if (improved_) best_rmse_ = val_.rmse;
  schedule_.validated(val_.loss);
  watch_validation(val_.rmse);
  if (early_.exhausted() && !ended_) {
    reason_ = StopReason::patience;
    ended_ = true;
  }
}

// Guards 4 and 5: stuck at the baseline, or a spike.
void Trainer::watch_validation(double rmse) {
  if (hp_.stuck_epochs > 0 && (epoch_ + 1) % hp_.stuck_epochs == 0 &&
      !(best_rmse_ < baseline_rmse_))
    guard_.report("stuck", step_, "",
                  stuck(epoch_ + 1, best_rmse_, baseline_rmse_, units_.front().name));
  const bool spiked =
      !std::isfinite(rmse) || (hp_.spike_factor > 0 && rmse > hp_.spike_factor * best_rmse_);
  if (!spiked) {
    snapshot_params_ = params_;
    snapshot_optimizer_.clear();
    optimizer_.save(snapshot_optimizer_);
    return;
  }
  guard_.report("spike", step_, "", spike(rmse, best_rmse_, units_.front().name));
  if (!early_.has_best() || !guard_.roll_back()) return;
  params_ = early_.best_params();
  optimizer_.load(snapshot_optimizer_);
  schedule_.scale(0.5);
  guard_.report("rollback", step_, "",
                rolled_back("validation spike", rate(), guard_.rollbacks(), hp_));
}

void Trainer::finish_epoch(bool validated) {
  if (!std::isfinite(sums_.mean_loss()) && reason_ != StopReason::interrupted)
    guard_.report("epoch_mean", step_, "",
                  "the epoch's mean loss is not finite: no step was taken.");
  EpochRecord r;
  r.epoch = epoch_ + 1;
  r.max_epochs = hp_.max_epochs;
  r.step = step_;
  r.train_loss = sums_.mean_loss();
  r.train_rmse = std::sqrt(sums_.squared / static_cast<double>(sums_.samples)) *
                 scaler_.scale[dataset_.num_features] * units_.front().factor;
  r.val_loss = validated ? val_.loss : kNaN;
  r.val_rmse = validated ? val_.rmse : kNaN;
  r.best_val_rmse = best_rmse_;
  r.validated = validated;
  r.improved = validated && improved_;
  r.grad_norm_median = guard_.norm_median();
  r.grad_norm_max = guard_.norm_max();
  r.learning_rate = rate();
  r.seconds = clock_.epoch_seconds();
  r.total_seconds = clock_.seconds();
  r.rows_per_s = clock_.per_second(sums_.rows);
  r.skipped_steps = guard_.skipped_in_epoch();
  r.patience = early_.bad();
  r.valid_patience = hp_.valid_patience;
  r.eta_seconds = clock_.eta(epoch_ + 1, hp_);
  reporter_.epoch(r);
}

void Trainer::report_progress(double norm) {
  reporter_.progress({epoch_ + 1, hp_.max_epochs, sums_.batches, batches_->batches_per_epoch(),
                      sums_.mean_loss(), val_.rmse, best_rmse_, norm, rate(),
                      clock_.per_second(sums_.rows), early_.bad(), hp_.valid_patience,
                      clock_.eta(epoch_, hp_)});
}

// At epoch 1, every VALID_FREQUENCY epochs, at the last one, and when training was ended from
// outside.
bool Trainer::validates() const {
  const int done = epoch_ + 1;
  return reason_ != StopReason::diverged &&
         (ended_ || done == 1 || done % hp_.valid_frequency == 0 || done == hp_.max_epochs);
}

// Asked before every step: a signal or the time limit.
bool Trainer::ended() {
  if (ended_) return true;
  if (options_.stop != nullptr && options_.stop->load())
    reason_ = StopReason::interrupted, ended_ = true;
  if (hp_.max_training_time_seconds > 0 && clock_.seconds() >= hp_.max_training_time_seconds)
    reason_ = StopReason::time_limit, ended_ = true;
  return ended_;
}

FitResult Trainer::result() {
  FitResult r;
  r.model.spec = spec_;
  r.model.params = early_.has_best() ? early_.best_params() : params_;
  r.model.features.assign(
      dataset_.columns.begin(),
      dataset_.columns.begin() + static_cast<std::ptrdiff_t>(dataset_.num_features));
  r.model.targets.assign(
      dataset_.columns.begin() + static_cast<std::ptrdiff_t>(dataset_.num_features),
      dataset_.columns.end());
  r.model.units = units_;
  r.model.scaler = scaler_;
  r.model.target_offset = hp_.target_offset;
  r.model.warmup_rows = untrained_rows(hp_);
  r.model.period = dataset_.period;
  r.model.hyperparams = io::model_json(hp_);
  r.model.metrics = {{"epoch", early_.best_epoch()}};
  if (early_.has_best())
    r.model.metrics["val_rmse"] = best_rmse_, r.model.metrics["val_loss"] = early_.best_loss();
  r.stop_reason = reason_;
  r.diagnosis = diagnosis_;
  r.epochs = epoch_;
  r.best_epoch = early_.best_epoch();
  r.steps = step_;
  r.seconds = clock_.seconds();
  r.threads = pool_.threads();
  r.skipped_steps = guard_.skipped_total();
  r.rollbacks = guard_.rollbacks();
  r.events = guard_.events();
  return r;
}

}  // namespace

const char* stop_reason_name(StopReason reason) {
  switch (reason) {
    case StopReason::patience:
      return "patience";
    case StopReason::time_limit:
      return "time_limit";
    case StopReason::interrupted:
      return "interrupted";
    case StopReason::diverged:
      return "diverged";
    case StopReason::max_epochs:
      break;
  }
  return "max_epochs";
}

FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options) {
  return Trainer(hyperparams, dataset, reporter, options).run();
}

}  // namespace lstmtrain
