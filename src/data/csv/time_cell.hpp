// A cell of a time column: a number, a date, a clock, or both.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "data/csv/csv_cell.hpp"

namespace lstmtrain {

enum class TimeKind { none, number, date, clock, date_and_clock };
inline constexpr std::size_t kTimeKinds = 5;

// Which of the first two fields of a date such as "3/9/2024" or "09-03-24" is the month; compact:
// all are digits without a mark, "20240903", "20240903101500"; days: a number of days as
// spreadsheets count them, "45538".
enum class DateOrder { unknown, month_first, day_first, compact, days };

// Whether a cell is such a date, or date and clock: of 8, 12 or 14 digits.
bool is_compact_stamp(std::string_view cell);

// These two fields; none of a date that tells by itself, or of what is no date.
std::optional<std::pair<int, int>> ambiguous_fields(std::string_view cell);

// What a cell of a time column is. A number is in seconds.
TimeKind time_kind(std::string_view cell, DateOrder order = DateOrder::unknown);

// Seconds since 1970-01-01T00:00:00 of "2004-03-10 18:00:00", "2016-07-01T00:00:00.5Z",
// "2004-03-10", "2004/03/10 06:00 PM", "10.3.2004", and by `order` "3/10/2004"; a clock alone
// ("18:00:00", "9:30", "6:00 PM", "100:00:00") is seconds since midnight, and "2d 01:00:00" seconds
// since its beginning. False when it is none of these.
bool parse_iso_time(std::string_view cell, double& seconds, DateOrder order = DateOrder::unknown);

// Seconds of a cell of a time column; NaN when it is no time. `cell` is what `text` reads as.
double cell_seconds(std::string_view text, const CellValue& cell, bool iso_time,
                    DateOrder order = DateOrder::unknown);

}  // namespace lstmtrain
