#include "data/compare/column_print.hpp"

#include <algorithm>
#include <cmath>

#include "data/column_statistics.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestRows = 100, kMostRows = 20'000;

// The quantile beyond which cells, and steps, count for nothing: what single cells cannot move.
constexpr double kTail = 0.05, kLargeSteps = 0.98;

double cell(const SourceFile& file, std::size_t row, std::size_t column) {
  return static_cast<double>(file.values[row * file.columns + column]);
}

// From row to row of a sample; NaN where a cell is bad.
std::vector<float> steps_of(const SourceFile& file, std::size_t column, std::size_t stride) {
  std::vector<float> steps;
  for (std::size_t row = 0; row + 1 < file.rows; row += stride)
    steps.push_back(static_cast<float>(cell(file, row + 1, column) - cell(file, row, column)));
  return steps;
}

// Brings the largest steps to the size of those below.
void clip_steps(std::vector<float>& steps) {
  std::vector<float> sizes;
  for (const float step : steps)
    if (std::isfinite(step)) sizes.push_back(std::abs(step));
  if (sizes.empty()) return;
  const auto limit = static_cast<float>(quantile(sizes, kLargeSteps));
  for (float& step : steps)
    if (std::isfinite(step)) step = std::clamp(step, -limit, limit);
}

double mean_size(const std::vector<float>& steps) {
  double sum = 0, count = 0;
  for (const float step : steps)
    if (std::isfinite(step)) {
      sum += std::abs(static_cast<double>(step));
      ++count;
    }
  return count > 0 ? sum / count : 0;
}

// Slope sum(x y) / sum(x^2) and correlation sum(x y) / sqrt(sum(x^2) sum(y^2)) of the target's
// steps y on a column's x, through the origin.
void relate(const std::vector<float>& x_steps, const std::vector<float>& y_steps,
            ColumnPrint& print) {
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x_steps.size(); ++i) {
    const auto x = static_cast<double>(x_steps[i]), y = static_cast<double>(y_steps[i]);
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
ColumnPrint print_of(const std::string& column, std::vector<float>& cells,
                     const std::vector<float>& steps) {
  ColumnPrint print;
  print.column = column;
  std::erase_if(cells, [](float x) { return !std::isfinite(x); });
  if (cells.size() < kFewestRows) return print;
  print.cells = cells.size();
  print.low = quantile(cells, kTail);
  print.median = quantile(cells, 0.5);
  print.high = quantile(cells, 1 - kTail);
  print.roughness = print.spread() > 0 ? mean_size(steps) / print.spread() : 0;
  return print;
}

}  // namespace

ColumnPrint column_print(const std::string& column, std::vector<float> cells) {
  std::vector<float> steps;
  for (std::size_t row = 1; row < cells.size(); ++row) steps.push_back(cells[row] - cells[row - 1]);
  clip_steps(steps);
  return print_of(column, cells, steps);
}

std::vector<ColumnPrint> column_prints(const std::vector<std::string>& columns,
                                       const std::string& target, const SourceFile& file) {
  const std::size_t stride = std::max<std::size_t>(file.rows / kMostRows, 1);
  const auto t =
      static_cast<std::size_t>(std::find(columns.begin(), columns.end(), target) - columns.begin());
  std::vector<float> target_steps;
  if (t < columns.size()) target_steps = steps_of(file, t, stride);
  clip_steps(target_steps);
  std::vector<ColumnPrint> prints;
  std::vector<float> cells;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    cells.clear();
    for (std::size_t row = 0; row < file.rows; row += stride)
      cells.push_back(file.values[row * file.columns + c]);
    std::vector<float> steps = steps_of(file, c, stride);
    clip_steps(steps);
    ColumnPrint print = print_of(columns[c], cells, steps);
    print.target = t == c;
    if (!target_steps.empty() && t != c && print.cells > 0) relate(steps, target_steps, print);
    prints.push_back(std::move(print));
  }
  return prints;
}

}  // namespace lstmtrain
