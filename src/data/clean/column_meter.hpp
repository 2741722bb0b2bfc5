// Running count, range, mean and deviation of one column (Welford 1962), and its bad cells by kind.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "data/csv/csv_cell.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

inline constexpr std::size_t kFirstBad = 5;  // bad cells of a file that are named one by one

struct ColumnMeter {
  ColumnSummary summary;
  std::size_t good = 0;
  double m2 = 0;

  void add(double x) {
    if (good++ == 0) summary.min = summary.max = x;
    summary.min = std::min(summary.min, x);
    summary.max = std::max(summary.max, x);
    const double delta = x - summary.mean;
    summary.mean += delta / static_cast<double>(good);
    m2 += delta * (x - summary.mean);
  }
  void count(CellKind kind) {
    summary.blank += kind == CellKind::blank;
    summary.text += kind == CellKind::text;
    summary.nan += kind == CellKind::nan;
    summary.inf += kind == CellKind::inf;
    summary.overflow += kind == CellKind::overflow;
    summary.sentinel += kind == CellKind::sentinel;
  }
  ColumnSummary result() {
    summary.deviation = good > 0 ? std::sqrt(m2 / static_cast<double>(good)) : 0;
    return summary;
  }
};

}  // namespace lstmtrain
