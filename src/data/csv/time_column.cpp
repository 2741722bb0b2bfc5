#include "data/csv/time_column.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/csv/time_name.hpp"

namespace lstmtrain {
namespace {

// Calls see(cell) for every cell of the column that is not blank.
template <class See>
void for_each_cell(const Rows& rows, std::size_t column, See see) {
  for (const std::vector<std::string_view>& cells : rows)
    if (column < cells.size() && !trim_cell(cells[column]).empty()) see(cells[column]);
}

// All of them, and there are some.
template <class Is>
bool all_cells(const Rows& rows, std::size_t column, Is is) {
  bool any = false, all = true;
  for_each_cell(rows, column, [&](std::string_view cell) {
    any = true;
    all = all && is(cell);
  });
  return any && all;
}

// 1954 to 2119.
bool is_spreadsheet_day(std::string_view cell) {
  const CellValue value = parse_either_mark(cell);
  return value.kind == CellKind::number && value.value > 20'000 && value.value < 80'000 &&
         value.value == std::floor(value.value);
}

}  // namespace

// What most cells that can be read as a time are, and of as many the first.
TimeKind usual_kind(const Rows& rows, std::size_t column, DateOrder order) {
  std::array<std::size_t, kTimeKinds> counts{};
  TimeKind usual = TimeKind::none;
  for (const std::vector<std::string_view>& cells : rows) {
    const TimeKind kind = column < cells.size() ? time_kind(cells[column], order) : TimeKind::none;
    if (kind == TimeKind::none) continue;
    ++counts[static_cast<std::size_t>(kind)];
    if (counts[static_cast<std::size_t>(kind)] > counts[static_cast<std::size_t>(usual)])
      usual = kind;
  }
  return usual;
}

// Whether the cells that can be read as a time are of several kinds.
bool has_several_kinds(const Rows& rows, std::size_t column) {
  const TimeKind usual = usual_kind(rows, column, DateOrder::unknown);
  return std::any_of(rows.begin(), rows.end(), [&](const auto& cells) {
    const TimeKind kind = column < cells.size() ? time_kind(cells[column]) : TimeKind::none;
    return kind != usual && kind != TimeKind::none;
  });
}

bool has_ambiguous_date(const Rows& rows, std::size_t column) {
  bool any = false;
  for_each_cell(rows, column,
                [&](std::string_view cell) { any = any || ambiguous_fields(cell).has_value(); });
  return any;
}

DateOrder date_order(const Rows& rows, std::size_t column, const std::string& name,
                     DateFormat format) {
  if (has_ambiguous_date(rows, column)) {
    if (format != DateFormat::automatic)
      return format == DateFormat::mdy ? DateOrder::month_first : DateOrder::day_first;
    DateOrder order = DateOrder::unknown;
    for_each_cell(rows, column, [&](std::string_view cell) {
      const std::optional<std::pair<int, int>> fields = ambiguous_fields(cell);
      if (order != DateOrder::unknown || !fields) return;
      if (fields->second > 12) order = DateOrder::month_first;
      if (fields->first > 12) order = DateOrder::day_first;
    });
    return order;
  }
  // Eight digits may be a count of seconds, unless the column is called a date.
  const bool date = is_date_name(name);
  if (all_cells(rows, column, [&](std::string_view cell) {
        return is_compact_stamp(cell) && (date || trim_cell(cell).size() > 8);
      }))
    return DateOrder::compact;
  return date && all_cells(rows, column, is_spreadsheet_day) ? DateOrder::days : DateOrder::unknown;
}

}  // namespace lstmtrain
