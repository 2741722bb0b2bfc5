// Stage 18: what a training says of itself, at every step, after every epoch, and at the end.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "nn/recurrent_layer.hpp"
#include "settings/settings.hpp"
#include "train/guards/messages.hpp"
#include "train/guards/protections.hpp"
#include "train/tensor_stats.hpp"
#include "train/training.hpp"

namespace lstmtrain {

// Of the epoch's steps, with the parameters moving; of the first target, in its unit.
double Training::train_rmse() const {
  return std::sqrt(sums_.squared / static_cast<double>(sums_.samples)) *
         scaler_.scale[dataset_.num_features] * units_.front().factor;
}

StartRecord Training::start_record() const {
  StartRecord r;
  r.description = describe(spec_);
  r.parameters = params_.size();
  r.updates_per_epoch = batches_->batches_per_epoch();
  r.windows = batches_->samples_per_epoch();
  r.threads = pool_.threads();
  r.protections = protections(hp_);
  r.baseline_rmse = baseline_rmse_;
  r.resumed = resumed_;
  r.epochs_done = epoch_;
  r.step = step_;
  return r;
}

void Training::finish_epoch(bool validated) {
  if (!std::isfinite(sums_.mean_loss()) && sums_.batches > 0)
    guard_.report("epoch_mean", step_, "",
                  "the epoch's mean loss is not finite: no step was taken.");
  EpochRecord r;
  r.epoch = epoch_ + 1;
  r.max_epochs = hp_.max_epochs;
  r.step = step_;
  r.train_loss = sums_.mean_loss();
  r.train_rmse = train_rmse();
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

void Training::report_progress(double norm) {
  reporter_.progress({epoch_ + 1, hp_.max_epochs, sums_.batches, batches_->batches_per_epoch(),
                      sums_.mean_loss(), val_.rmse, best_rmse_, norm, rate(),
                      clock_.per_second(sums_.rows), early_.bad(), hp_.valid_patience,
                      clock_.eta(epoch_, hp_)});
}

// Every STATS_EVERY steps; by default at the end of each epoch and at the steps of the first one,
// of which ever fewer are taken beyond 256, so that a long epoch is not slowed.
bool Training::stats_due() const {
  if (hp_.stats_every > 0) return (step_ - 1) % hp_.stats_every == 0;
  if (sums_.batches == batches_->batches_per_epoch()) return true;
  const auto stride = std::bit_floor(std::max(sums_.batches, std::size_t{128})) / 128;
  return epoch_ == 0 && sums_.batches % stride == 0;
}

void Training::report_stats(double norm) {
  StatsRecord r;
  r.epoch = epoch_ + 1;
  r.step = step_ - 1;
  const double clipped =
      hp_.clip_max_norm > 0 ? std::max(1.0, norm / hp_.clip_max_norm) : 1;  // undone
  r.tensors = tensor_stats(spec_, last_good_, params_, grads_, clipped);
  BatchRunner::Probe probe = runner_.probe(params_);
  r.gates = std::move(probe.gates);
  r.grad_by_distance = std::move(probe.grad_by_distance);
  reporter_.stats(r);
}

// The best parameters of all validations; the present ones before the first.
Model Training::best_model() const {
  const auto features =
      dataset_.columns.begin() + static_cast<std::ptrdiff_t>(dataset_.num_features);
  Model model;
  model.spec = spec_;
  model.params = early_.has_best() ? early_.best_params() : params_;
  model.features.assign(dataset_.columns.begin(), features);
  model.targets.assign(features, dataset_.columns.end());
  model.units = units_;
  model.scaler = scaler_;
  model.target_offset = hp_.target_offset;
  model.warmup_rows = hp_.warmup_rows;
  model.period = dataset_.period;
  model.hyperparams = settings::model_json(hp_);
  model.metrics = {{"epoch", early_.best_epoch()}};
  if (early_.has_best())
    model.metrics["val_rmse"] = best_rmse_, model.metrics["val_loss"] = early_.best_loss();
  return model;
}

// What runs each layer: an instruction set, or BLAS.
std::string Training::kernels() const {
  std::string names;
  for (const int H : spec_.layer_sizes)
    names += (names.empty() ? "" : ",") + std::string(nn::implementation(H));
  return names;
}

FitResult Training::result() {
  FitResult r;
  r.model = best_model();
  r.stop_reason = reason_;
  r.diagnosis = diagnosis_;
  r.epochs = epoch_;
  r.best_epoch = early_.best_epoch();
  r.best_val_rmse = best_rmse_;
  r.steps = step_;
  r.seconds = clock_.seconds();
  r.threads = pool_.threads();
  r.kernels = kernels();
  r.skipped_steps = guard_.skipped_total();
  r.rollbacks = guard_.rollbacks();
  r.events = guard_.events();
  return r;
}

}  // namespace lstmtrain
