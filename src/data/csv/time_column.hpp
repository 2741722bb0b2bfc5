// What the cells of a column are as times: numbers, dates, clocks, and how dates are written.
#pragma once

#include <cstddef>
#include <string>

#include "data/csv/lines.hpp"
#include "data/csv/time_cell.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// What most cells that can be read as a time are, and of as many the first.
TimeKind usual_kind(const Rows& rows, std::size_t column, DateOrder order);

// Whether the cells that can be read as a time are of several kinds.
bool has_several_kinds(const Rows& rows, std::size_t column);

// Whether a cell is a date whose day and month could be either.
bool has_ambiguous_date(const Rows& rows, std::size_t column);

// How the dates of the column `name` are written: as DATE_FORMAT says, or as the first field above
// 12 in the column tells; all digits without a mark; days as spreadsheets count them, by the name.
DateOrder date_order(const Rows& rows, std::size_t column, const std::string& name,
                     DateFormat format);

}  // namespace lstmtrain
