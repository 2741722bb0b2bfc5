#include "data/targets.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain {

namespace {

// In training, without the outliers.
double largest_value(const Dataset& dataset, const Scaler& scaler, std::size_t column) {
  double largest = scaler.max[column];
  for (const ColumnOutliers& outliers : dataset.outliers)
    if (outliers.column == dataset.columns[column]) largest = std::min(largest, outliers.high);
  return largest;
}

}  // namespace

std::vector<Unit> target_units(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler,
                               std::vector<std::string>* notes) {
  std::vector<Unit> units;
  for (std::size_t k = dataset.num_features; k < dataset.columns.size(); ++k) {
    std::string note;
    units.push_back(target_unit(hp, dataset.columns[k], largest_value(dataset, scaler, k), &note));
    if (notes != nullptr && !note.empty()) notes->push_back(note);
  }
  return units;
}

std::vector<double> target_means(const Dataset& dataset) {
  std::vector<double> sums(dataset.num_targets(), 0.0), counts(dataset.num_targets(), 0.0);
  for (const Segment& segment : dataset.train)
    for (std::size_t row = segment.begin; row < segment.end; ++row)
      for (std::size_t k = 0; k < sums.size(); ++k) {
        const float value = dataset.files[segment.file].at(row, dataset.num_features + k);
        if (!std::isfinite(value)) continue;
        sums[k] += static_cast<double>(value);
        ++counts[k];
      }
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] /= std::max(counts[k], 1.0);
  return sums;
}

}  // namespace lstmtrain
