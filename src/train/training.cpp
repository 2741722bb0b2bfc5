// What is made ready before the first batch.
#include "train/training.hpp"

#include <algorithm>

#include "io/resume_check.hpp"
#include "nn/gemm.hpp"
#include "train/setup.hpp"

namespace lstmtrain {
namespace {

// Weight decay of each parameter: biases and norms are spared unless WEIGHT_DECAY_ALL.
std::vector<float> decay_of(const Hyperparams& hp, const ModelSpec& spec) {
  std::vector<float> decay(param_count(spec), 0.0F);
  for (const ParamInfo& info : param_layout(spec))
    if (info.decays || hp.weight_decay_all)
      std::fill_n(decay.begin() + static_cast<std::ptrdiff_t>(info.offset), info.size,
                  static_cast<float>(hp.weight_decay));
  return decay;
}

}  // namespace

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
      gradient_noise_{hp.gradient_noise, Philox(hp.seed, Purpose::gradient_noise)},
      optimizer_(optimizer_settings(hp), decay_of(hp, spec_)),
      schedule_(hp, static_cast<std::int64_t>(batches_->batches_per_epoch())),
      early_(hp.valid_patience),
      exploit_(hp),
      guard_(hp, reporter),
      checkpointer_(hp, options, reporter) {
  nn::use_serial_blas();
  optimizer_.save(snapshot_optimizer_);
  if (checkpointer_.on()) fingerprint_ = io::data_fingerprint(dataset, scaler_);
  baseline_rmse_ = validation_.baseline_rmse(means_.front());
}

}  // namespace lstmtrain
