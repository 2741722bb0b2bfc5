// Which columns need more digits than float32 has: a counter of 1e9 with steps of 0.05.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace lstmtrain {

struct Model;

// [columns], or empty for none: those whose cells are kept beyond float32 (SourceFile::residuals).
using Digits = std::vector<bool>;

inline bool keeps_digits(const Digits& digits, std::size_t column) {
  return column < digits.size() && digits[column];
}

// Whether a step of float32 (2^-23 of the value) is above a millionth of the column's range.
inline bool loses_digits(double low, double high) {
  return high > low && 0x1p-23 * std::max(std::abs(low), std::abs(high)) > 1e-6 * (high - low);
}

// What float32 leaves of `x`: x = float(x) + residual, to 2^-48 of x.
inline float residual_of(double x) {
  const double rest = x - static_cast<double>(static_cast<float>(x));
  return std::isfinite(rest) ? static_cast<float>(rest) : 0.0F;
}

// `x` to the digits that a file keeps.
inline double rounded(double x, bool keeps) {
  const auto value = static_cast<double>(static_cast<float>(x));
  return keeps ? value + static_cast<double>(residual_of(x)) : value;
}

// Of a column of a model's training files, as far as the model tells.
struct ColumnRange {
  std::string column;
  double low = 0, high = 0;
};

// Features and targets by the scaler, others that were read by their families (5 to 95 % of the
// cells).
std::vector<ColumnRange> training_ranges(const Model& model);

// Those of `columns` that needed more digits in the training.
Digits digits_of(const std::vector<std::string>& columns, const std::vector<ColumnRange>& ranges);

}  // namespace lstmtrain
