// One cell of a CSV file: a number, or a reason why it is none.
#pragma once

#include <string>
#include <string_view>
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

}  // namespace lstmtrain
