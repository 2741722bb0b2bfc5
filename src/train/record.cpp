// Stage 18: what a training says of itself, at every step, after every epoch, and at the end.
#include <cmath>

#include "io/hyperparams_json.hpp"
#include "nn/recurrent_layer.hpp"
#include "train/training.hpp"

namespace lstmtrain {

// Of the epoch's steps, with the parameters moving; of the first target, in its unit.
double Training::train_rmse() const {
  return std::sqrt(sums_.squared / static_cast<double>(sums_.samples)) *
         scaler_.scale[dataset_.num_features] * units_.front().factor;
}

void Training::finish_epoch(bool validated) {
  if (!std::isfinite(sums_.mean_loss()) && reason_ != StopReason::interrupted)
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

FitResult Training::result() {
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
  r.model.warmup_rows = hp_.warmup_rows;
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
  for (const int H : spec_.layer_sizes)
    r.kernels += (r.kernels.empty() ? "" : ",") + std::string(nn::implementation(H));
  r.skipped_steps = guard_.skipped_total();
  r.rollbacks = guard_.rollbacks();
  r.events = guard_.events();
  return r;
}

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

}  // namespace lstmtrain
