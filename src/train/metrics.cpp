#include "train/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lstmtrain {

void ErrorMeter::add(double truth, double prediction, bool warm) {
  if (!std::isfinite(truth)) return;
  const double error = prediction - truth;
  ++rows_;
  squared_ += error * error;
  absolute_ += std::abs(error);
  signed_ += error;
  if (!(std::abs(error) <= max_)) max_ = std::abs(error);  // a NaN error stays
  if (warm) {
    ++warm_rows_;
    warm_squared_ += error * error;
  }
  const double delta = truth - truth_mean_;
  truth_mean_ += delta / static_cast<double>(rows_);
  truth_m2_ += delta * (truth - truth_mean_);
}

void ErrorMeter::merge(const ErrorMeter& other) {
  if (other.rows_ == 0) return;
  const double n = static_cast<double>(rows_), m = static_cast<double>(other.rows_);
  // Chan, Golub, LeVeque 1979, eq. 2.1
  const double delta = other.truth_mean_ - truth_mean_;
  truth_m2_ += other.truth_m2_ + delta * delta * n * m / (n + m);
  truth_mean_ += delta * m / (n + m);
  rows_ += other.rows_;
  warm_rows_ += other.warm_rows_;
  squared_ += other.squared_;
  warm_squared_ += other.warm_squared_;
  absolute_ += other.absolute_;
  signed_ += other.signed_;
  if (!(other.max_ <= max_)) max_ = other.max_;
}

Metrics ErrorMeter::value(double factor) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  Metrics m;
  m.rows = rows_;
  m.rows_after_warmup = warm_rows_;
  const double n = static_cast<double>(rows_);
  m.rmse = rows_ ? std::sqrt(squared_ / n) * factor : kNone;
  m.mae = rows_ ? absolute_ / n * factor : kNone;
  m.max = rows_ ? max_ * factor : kNone;
  m.bias = rows_ ? signed_ / n * factor : kNone;
  m.r2 = truth_m2_ > 0 ? 1 - squared_ / truth_m2_ : kNone;
  m.rmse_after_warmup =
      warm_rows_ ? std::sqrt(warm_squared_ / static_cast<double>(warm_rows_)) * factor : kNone;
  return m;
}

}  // namespace lstmtrain
