#include "doctor/bad_windows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/nan.hpp"
#include "data/batches/series_windows.hpp"
#include "data/cell_place.hpp"
#include "data/column_statistics.hpp"
#include "data/targets.hpp"
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
  double loss = kNaN, grad_norm = kNaN;
  BatchRunner::Finding first = {};  // of what is not finite
  bool done = false;
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

// An input that is not finite may leave the loss finite: then the cell itself is the first.
void say_first(const Dataset& dataset, const BatchRunner::Finding& stage, BadWindow& window) {
  const std::size_t file = window.rows.file;
  window.first = stage ? stage.what : cell_text(dataset, file, window.row, window.column);
  window.where = stage ? stage.where : row_place(dataset.files[file], window.row);
}

// "" for a window like the others. `worst_cell`: infinite for one that is not finite.
std::string judge(const BadWindow& w, const Measured& measured, double worst_cell,
                  const BadWindows& all, const BadWindowLimits& limits) {
  if (!std::isfinite(worst_cell)) return "non-finite input";
  if (measured.done && !std::isfinite(w.loss)) return "non-finite loss";
  if (measured.done && !std::isfinite(w.grad_norm)) return "non-finite gradient";
  if (worst_cell > limits.input) return "extreme input";
  if (w.loss > limits.loss * all.median_loss) return "extreme loss";
  if (w.grad_norm > limits.grad_norm * all.median_norm) return "extreme gradient";
  return "";
}

std::vector<Segment> known_rows(const Dataset& dataset) {
  std::vector<Segment> segments = dataset.train;
  segments.insert(segments.end(), dataset.val.begin(), dataset.val.end());
  return segments;
}

// The order in which n windows are looked at so that the first of them are spread over all: steps
// by the golden section, which is made prime to n.
std::size_t spread_step(std::size_t n) {
  auto step = static_cast<std::size_t>(0.618 * static_cast<double>(n)) | 1U;
  while (std::gcd(step, n) != 1) ++step;
  return step;
}

// Each window by itself through the network, on some threads.
std::vector<Measured> measure(const Hyperparams& hp, const Dataset& dataset, const Model& model,
                              int length, std::size_t windows, int threads,
                              const TimeBound* bound) {
  std::vector<Measured> measured(windows);
  Hyperparams plain = hp;  // evaluated, not trained: no dropout, no noise
  plain.input_noise_std = 0;
  plain.input_noise_columns.clear();
  ModelSpec spec = model.spec;
  spec.dropout = 0;
  const std::vector<Segment> segments = known_rows(dataset);
  const std::size_t step = spread_step(windows);

  const int parts = std::max(1, threads);
  ThreadPool pool(parts);
  pool.run(parts, [&](int part, int) {
    SeriesWindows source(dataset, segments, model.scaler, length, model.target_offset);
    ThreadPool alone(1);
    BatchRunner runner(plain, spec, source, alone);
    std::vector<float> grads(model.params.size());
    for (auto i = static_cast<std::size_t>(part); i < windows;
         i += static_cast<std::size_t>(parts)) {
      if (bound != nullptr && bound->over()) return;
      const std::size_t window = i * step % windows;
      source.show(window, window + 1);
      source.start_epoch(0);
      source.next();
      runner.start_epoch();
      const BatchGradient gradient = batch_gradient(runner, model.params, 0, grads);
      measured[window] = {gradient.loss, gradient.norm, {}, true};
      if (!gradient.finite()) measured[window].first = runner.diagnose(model.params, 0);
    }
  });
  return measured;
}

// What stands out among the windows, each with what the network said of it.
BadWindows judge_all(const Dataset& dataset, const std::vector<Segment>& windows, int target_offset,
                     const std::vector<Measured>& measured, const BadWindowLimits& limits) {
  BadWindows result;
  result.windows = windows.size();
  result.measured = static_cast<std::size_t>(
      std::count_if(measured.begin(), measured.end(), [](const Measured& m) { return m.done; }));
  result.median_loss = median_of(measured, &Measured::loss);
  result.median_norm = median_of(measured, &Measured::grad_norm);
  const std::vector<Spread> columns = spreads(dataset, known_rows(dataset));
  for (std::size_t i = 0; i < windows.size(); ++i) {
    BadWindow window;
    window.rows = windows[i];
    window.loss = measured[i].loss;
    window.grad_norm = measured[i].grad_norm;
    const double worst = find_worst_cell(dataset, columns, target_offset, window);
    window.what = judge(window, measured[i], worst, result, limits);
    window.by_cell = worst > limits.input;
    window.finite = window.what.rfind("non-finite", 0) != 0;
    if (!window.finite) say_first(dataset, measured[i].first, window);
    if (!window.what.empty()) result.bad.push_back(std::move(window));
  }
  std::stable_partition(result.bad.begin(), result.bad.end(),
                        [](const BadWindow& w) { return !w.finite; });
  return result;
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
                            int length, const BadWindowLimits& limits, int threads,
                            const TimeBound* bound) {
  const std::vector<Segment> windows =
      SeriesWindows::cut(known_rows(dataset), length, model.target_offset);
  return judge_all(dataset, windows, model.target_offset,
                   measure(hp, dataset, model, length, windows.size(), threads, bound), limits);
}

BadWindows find_bad_cells(const Dataset& dataset, int length, int target_offset,
                          const BadWindowLimits& limits) {
  const std::vector<Segment> windows =
      SeriesWindows::cut(known_rows(dataset), length, target_offset);
  return judge_all(dataset, windows, target_offset, std::vector<Measured>(windows.size()), limits);
}

}  // namespace lstmtrain
