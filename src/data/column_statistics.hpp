// What is known of a column: its moments, and what single cells cannot move (median, quantiles,
// median distance from the median).
#pragma once

#include <span>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// All 0 where there is no cell.
struct ColumnStatistics {
  std::size_t cells = 0;
  double min = 0, max = 0, mean = 0, deviation = 0;
  double p1 = 0, median = 0, p99 = 0;  // between two cells on a straight line, as NumPy does
  double mad = 0;                      // median of |x - median|
};

// The finite cells of a column in the rows of `segments`, in their order, less `reference`: four
// bytes a cell.
std::vector<float> column_cells(const Dataset& dataset, const std::vector<Segment>& segments,
                                std::size_t column, double reference = 0);

// From what the cells of a column that keeps more digits than float32 are told apart: one of them;
// else 0.
double reference_of(const Dataset& dataset, const std::vector<Segment>& segments,
                    std::size_t column);

// The q-quantile, 0 <= q <= 1, of one cell at least; leaves `cells` in another order. O(cells).
double quantile(std::span<float> cells, double q);
double quantile(std::span<double> cells, double q);

// The median of |x - median|, of one cell at least; `cells` are scratch: they become these
// distances.
double median_distance(std::span<float> cells, double median);

// Of finite `cells`, which are scratch: they come back as other numbers. Five passes of
// nth_element: 60 ms for a million.
ColumnStatistics column_statistics(std::span<float> cells);

}  // namespace lstmtrain
