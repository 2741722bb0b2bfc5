// How the numbers of a file are written: with a decimal point or comma, and with a mark between
// thousands or without.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lstmtrain/choices.hpp"

namespace lstmtrain {

struct NumberMarks {
  bool decimal_comma = false;  // "3,5"
  bool thousands = false;      // the other mark stands between thousands: "1,234.5", "1.234,5"
};

// Gathers what the cells of a file tell. "12,5" tells of a decimal comma, "1,234.5" of a point and
// thousands; "1,234" could be either, as could "1.234" where other cells have a comma.
class NumberMarkFinder {
 public:
  explicit NumberMarkFinder(std::size_t columns) : columns_(columns) {}

  void add(std::size_t column, std::string_view cell);

  // Whether any cell had a mark.
  bool has_seen_one() const;

  // `delimiter` ';' is that of the decimal comma, where nothing else tells. Throws data: both could
  // be, and `set` (DECIMAL_MARK) does not say. `file` stands in the message.
  NumberMarks marks(const std::string& file, char delimiter, DecimalMark set) const;

 private:
  struct Evidence {
    std::string comma, point;                // the first cell that has it as its decimal mark
    std::string either_comma, either_point;  // "1,234", "1.234"
    bool thousands = false;                  // a cell has both marks, or one of them twice
  };
  std::vector<Evidence> columns_;
};

}  // namespace lstmtrain
