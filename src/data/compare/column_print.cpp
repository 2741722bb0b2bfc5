#include "data/compare/column_print.hpp"

#include <algorithm>
#include <cmath>

#include "data/column_statistics.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestRows = 100, kMostRows = 300;

// The quantile beyond which cells, and steps, count for nothing: what single cells cannot move.
constexpr double kTail = 0.05, kLargeSteps = 0.98;

// Some rows of a file, evenly spread: their cells, and the steps from each to the next row; NaN
// where a cell is bad. Read in one go: cells of a row stand together.
struct Sample {
  std::vector<std::vector<double>> cells, steps;  // [columns][rows]

  explicit Sample(const SourceFile& file) : cells(file.columns), steps(file.columns) {
    const std::size_t stride = std::max<std::size_t>(file.rows / kMostRows, 1);
    for (std::size_t row = 0; row < file.rows; row += stride) {
      for (std::size_t c = 0; c < file.columns; ++c) cells[c].push_back(file.exact(row, c));
      if (row + 1 == file.rows) break;
      for (std::size_t c = 0; c < file.columns; ++c)
        steps[c].push_back(file.exact(row + 1, c) - cells[c].back());
    }
  }
};

// Brings the largest steps to the size of those below.
void clip_steps(std::vector<double>& steps) {
  std::vector<double> sizes;
  for (const double step : steps)
    if (std::isfinite(step)) sizes.push_back(std::abs(step));
  if (sizes.empty()) return;
  const double limit = quantile(sizes, kLargeSteps);
  for (double& step : steps)
    if (std::isfinite(step)) step = std::clamp(step, -limit, limit);
}

double mean_size(const std::vector<double>& steps) {
  double sum = 0, count = 0;
  for (const double step : steps)
    if (std::isfinite(step)) {
      sum += std::abs(step);
      ++count;
    }
  return count > 0 ? sum / count : 0;
}

// Slope sum(x y) / sum(x^2) and correlation sum(x y) / sqrt(sum(x^2) sum(y^2)) of the target's
// steps y on a column's x, through the origin.
void relate(const std::vector<double>& x_steps, const std::vector<double>& y_steps,
            ColumnPrint& print) {
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x_steps.size(); ++i) {
    const double x = x_steps[i], y = y_steps[i];
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  if (xx == 0 || yy == 0) return;
  print.slope = xy / xx;
  print.correlation = xy / std::sqrt(xx * yy);
}

// `cells` come back in another order; `steps` are clipped.
ColumnPrint print_of(const std::string& column, std::vector<double>& cells,
                     const std::vector<double>& steps) {
  ColumnPrint print;
  print.column = column;
  std::erase_if(cells, [](double x) { return !std::isfinite(x); });
  if (cells.size() < kFewestRows) return print;
  print.cells = cells.size();
  print.low = quantile(cells, kTail);
  print.median = quantile(cells, 0.5);
  print.high = quantile(cells, 1 - kTail);
  print.roughness = print.spread() > 0 ? mean_size(steps) / print.spread() : 0;
  return print;
}

}  // namespace

ColumnPrint column_print(const std::string& column, std::vector<double> cells) {
  std::vector<double> steps;
  for (std::size_t row = 1; row < cells.size(); ++row) steps.push_back(cells[row] - cells[row - 1]);
  clip_steps(steps);
  return print_of(column, cells, steps);
}

std::vector<ColumnPrint> column_prints(const std::vector<std::string>& columns,
                                       const std::string& target, const SourceFile& file) {
  const auto t =
      static_cast<std::size_t>(std::find(columns.begin(), columns.end(), target) - columns.begin());
  Sample sample(file);
  for (std::vector<double>& steps : sample.steps) clip_steps(steps);
  std::vector<ColumnPrint> prints;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ColumnPrint print = print_of(columns[c], sample.cells[c], sample.steps[c]);
    print.target = t == c;
    if (t < columns.size() && t != c && print.cells > 0)
      relate(sample.steps[c], sample.steps[t], print);
    prints.push_back(std::move(print));
  }
  return prints;
}

}  // namespace lstmtrain
