#include "train/problem.hpp"

#include <algorithm>
#include <cmath>

#include "data/targets.hpp"
#include "data/training_columns.hpp"
#include "settings/resume_check.hpp"

namespace lstmtrain {
namespace {

// The size of error that predicting `means` has over the finite cells of the training targets.
double mean_error(const Dataset& dataset, const Scaler& scaler, const std::vector<double>& means,
                  const nn::Loss& loss) {
  double sum = 0, count = 0;
  for (const Segment& segment : dataset.train)
    for (std::size_t row = segment.begin; row < segment.end; ++row)
      for (std::size_t k = 0; k < means.size(); ++k) {
        const std::size_t column = dataset.num_features + k;
        const auto cell = static_cast<double>(dataset.files[segment.file].at(row, column));
        if (!std::isfinite(cell)) continue;
        sum += loss.value((means[k] - cell) / scaler.scale[column]);
        ++count;
      }
  return loss.error(sum / std::max(count, 1.0));
}

}  // namespace

Problem::Problem(const Hyperparams& hyperparams, const Dataset& data)
    : hp(hyperparams),
      dataset(data),
      spec(model_spec(hp)),
      means(target_means(dataset)),
      start(starting_point(hp, spec, dataset, means)),
      columns(training_columns(dataset)),
      families(training_families(dataset)),
      units(target_units(hp, dataset, start.scaler)),
      fingerprint(settings::data_fingerprint(dataset, start.scaler)),
      loss{hp.loss, hp.huber_delta},
      train_mean_error(mean_error(dataset, start.scaler, means, loss)) {}

}  // namespace lstmtrain
