// What is made ready before the first batch.
#include "train/training.hpp"

#include "data/targets.hpp"
#include "nn/gemm.hpp"
#include "settings/resume_check.hpp"
#include "train/optim/weight_decay.hpp"
#include "train/threads.hpp"

namespace lstmtrain {
Training::Training(const Hyperparams& hp, const Dataset& dataset, Reporter& reporter,
                   const FitOptions& options)
    : hp_(hp),
      dataset_(dataset),
      reporter_(reporter),
      options_(options),
      spec_(model_spec(hp)),
      means_(target_means(dataset)),
      start_(starting_point(hp, spec_, dataset, means_)),
      scaler_(start_.scaler),
      units_(target_units(hp, dataset, scaler_)),
      batches_(make_batches(hp, dataset, scaler_)),
      pool_(useful_threads(options.threads > 0 ? options.threads : hp.threads, spec_,
                           batches_->largest())),
      runner_(hp, spec_, *batches_, pool_),
      validation_(hp, spec_, dataset, scaler_, units_.front(), pool_),
      params_(std::move(start_.params)),
      last_good_(params_),
      snapshot_params_(params_),
      grads_(params_.size()),
      rule_(hp),
      optimizer_(optimizer_settings(hp), weight_decays(hp, spec_)),
      schedule_(hp, static_cast<std::int64_t>(batches_->batches_per_epoch())),
      early_(hp.valid_patience),
      exploit_(hp),
      guard_(hp, reporter),
      checkpointer_(hp, options, reporter) {
  nn::use_serial_blas();
  optimizer_.save(snapshot_optimizer_);
  if (checkpointer_.on()) fingerprint_ = settings::data_fingerprint(dataset, scaler_);
  baseline_rmse_ = validation_.baseline_rmse(means_.front());
}

}  // namespace lstmtrain
