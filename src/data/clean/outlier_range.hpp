// Which cells of a column are outliers: a rule that a heavy tail, a single pulse or a column that
// stands still does not set off, and one broken cell among 48,356 does.
//   A cell is one where it lies over OUTLIER_THRESHOLD robust spreads from the median, and so far
//   beyond the next cell that it at least doubles the range of all others. The robust spread is
//   1.4826 median |x - median| (the deviation of a normal distribution; Hampel 1974), where more
//   than half of the cells are one value (p99 - p1) / 4.6527, its width from the 1st to the 99th
//   percentile. Levels that are held for more than two rows are signal.
//   A number that loggers write for "no value" (sentinels.hpp) needs less: a tenth of the range of
//   the others between it and them.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "data/table.hpp"

namespace lstmtrain {

// One column of several tables.
struct ColumnOfTables {
  std::string name;
  std::size_t index = 0;
  std::span<const Table* const> tables;

  // visit(table, row, cell) for each finite cell, in order.
  template <class Visit>
  void each(Visit visit) const {
    for (const Table* table : tables)
      for (std::size_t row = 0; row < table->file.rows; ++row)
        if (const float x = table->file.values[row * table->file.columns + index]; std::isfinite(x))
          visit(*table, row, x);
  }
};

// The range of the cells that are no outliers: a cell is one exactly where it lies outside.
struct OutlierRange {
  double low = 0, high = 0;

  bool holds(float x) const {
    return static_cast<double>(x) >= low && static_cast<double>(x) <= high;
  }
  void add(double x) {
    low = std::min(low, x);
    high = std::max(high, x);
  }
};

// Four bytes a cell for as long as it takes; some 50 ms for a million of them.
OutlierRange outlier_range(const ColumnOfTables& column, double threshold);

}  // namespace lstmtrain
