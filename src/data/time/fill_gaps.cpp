#include "data/time/fill_gaps.hpp"

#include <cmath>

#include "data/digits.hpp"
#include "data/time/gaps.hpp"
#include "data/time/parts.hpp"

namespace lstmtrain {
namespace {

// How many rows are missing between `row` and the one before; 0 where the step is no gap.
std::size_t missing_before(const SourceFile& file, std::size_t row) {
  const double step = file.time[row] - file.time[row - 1];
  if (is_break(file, row) || !(step > longest_step(file)) || !std::isfinite(step)) return 0;
  const double missing = std::round(step / file.period) - 1;
  return missing < 1e9 ? static_cast<std::size_t>(missing) : static_cast<std::size_t>(1e9);
}

// Row `j` of `missing` between two rows, x_j = x_0 + (x_1 - x_0) j / (missing + 1).
double between(double before, double after, std::size_t j, std::size_t missing) {
  return before + (after - before) * static_cast<double>(j) / static_cast<double>(missing + 1);
}

}  // namespace

std::size_t fill_gaps(std::size_t most, Table& table) {
  SourceFile& file = table.file;
  if (most == 0 || file.time.empty() || file.period <= 0) return 0;
  SourceFile filled;
  std::size_t added = 0;
  const auto add_cell = [&](double x) {
    filled.values.push_back(static_cast<float>(x));
    if (!file.residuals.empty()) filled.residuals.push_back(residual_of(x));
  };
  const auto add_row = [&](std::size_t row) {
    for (std::size_t c = 0; c < file.columns; ++c) add_cell(file.exact(row, c));
    filled.time.push_back(file.time[row]);
    filled.row_lines.push_back(file.line(row));
  };
  for (std::size_t row = 0; row < file.rows; ++row) {
    const std::size_t missing = row > 0 ? missing_before(file, row) : 0;
    if (missing <= most) {
      for (std::size_t j = 1; j <= missing; ++j) {
        for (std::size_t c = 0; c < file.columns; ++c)
          add_cell(between(file.exact(row - 1, c), file.exact(row, c), j, missing));
        filled.time.push_back(between(file.time[row - 1], file.time[row], j, missing));
        filled.row_lines.push_back(file.line(row - 1));
      }
      added += missing;
    }
    if (is_break(file, row)) filled.breaks.push_back(filled.time.size());
    add_row(row);
  }
  if (added == 0) return 0;
  file.values = std::move(filled.values);
  file.residuals = std::move(filled.residuals);
  file.time = std::move(filled.time);
  file.row_lines = std::move(filled.row_lines);
  file.breaks = std::move(filled.breaks);
  file.rows += added;
  table.summary.rows = file.rows;
  return added;
}

}  // namespace lstmtrain
