#include "data/csv/row_cells.hpp"

#include <algorithm>
#include <cmath>

#include "base/nan.hpp"
#include "data/csv/lines.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kUnused = static_cast<std::size_t>(-1);

}  // namespace

RowCells::RowCells(const CsvLayout& layout, const std::vector<std::size_t>& series)
    : layout_(&layout), cell_of_column_(layout.header.size(), kUnused) {
  const auto plan = [&](const std::vector<std::size_t>& columns, std::vector<std::size_t>& to) {
    for (const std::size_t column : columns) {
      if (cell_of_column_[column] == kUnused) {
        cell_of_column_[column] = cells_.size();
        cells_.push_back({column, &to == &wanted_, {}, {}});
      }
      to.push_back(cell_of_column_[column]);
    }
  };
  plan(layout.wanted, wanted_);
  plan(layout.time, time_);
  plan(series, series_);
}

LineExtent RowCells::read(std::string_view line) {
  const char* p = line.data();
  const char* const end = p + line.size();
  const char point = layout_->marks.decimal_comma ? ',' : '.', delimiter = layout_->delimiter;
  LineExtent extent;
  for (std::size_t column = 0;; ++column, ++p) {
    RowCell* const cell = column < cell_of_column_.size() && cell_of_column_[column] != kUnused
                              ? &cells_[cell_of_column_[column]]
                              : nullptr;
    const char* const begin = p;
    double value = 0;
    p = cell != nullptr ? parse_decimal(begin, end, point, value) : nullptr;
    const bool plain = p != nullptr && (p == end || *p == delimiter);
    if (!plain) p = cell_end(begin, end, delimiter);
    const std::string_view text(begin, static_cast<std::size_t>(p - begin));
    if (plain || !trim_cell(text).empty()) {
      if (extent.used == 0) extent.first = column;
      extent.used = column + 1;
    }
    if (cell != nullptr) {
      cell->text = text;
      cell->value = plain          ? CellValue{CellKind::number, value}
                    : cell->wanted ? parse_cell(text, layout_->marks)
                                   : parse_time_number(text, *layout_);
    }
    extent.cells = column + 1;
    if (p == end) return extent;
  }
}

double RowCells::seconds_of(const RowCell& cell) const {
  return cell_seconds(cell.text, cell.value, layout_->iso_time, layout_->date_order);
}

double RowCells::seconds() const {
  double sum = time_.empty() ? kNaN : 0;
  for (const std::size_t index : time_) sum += seconds_of(cells_[index]);
  return sum;
}

const RowCell& RowCells::bad_time() const {
  const auto bad = std::find_if(time_.begin(), time_.end(), [&](std::size_t index) {
    return std::isnan(seconds_of(cells_[index]));
  });
  return cells_[bad == time_.end() ? time_.front() : *bad];
}

bool RowCells::has_number() const {
  return std::any_of(wanted_.begin(), wanted_.end(), [&](std::size_t index) {
    return cells_[index].value.kind == CellKind::number;
  });
}

bool RowCells::all_words() const {
  return std::all_of(wanted_.begin(), wanted_.end(), [&](std::size_t index) {
    return cells_[index].value.kind == CellKind::text && !says_missing(cells_[index].text);
  });
}

bool RowCells::is_aside(double seconds) const {
  if (time_.empty()) return !has_number() && all_words();
  return std::isnan(seconds) && std::any_of(time_.begin(), time_.end(), [&](std::size_t index) {
           return !trim_cell(cells_[index].text).empty();
         });
}

bool RowCells::are_named(const std::vector<std::string>& names) const {
  return std::all_of(wanted_.begin(), wanted_.end(), [&](std::size_t index) {
    const std::string& name = layout_->header[cells_[index].column];
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

}  // namespace lstmtrain
