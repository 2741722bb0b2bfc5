// Stage 18: errors in the target's unit.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain {

// Adds errors one by one, in double; value() at any time.
class ErrorMeter {
 public:
  // `truth` and `prediction` in physical units; `warm`: the row lies beyond the warm-up. Non-finite
  // truths are no rows.
  void add(double truth, double prediction, bool warm);
  void merge(const ErrorMeter& other);
  // factor: physical units -> the unit of the result.
  Metrics value(double factor) const;

 private:
  std::size_t rows_ = 0, warm_rows_ = 0, nonzero_rows_ = 0;
  double squared_ = 0, warm_squared_ = 0, absolute_ = 0, signed_ = 0, relative_ = 0, max_ = 0;
  double truth_mean_ = 0, truth_m2_ = 0;  // Welford
  std::vector<float> errors_;             // |error| of each row, for the percentiles
};

using Meters = std::vector<ErrorMeter>;  // [K]

// Adds the errors of a segment, which begins a series, to the meters that `of` names for each row;
// null leaves the row out. predictions: [rows * K] of the segment's file; NaN is no row.
void add_errors(const Model& model, const Dataset& dataset, const Segment& segment,
                std::span<const float> predictions,
                const std::function<Meters*(std::size_t row)>& of);

// [K] in the targets' units.
std::vector<Metrics> values(const Meters& meters, const std::vector<Unit>& units);

// The errors of one file of a dataset.
struct FileErrors {
  std::size_t file = 0;
  Meters meters;
};

// The errors of each file, and of all of them, merged in this order; `predictions` and `notes` stay
// empty.
TestResult pooled_errors(const Model& model, const Dataset& dataset,
                         const std::vector<FileErrors>& files);

}  // namespace lstmtrain
