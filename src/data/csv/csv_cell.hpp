// One cell of a CSV file: a number, a time, or a reason why it is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/csv/number_marks.hpp"

namespace lstmtrain {

enum class CellKind { number, blank, text, nan, inf, overflow, sentinel, outside, outlier };

struct CellValue {
  CellKind kind = CellKind::blank;
  double value = 0;  // of a number; NaN or +-Inf as they read
};

// Blanks and quotes around it are passed over. A mark that is none of `marks` makes it text, and so
// do thousands that are no groups of three. A value that overflows float32 is `overflow`.
CellValue parse_cell(std::string_view cell, NumberMarks marks);

// The same where each cell tells by itself: "3,5" and "3.5" are 3.5, "1,234.5" is 1234.5.
CellValue parse_either_mark(std::string_view cell);

// A number without the marks between its thousands; "" where they are not between groups of three.
std::string without_thousands(std::string_view cell, NumberMarks marks);

// The fast way for plain decimals such as "-12.345": the exact double of the number that begins at
// `begin`, and the place behind it. nullptr when parse_cell has to decide: exponents, blanks,
// quotes, more digits than a double holds. `point` is the decimal mark.
const char* parse_decimal(const char* begin, const char* end, char point, double& value);

// Without surrounding blanks and one pair of double quotes.
std::string_view trim_cell(std::string_view cell);

// "is blank", "is not a number, got \"n/a\"", ...
std::string describe_cell(CellKind kind, std::string_view cell);

enum class TimeKind { none, number, date, clock, date_and_clock };

// Which of the first two fields of a date such as "3/9/2024" or "09-03-24" is the month.
enum class DateOrder { unknown, month_first, day_first };

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
