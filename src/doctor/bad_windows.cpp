#include "doctor/bad_windows.hpp"

#include <algorithm>
#include <cmath>

#include "base/nan.hpp"
#include "data/batches/series_windows.hpp"
#include "data/column_statistics.hpp"
#include "data/targets.hpp"
#include "nn/gemm.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/starting_point.hpp"
#include "train/step.hpp"

namespace lstmtrain {
namespace {

// Median and spread of a column over the finite cells of the series.
struct Spread {
  double median = 0, width = 0;
};

struct Measured {
  double loss = 0, grad_norm = 0;
  bool finite() const { return std::isfinite(loss) && std::isfinite(grad_norm); }
};

std::vector<Spread> spreads(const Dataset& dataset, const std::vector<Segment>& segments) {
  std::vector<Spread> all;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    std::vector<float> cells = column_cells(dataset, segments, c);
    const ColumnStatistics s = column_statistics(cells);
    all.push_back({s.median, s.p99 - s.p1});
  }
  return all;
}

// How far a cell lies from the median, in spreads; infinite where it is not finite.
double distance(const Spread& spread, double x) {
  if (!std::isfinite(x)) return HUGE_VAL;
  return spread.width > 0 ? std::abs(x - spread.median) / spread.width : 0;
}

// The cell of the window that lies farthest out; the rows of its targets are looked at, too.
double find_worst_cell(const Dataset& dataset, const std::vector<Spread>& columns, int offset,
                       BadWindow& window) {
  const SourceFile& file = dataset.files[window.rows.file];
  double worst = -1;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::size_t shift = c < dataset.num_features ? 0 : static_cast<std::size_t>(offset);
    for (std::size_t row = window.rows.begin + shift; row < window.rows.end + shift; ++row) {
      const double x = static_cast<double>(file.at(row, c)), d = distance(columns[c], x);
      if (d <= worst) continue;
      worst = d;
      window.row = row;
      window.column = c;
      window.value = x;
    }
  }
  return worst;
}

double median_of(const std::vector<Measured>& measured, double Measured::*member) {
  std::vector<double> values;
  for (const Measured& m : measured)
    if (m.finite()) values.push_back(m.*member);
  if (values.empty()) return kNaN;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// "" for a window like the others.
std::string judge(const BadWindow& w, double worst_cell, const BadWindows& all,
                  const BadWindowLimits& limits) {
  if (!std::isfinite(w.value)) return "non-finite input";
  if (!std::isfinite(w.loss)) return "non-finite loss";
  if (!std::isfinite(w.grad_norm)) return "non-finite gradient";
  if (worst_cell > limits.input) return "extreme input";
  if (w.loss > limits.loss * all.median_loss) return "extreme loss";
  if (w.grad_norm > limits.grad_norm * all.median_norm) return "extreme gradient";
  return "";
}

}  // namespace

Model fresh_model(const Hyperparams& hp, const Dataset& dataset) {
  Model model;
  model.spec = model_spec(hp);
  StartingPoint start = starting_point(hp, model.spec, dataset, target_means(dataset));
  model.params = std::move(start.params);
  model.scaler = std::move(start.scaler);
  model.target_offset = hp.target_offset;
  return model;
}

BadWindows find_bad_windows(const Hyperparams& hp, const Dataset& dataset, const Model& model,
                            int length, const BadWindowLimits& limits, int threads) {
  nn::use_serial_blas();
  std::vector<Segment> segments = dataset.train;
  segments.insert(segments.end(), dataset.val.begin(), dataset.val.end());
  const std::vector<Segment> windows = SeriesWindows::cut(segments, length, model.target_offset);
  std::vector<Measured> measured(windows.size());
  Hyperparams plain = hp;  // evaluated, not trained: no dropout, no noise
  plain.input_noise_std = 0;
  plain.input_noise_columns.clear();
  ModelSpec spec = model.spec;
  spec.dropout = 0;

  const int parts = std::max(1, threads);
  ThreadPool pool(parts);
  pool.run(parts, [&](int part, int) {
    SeriesWindows source(dataset, segments, model.scaler, length, model.target_offset);
    const auto share = [&](int p) {
      return windows.size() * static_cast<std::size_t>(p) / static_cast<std::size_t>(parts);
    };
    source.show(share(part), share(part + 1));
    ThreadPool alone(1);
    BatchRunner runner(plain, spec, source, alone);
    std::vector<float> grads(model.params.size());
    source.start_epoch(0);
    for (std::size_t i = share(part); source.next(); ++i) {
      runner.start_epoch();
      const BatchGradient gradient = batch_gradient(runner, model.params, 0, grads);
      measured[i] = {gradient.loss, gradient.norm};
    }
  });

  BadWindows result;
  result.windows = windows.size();
  result.median_loss = median_of(measured, &Measured::loss);
  result.median_norm = median_of(measured, &Measured::grad_norm);
  const std::vector<Spread> columns = spreads(dataset, segments);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    BadWindow window;
    window.rows = windows[i];
    window.loss = measured[i].loss;
    window.grad_norm = measured[i].grad_norm;
    const double worst = find_worst_cell(dataset, columns, model.target_offset, window);
    window.what = judge(window, worst, result, limits);
    window.finite = window.what.rfind("non-finite", 0) != 0;
    if (!window.what.empty()) result.bad.push_back(std::move(window));
  }
  std::stable_partition(result.bad.begin(), result.bad.end(),
                        [](const BadWindow& w) { return !w.finite; });
  return result;
}

}  // namespace lstmtrain
