#include "doctor/trial.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "data/targets.hpp"
#include "doctor/mean_loss.hpp"
#include "doctor/tenths.hpp"
#include "lstmtrain/trainer.hpp"
#include "nn/loss.hpp"

namespace lstmtrain {
namespace {

constexpr int kMeanBatches = 20;

// Ends the training as soon as it has shown that it learns.
class Watch : public Reporter {
 public:
  // `share`: of the baseline's error that the best constant leaves.
  Watch(Trial& trial, double share, const std::function<void(const TrialProgress&)>& progress)
      : trial_(trial), share_(share), progress_(progress) {}
  std::atomic<bool> stop = false;
  const std::vector<double>& losses() const { return losses_; }

  void start(const StartRecord& record) override {
    trial_.constant_rmse = share_ * record.baseline_rmse;
  }
  void progress(const ProgressRecord& record) override {
    trial_.planned = static_cast<std::int64_t>(record.batches) * record.max_epochs;
    note_loss(record);
    if (progress_)
      progress_({static_cast<std::int64_t>(losses_.size()), trial_.planned, record.loss});
  }
  void epoch(const EpochRecord& record) override {
    if (record.validated && trial_.epochs == 0) trial_.first_rmse = record.val_rmse;
    trial_.epochs = record.epoch;
    trial_.best_rmse = record.best_val_rmse;
    if (record.validated && trial_.learned()) stop = true;
  }

 private:
  // The loss of this update, out of the epoch's running mean: l_n = n m_n - (n - 1) m_(n-1)
  void note_loss(const ProgressRecord& record) {
    if (record.epoch != epoch_) epoch_ = record.epoch, steps_ = 0, sum_ = 0;
    const double sum = record.loss * static_cast<double>(++steps_);
    losses_.push_back(sum - sum_);
    sum_ = sum;
  }

  Trial& trial_;
  double share_;
  const std::function<void(const TrialProgress&)>& progress_;
  std::vector<double> losses_;
  int epoch_ = 0;
  std::int64_t steps_ = 0;  // of the epoch
  double sum_ = 0;
};

// The deviation of the first target over its error from the training mean, on the validation rows.
double constant_share(const Dataset& dataset) {
  const double train_mean = target_means(dataset).front();
  double count = 0, sum = 0, squares = 0;
  for (const Segment& segment : dataset.val)
    for (std::size_t row = segment.begin; row < segment.end; ++row) {
      const double y =
          static_cast<double>(dataset.files[segment.file].at(row, dataset.num_features)) -
          train_mean;
      if (!std::isfinite(y)) continue;
      ++count;
      sum += y;
      squares += y * y;
    }
  return squares > 0 ? std::sqrt(std::max(0.0, 1 - sum * sum / (count * squares))) : 1;
}

// Of the mean's error, as the losses of some batches have it.
double left_of_mean(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler,
                    double loss) {
  double sum = 0;
  const std::vector<double> of_mean = losses_of_mean(hp, dataset, scaler, kMeanBatches);
  for (const double x : of_mean) sum += x;
  const nn::Loss kind{hp.loss, hp.huber_delta};
  return kind.error(loss) / kind.error(sum / static_cast<double>(of_mean.size()));
}

}  // namespace

Trial run_trial(const TrialPlan& plan, const Dataset& dataset, const TimeBound& bound,
                const std::function<void(const TrialProgress&)>& progress) {
  Hyperparams hp = plan.hp;
  // The last step and the last validation begin in time to end in time.
  hp.max_training_time_seconds =
      std::max(bound.left() - plan.step_seconds - plan.validation_seconds, 0.1 * bound.left());
  Trial trial;
  Watch watch(trial, constant_share(dataset), progress);
  const FitResult fit =
      lstmtrain::fit(hp, dataset, watch, {.threads = hp.threads, .stop = &watch.stop});
  trial.seconds = fit.seconds;
  trial.steps = fit.steps;
  trial.cut = fit.stop_reason == StopReason::time_limit;
  trial.diverged = fit.stop_reason == StopReason::diverged;
  trial.diagnosis = fit.diagnosis;
  trial.skipped_steps = static_cast<std::size_t>(fit.skipped_steps);
  if (trial.epochs == 0) trial.first_rmse = trial.best_rmse = fit.best_val_rmse;
  if (watch.losses().empty()) return trial;
  const std::vector<double> means = tenths(watch.losses());
  trial.first_loss = means.front();
  trial.last_loss = means.back();
  trial.left_of_mean = left_of_mean(hp, dataset, fit.model.scaler, trial.last_loss);
  return trial;
}

}  // namespace lstmtrain
