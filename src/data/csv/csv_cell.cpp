#include "data/csv/csv_cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/nan.hpp"
#include "base/text/words.hpp"
#include "data/csv/digit.hpp"

namespace lstmtrain {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Powers of ten that a double holds exactly.
constexpr std::array kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Of a number beyond the range of double: 1e-400 or 0.000...1, not 1e400.
bool rounds_to_zero(std::string_view cell) {
  const std::size_t exponent = cell.find_first_of("eE");
  if (exponent != cell.npos) return cell[exponent + 1] == '-';
  return cell.find_first_of("123456789") > cell.find('.');
}

CellValue classify(std::string_view cell, double value, std::errc error) {
  constexpr double kMax = std::numeric_limits<float>::max();
  if (error == std::errc::result_out_of_range && rounds_to_zero(cell)) return {CellKind::number, 0};
  if (error == std::errc::result_out_of_range)
    return {CellKind::overflow,
            std::copysign(std::numeric_limits<double>::infinity(), cell.front() == '-' ? -1 : 1)};
  if (std::isnan(value)) return {CellKind::nan, value};
  if (std::isinf(value)) return {CellKind::inf, value};
  if (std::abs(value) > kMax)
    return {CellKind::overflow, std::copysign(std::numeric_limits<double>::infinity(), value)};
  return {CellKind::number, value};
}

}  // namespace

std::string_view trim_cell(std::string_view cell) {
  while (!cell.empty() && is_blank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_blank(cell.back())) cell.remove_suffix(1);
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
    return trim_cell(cell.substr(1, cell.size() - 2));
  return cell;
}

// Digits below 2^53 divided by a power of ten up to 1e22 round once, hence correctly (Clinger
// 1990).
const char* parse_decimal(const char* begin, const char* end, char point, double& value) {
  const char* p = begin;
  const bool negative = p != end && *p == '-';
  p += negative ? 1 : 0;
  const char* const digits = p;
  std::uint64_t mantissa = 0;
  for (; p != end && is_digit(*p); ++p) mantissa = mantissa * 10 + static_cast<unsigned>(*p - '0');
  std::ptrdiff_t count = p - digits, decimals = 0;
  if (p != end && *p == point) {
    const char* const fraction = ++p;
    for (; p != end && is_digit(*p); ++p)
      mantissa = mantissa * 10 + static_cast<unsigned>(*p - '0');
    decimals = p - fraction;
    count += decimals;
  }
  if (count == 0 || count > 19 || mantissa > (std::uint64_t{1} << 53)) return nullptr;
  const double magnitude =
      static_cast<double>(mantissa) / kPowers[static_cast<std::size_t>(decimals)];
  value = negative ? -magnitude : magnitude;
  return p;
}

std::string without_thousands(std::string_view cell, NumberMarks marks) {
  const char mark = marks.decimal_comma ? '.' : ',';
  std::string plain;
  std::size_t group = 0;  // digits since the last mark, or the sign
  bool marked = false, good = true;
  std::size_t i = 0;
  if (i < cell.size() && (cell[i] == '-' || cell[i] == '+')) plain += cell[i++];
  for (; i < cell.size() && (is_digit(cell[i]) || cell[i] == mark); ++i) {
    if (is_digit(cell[i])) {
      plain += cell[i];
      ++group;
      continue;
    }
    good = good && (marked ? group == 3 : group >= 1 && group <= 3);
    marked = true;
    group = 0;
  }
  if (!good || (marked && group != 3) || cell.find(mark, i) != cell.npos) return "";
  return plain + std::string(cell.substr(i));
}

CellValue parse_either_mark(std::string_view cell) {
  const std::size_t comma = cell.rfind(','), point = cell.rfind('.');
  const bool both = comma != cell.npos && point != cell.npos;
  return parse_cell(cell, {comma != cell.npos && (!both || comma > point), both});
}

CellValue parse_cell(std::string_view cell, NumberMarks marks) {
  cell = trim_cell(cell);
  if (cell.empty()) return {CellKind::blank, kNaN};
  std::string plain;
  if (cell.find(marks.decimal_comma ? '.' : ',') != cell.npos) {
    if (marks.thousands) plain = without_thousands(cell, marks);
    if (plain.empty()) return {CellKind::text, kNaN};
    cell = plain;
  }
  if (marks.decimal_comma && cell.find(',') != cell.npos) {
    plain = cell;
    plain[cell.find(',')] = '.';
    cell = plain;
  }
  if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
  if (constexpr std::string_view kMinus = "\xE2\x88\x92"; cell.starts_with(kMinus)) {
    plain = "-" + std::string(cell.substr(kMinus.size()));  // U+2212, of typeset tables
    cell = plain;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc::invalid_argument || end != cell.data() + cell.size())
    return {CellKind::text, kNaN};
  return classify(cell, value, error);
}

std::string describe_cell(CellKind kind, std::string_view cell) {
  const std::string got = ", got \"" + text::printable(trim_cell(cell)) + "\"";
  switch (kind) {
    case CellKind::blank:
      return "is blank";
    case CellKind::text:
      return "is not a number" + got;
    case CellKind::nan:
    case CellKind::inf:
      return "is not finite" + got;
    case CellKind::overflow:
      return "overflows float32" + got;
    case CellKind::sentinel:
      return "is one of MISSING_VALUES" + got;
    case CellKind::outside:
      return "lies outside of its VALID_RANGE" + got;
    case CellKind::outlier:
      return "lies far outside of all others (OUTLIERS)" + got;
    case CellKind::number:
      break;
  }
  return "is a number";
}

}  // namespace lstmtrain
