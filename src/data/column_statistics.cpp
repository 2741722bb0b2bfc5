#include "data/column_statistics.hpp"

#include <algorithm>
#include <cmath>

#include "data/moments.hpp"

namespace lstmtrain {
namespace {

template <class Number>
double quantile_of(std::span<Number> cells, double q) {
  // x_(h), h = (n - 1) q (Hyndman and Fan 1996, definition 7)
  const double h = static_cast<double>(cells.size() - 1) * q;
  const auto below = cells.begin() + static_cast<std::ptrdiff_t>(h);
  std::nth_element(cells.begin(), below, cells.end());
  const auto low = static_cast<double>(*below);
  if (below + 1 == cells.end()) return low;
  const auto high = static_cast<double>(*std::min_element(below + 1, cells.end()));
  return low + (h - std::floor(h)) * (high - low);
}

}  // namespace

std::vector<float> column_cells(const Dataset& dataset, const std::vector<Segment>& segments,
                                std::size_t column, double reference) {
  std::vector<float> cells;
  for (const Segment& segment : segments)
    for (std::size_t row = segment.begin; row < segment.end; ++row)
      if (const double x = dataset.files[segment.file].exact(row, column); std::isfinite(x))
        cells.push_back(static_cast<float>(x - reference));
  return cells;
}

double reference_of(const Dataset& dataset, const std::vector<Segment>& segments,
                    std::size_t column) {
  for (const Segment& segment : segments) {
    const SourceFile& file = dataset.files[segment.file];
    for (std::size_t row = segment.begin; row < segment.end && !file.residuals.empty(); ++row)
      if (const double x = file.exact(row, column);
          std::isfinite(x) && x != static_cast<double>(file.at(row, column)))
        return x;
  }
  return 0;
}

double quantile(std::span<float> cells, double q) { return quantile_of(cells, q); }
double quantile(std::span<double> cells, double q) { return quantile_of(cells, q); }

double median_distance(std::span<float> cells, double median) {
  for (float& x : cells) x = static_cast<float>(std::abs(static_cast<double>(x) - median));
  return quantile(cells, 0.5);
}

ColumnStatistics column_statistics(std::span<float> cells) {
  ColumnStatistics statistics;
  if (cells.empty()) return statistics;
  Moments moments;
  for (const float x : cells) moments.add(static_cast<double>(x));
  statistics.cells = moments.n;
  statistics.min = moments.min;
  statistics.max = moments.max;
  statistics.mean = moments.mean;
  statistics.deviation = moments.deviation();
  statistics.p1 = quantile(cells, 0.01);
  statistics.p99 = quantile(cells, 0.99);
  statistics.median = quantile(cells, 0.5);
  statistics.mad = median_distance(cells, statistics.median);
  return statistics;
}

}  // namespace lstmtrain
