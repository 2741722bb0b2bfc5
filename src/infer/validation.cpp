#include "infer/validation.hpp"

#include <algorithm>
#include <cmath>

#include "data/validation_rows.hpp"

namespace lstmtrain {

Validation::Validation(const Hyperparams& hp, const ModelSpec& spec, const Dataset& dataset,
                       const Scaler& scaler, const Unit& unit, ThreadPool& pool)
    : dataset_(dataset),
      scaler_(scaler),
      unit_(unit),
      loss_{hp.loss, hp.huber_delta},
      first_row_(first_scored_row(hp)),
      streaming_(spec, dataset, scaler, hp.target_offset, segment_streams(dataset.val), pool) {
  require_validation_rows(hp, dataset);
  for_each_row([this](std::size_t, std::size_t) { ++rows_; });
}

// Calls visit(file, row) for each row that counts.
template <class Visit>
void Validation::for_each_row(Visit visit) const {
  for (const Segment& segment : dataset_.val)
    for (std::size_t row = segment.begin + first_row_; row < segment.end; ++row)
      visit(segment.file, row);
}

// Of what `predicted(file, row, k)` says, physical units.
template <class Predicted>
Validation::Result Validation::result(Predicted predicted) const {
  const std::size_t K = dataset_.num_targets(), D = dataset_.num_features;
  double loss = 0, squared = 0;
  for_each_row([&](std::size_t file, std::size_t row) {
    for (std::size_t k = 0; k < K; ++k) {
      const double error =
          predicted(file, row, k) - static_cast<double>(dataset_.files[file].at(row, D + k));
      loss += loss_.value(error / scaler_.scale[D + k]);
      if (k == 0) squared += error * error;
    }
  });
  const double n = static_cast<double>(rows_);
  return {loss / (n * static_cast<double>(K)), std::sqrt(squared / n) * unit_.factor};
}

Validation::Result Validation::run(std::span<const float> params) {
  streaming_.run(params);
  const std::size_t K = dataset_.num_targets();
  return result([&](std::size_t file, std::size_t row, std::size_t k) {
    return static_cast<double>(streaming_.predictions(file)[row * K + k]);
  });
}

Validation::Result Validation::of_means(const std::vector<double>& means) const {
  return result([&](std::size_t, std::size_t, std::size_t k) { return means[k]; });
}

}  // namespace lstmtrain
