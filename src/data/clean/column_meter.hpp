// Moments of the good cells of one column, and its bad cells by kind.
#pragma once

#include <cstddef>
#include <string>

#include "data/csv/csv_cell.hpp"
#include "data/moments.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

inline constexpr std::size_t kFirstBad = 5;  // bad cells of a file that are named one by one

struct ColumnMeter {
  ColumnSummary summary;
  Moments moments;

  void add(double x) { moments.add(x); }
  void count(CellKind kind) {
    summary.blank += kind == CellKind::blank;
    summary.text += kind == CellKind::text;
    summary.nan += kind == CellKind::nan;
    summary.inf += kind == CellKind::inf;
    summary.overflow += kind == CellKind::overflow;
    summary.sentinel += kind == CellKind::sentinel;
    summary.outside += kind == CellKind::outside;
    summary.outlier += kind == CellKind::outlier;
  }
  ColumnSummary result() {
    summary.min = moments.min;
    summary.max = moments.max;
    summary.mean = moments.mean;
    summary.deviation = moments.deviation();
    return summary;
  }
};

// A bad cell: the first one of its column and the first few of its file are kept. `named()` gives
// "file:line:column: what".
template <class Named>
void keep_bad(ColumnSummary& column, FileSummary& file, Named named) {
  const bool first = column.first_bad.empty(), few = file.first_bad.size() < kFirstBad;
  if (!first && !few) return;
  const std::string text = named();
  if (first) column.first_bad = text;
  if (few) file.first_bad.push_back(text);
}

}  // namespace lstmtrain
