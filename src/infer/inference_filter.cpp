#include "infer/inference_filter.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain {
namespace {

// The (2m) (2m-1) ... (2m-k+1) of Gorry 1990, General least-squares smoothing, eq. 11.
double falling(std::ptrdiff_t a, std::ptrdiff_t b) {
  double product = 1;
  for (std::ptrdiff_t j = a - b + 1; j <= a; ++j) product *= static_cast<double>(j);
  return product;
}

// P_k(i), k = 0 .. order: the Gram polynomials over 2m+1 points (Gorry 1990, eq. 9).
std::vector<double> gram(double i, std::ptrdiff_t m, int order) {
  std::vector<double> P(static_cast<std::size_t>(order) + 1, 1.0);
  const auto M = static_cast<double>(m);
  for (std::size_t k = 1; k < P.size(); ++k) {
    const auto K = static_cast<double>(k);
    // P_k = 2(2k-1) / (k (2m-k+1)) i P_{k-1} - (k-1)(2m+k) / (k (2m-k+1)) P_{k-2}
    const double d = K * (2 * M - K + 1);
    P[k] = 2 * (2 * K - 1) / d * i * P[k - 1];
    if (k > 1) P[k] -= (K - 1) * (2 * M + K) / d * P[k - 2];
  }
  return P;
}

// The weights of 2m+1 points in the fitted value at point t, -m <= t <= m (Gorry 1990, eq. 10).
std::vector<double> weights(std::ptrdiff_t m, int order, std::ptrdiff_t t) {
  const std::vector<double> at_t = gram(static_cast<double>(t), m, order);
  std::vector<double> h;
  for (std::ptrdiff_t i = -m; i <= m; ++i) {
    const std::vector<double> at_i = gram(static_cast<double>(i), m, order);
    double sum = 0;
    for (std::size_t k = 0; k < at_i.size(); ++k) {
      const auto K = static_cast<std::ptrdiff_t>(k);
      sum += static_cast<double>(2 * K + 1) * falling(2 * m, K) / falling(2 * m + K + 1, K + 1) *
             at_i[k] * at_t[k];
    }
    h.push_back(sum);
  }
  return h;
}

float weighted(std::span<const float> x, const std::vector<double>& h) {
  double sum = 0;
  for (std::size_t i = 0; i < h.size(); ++i) sum += h[i] * static_cast<double>(x[i]);
  return static_cast<float>(sum);
}

// One target's predictions, in order.
void filter_series(const InferenceFilter& filter, std::vector<float>& series) {
  if (!filter.causal()) {
    series = savitzky_golay(series, filter.window, filter.order);
    return;
  }
  CausalFilter causal(filter);
  for (float& value : series) value = causal.next(value);
}

}  // namespace

InferenceFilter inference_filter(const Hyperparams& hp) {
  InferenceFilter filter;
  filter.kind = hp.inference_filter_type;
  filter.window = static_cast<std::size_t>(hp.inference_filter_window_size);
  filter.alpha = hp.inference_filter_alpha;
  filter.order = hp.inference_filter_polyorder;
  return filter;
}

std::string filter_text(const InferenceFilter& filter) {
  const std::string rows = " over " + std::to_string(filter.window) + " rows";
  const std::string name = name_of(filter.kind);
  switch (filter.kind) {
    case InferenceFilterType::moving_average:
      return name + rows;
    case InferenceFilterType::savitzky_golay:
      return name + rows + ", not causal: it reads rows that a device has not seen yet";
    case InferenceFilterType::exponential_moving_average:
    case InferenceFilterType::none:
      break;
  }
  return name;
}

CausalFilter::CausalFilter(const InferenceFilter& filter)
    : filter_(filter),
      ring_(filter.kind == InferenceFilterType::moving_average ? filter.window : 0) {}

float CausalFilter::next(float x) {
  if (!std::isfinite(x) || !filter_.any()) return x;
  const auto value = static_cast<double>(x);
  if (filter_.kind == InferenceFilterType::exponential_moving_average) {
    // y_t = a x_t + (1 - a) y_{t-1}, y_0 = x_0
    y_ = count_++ == 0 ? value : filter_.alpha * value + (1 - filter_.alpha) * y_;
    return static_cast<float>(y_);
  }
  // y_t = mean of the last n, of those there are at the beginning
  double& oldest = ring_[count_ % ring_.size()];
  sum_ += value - (count_ >= ring_.size() ? oldest : 0);
  oldest = value;
  ++count_;
  return static_cast<float>(sum_ / static_cast<double>(std::min(count_, ring_.size())));
}

void CausalFilter::restart() {
  count_ = 0;
  sum_ = 0;
}

std::vector<float> savitzky_golay(std::span<const float> x, std::size_t window, int order) {
  if (window % 2 == 0) ++window;
  if (window > x.size()) window = x.size() - (x.size() % 2 == 0 ? 1 : 0);
  std::vector<float> y(x.begin(), x.end());
  if (x.empty() || window <= static_cast<std::size_t>(order)) return y;
  const std::size_t m = window / 2;
  const auto half = static_cast<std::ptrdiff_t>(m);
  const std::vector<double> middle = weights(half, order, 0);
  for (std::size_t i = m; i + m < x.size(); ++i) y[i] = weighted(x.subspan(i - m), middle);
  for (std::size_t i = 0; i < m; ++i) {
    const auto t = static_cast<std::ptrdiff_t>(i) - half;
    y[i] = weighted(x, weights(half, order, t));
    y[x.size() - 1 - i] = weighted(x.last(window), weights(half, order, -t));
  }
  return y;
}

std::vector<float> filtered(const InferenceFilter& filter, const Dataset& dataset, std::size_t file,
                            std::span<const float> predictions) {
  const std::size_t K = dataset.num_targets();
  std::vector<float> out(predictions.begin(), predictions.end());
  std::vector<float> series;
  for (const Segment& part : time_runs(dataset, file))
    for (std::size_t k = 0; k < K; ++k) {
      series.clear();
      for (std::size_t row = part.begin; row < part.end; ++row)
        if (const float value = predictions[row * K + k]; std::isfinite(value))
          series.push_back(value);
      filter_series(filter, series);
      std::size_t next = 0;
      for (std::size_t row = part.begin; row < part.end; ++row)
        if (float& value = out[row * K + k]; std::isfinite(value)) value = series[next++];
    }
  return out;
}

Predictions filtered(const InferenceFilter& filter, const Dataset& dataset,
                     const Predictions& predictions) {
  if (!filter.any()) return {};
  std::vector<std::size_t> files;
  for (std::size_t i = 0; i < predictions.files(); ++i) files.push_back(predictions.source(i));
  Predictions out(dataset, files);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::vector<float> smooth = filtered(filter, dataset, files[i], predictions.values(i));
    std::copy(smooth.begin(), smooth.end(), out.values(i).begin());
  }
  return out;
}

}  // namespace lstmtrain
