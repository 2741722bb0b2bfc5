#include "data/csv/number_marks.hpp"

#include <algorithm>

#include "base/text/words.hpp"
#include "data/csv/csv_cell.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

void keep_first(std::string& first, std::string_view cell) {
  if (first.empty()) first = cell;
}

}  // namespace

void NumberMarkFinder::add(std::size_t column, std::string_view cell) {
  cell = trim_cell(cell);
  const std::size_t first = cell.find_first_of(",.");
  if (first == cell.npos || cell.find_first_not_of("+-0123456789eE.,") != cell.npos) return;
  Evidence& evidence = columns_[column];
  const std::size_t last = cell.find_last_of(",.");
  const bool comma = cell[last] == ',';
  if (first != last) {  // several: thousands, and behind another mark decimals
    const bool decimals = cell[first] != cell[last];
    const bool decimal_comma = decimals ? comma : !comma;
    if (without_thousands(cell, {decimal_comma, true}).empty()) return;
    keep_first(decimal_comma ? evidence.comma : evidence.point, cell);
    evidence.thousands = true;
    return;
  }
  std::string_view digits = cell;
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  const std::size_t before = digits.find_first_of(",."), behind = digits.size() - before - 1;
  const bool could_be_thousands = before >= 1 && before <= 3 && behind == 3 &&
                                  digits.front() != '0' &&
                                  digits.find_first_of("eE") == digits.npos;
  if (could_be_thousands)
    keep_first(comma ? evidence.either_comma : evidence.either_point, cell);
  else
    keep_first(comma ? evidence.comma : evidence.point, cell);
}

bool NumberMarkFinder::has_seen_one() const {
  return std::any_of(columns_.begin(), columns_.end(), [](const Evidence& e) {
    return !e.comma.empty() || !e.point.empty() || !e.either_comma.empty() ||
           !e.either_point.empty();
  });
}

NumberMarks NumberMarkFinder::marks(const std::string& file, char delimiter,
                                    DecimalMark set) const {
  Evidence all;
  for (const Evidence& e : columns_) {
    keep_first(all.comma, e.comma);
    keep_first(all.point, e.point);
    keep_first(all.either_comma, e.either_comma);
    keep_first(all.either_point, e.either_point);
    all.thousands = all.thousands || e.thousands;
  }
  const auto refuse = [&](const std::string& a, const std::string& b) {
    throw Error(
        ErrorCode::data,
        file + ": the decimal mark cannot be told, got cells " + text::printable(a) +
            (b.empty() ? "" : " and " + text::printable(b)) +
            ", expected one mark for decimals in all of them. Hint: set DECIMAL_MARK to point or "
            "comma, or export it without thousands marks.");
  };
  if (set != DecimalMark::automatic) {
    const bool comma = set == DecimalMark::comma;
    return {comma, all.thousands || !(comma ? all.either_point : all.either_comma).empty()};
  }
  if (!all.comma.empty() && !all.point.empty()) refuse(all.comma, all.point);
  // What could be thousands is so where the same column has a number with decimals behind the other
  // mark.
  const bool proven = !all.comma.empty() || !all.point.empty();
  const bool comma = proven ? all.point.empty() : !all.either_comma.empty();
  bool thousands = all.thousands;
  for (const Evidence& e : columns_) {
    const std::string& other = comma ? e.either_point : e.either_comma;
    if (other.empty()) continue;
    const std::string& own = comma ? e.comma : e.point;
    if (own.empty()) refuse(other, comma ? all.comma + all.either_comma : all.point);
    thousands = true;
  }
  if (!proven && comma && delimiter != ';') refuse(all.either_comma, "");
  if (!proven && !comma && all.either_point.empty()) return {delimiter == ';', false};
  return {comma, thousands};
}

}  // namespace lstmtrain
