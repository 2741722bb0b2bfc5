#include "infer/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "base/nan.hpp"
#include "data/column_statistics.hpp"

namespace lstmtrain {
namespace {

// As numpy.percentile: NaN of none, and where one is.
double percentile(std::vector<float>& values, double p) {
  const bool none = values.empty() || std::any_of(values.begin(), values.end(),
                                                  [](float value) { return std::isnan(value); });
  return none ? kNaN : quantile(values, p);
}

}  // namespace

void ErrorMeter::add(double truth, double prediction, bool warm) {
  if (!std::isfinite(truth)) return;
  const double error = prediction - truth;
  ++rows_;
  squared_ += error * error;
  absolute_ += std::abs(error);
  signed_ += error;
  if (!(std::abs(error) <= max_)) max_ = std::abs(error);  // a NaN error stays
  errors_.push_back(static_cast<float>(std::abs(error)));
  if (truth != 0) {
    ++nonzero_rows_;
    relative_ += std::abs(error / truth);
  }
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
  nonzero_rows_ += other.nonzero_rows_;
  relative_ += other.relative_;
  errors_.insert(errors_.end(), other.errors_.begin(), other.errors_.end());
}

Metrics ErrorMeter::value(double factor) const {
  Metrics m;
  m.rows = rows_;
  m.rows_after_warmup = warm_rows_;
  const double n = static_cast<double>(rows_);
  m.rmse = rows_ ? std::sqrt(squared_ / n) * factor : kNaN;
  m.mae = rows_ ? absolute_ / n * factor : kNaN;
  m.max = rows_ ? max_ * factor : kNaN;
  m.bias = rows_ ? signed_ / n * factor : kNaN;
  const double mean = signed_ / n;
  m.deviation = rows_ ? std::sqrt(std::max(0.0, squared_ / n - mean * mean)) * factor : kNaN;
  std::vector<float> errors = errors_;
  m.p95 = percentile(errors, 0.95) * factor;
  m.p99 = percentile(errors, 0.99) * factor;
  m.mape = nonzero_rows_ ? 100 * relative_ / static_cast<double>(nonzero_rows_) : kNaN;
  m.r2 = truth_m2_ > 0 ? 1 - squared_ / truth_m2_ : kNaN;
  m.rmse_after_warmup =
      warm_rows_ ? std::sqrt(warm_squared_ / static_cast<double>(warm_rows_)) * factor : kNaN;
  return m;
}

void add_errors(const Model& model, const Dataset& dataset, const Segment& segment,
                std::span<const float> predictions, const std::function<Meters*(std::size_t)>& of) {
  const std::size_t K = dataset.num_targets();
  const SourceFile& source = dataset.files[segment.file];
  const auto cold = static_cast<std::size_t>(model.warmup_rows + model.target_offset);
  for (std::size_t row = segment.begin; row < segment.end; ++row) {
    Meters* meters = of(row);
    if (meters == nullptr) continue;
    for (std::size_t k = 0; k < K; ++k) {
      const auto prediction = static_cast<double>(predictions[row * K + k]);
      if (!std::isfinite(prediction)) continue;
      (*meters)[k].add(static_cast<double>(source.at(row, dataset.num_features + k)), prediction,
                       row >= segment.begin + cold);
    }
  }
}

std::vector<Metrics> values(const Meters& meters, const std::vector<Unit>& units) {
  std::vector<Metrics> metrics;
  for (std::size_t k = 0; k < meters.size(); ++k)
    metrics.push_back(meters[k].value(units[k].factor));
  return metrics;
}

TestResult pooled_errors(const Model& model, const Dataset& dataset,
                         const std::vector<FileErrors>& files) {
  TestResult result;
  Meters pooled(dataset.num_targets());
  for (const auto& [file, meters] : files) {
    result.files.push_back({dataset.files[file].name, values(meters, model.units)});
    for (std::size_t k = 0; k < pooled.size(); ++k) pooled[k].merge(meters[k]);
  }
  result.pooled = values(pooled, model.units);
  return result;
}

}  // namespace lstmtrain
