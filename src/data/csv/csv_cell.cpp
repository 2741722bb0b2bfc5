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

namespace lstmtrain {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

// Reads `digits` digits and then, unless it is '\0', the separator `after`.
bool read_field(std::string_view& text, std::size_t digits, char after, int& value) {
  if (text.size() < digits || !is_digit(text.front())) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc() || end != text.data() + digits) return false;
  text.remove_prefix(digits);
  if (after == '\0') return true;
  if (text.empty() || text.front() != after) return false;
  text.remove_prefix(1);
  return true;
}

constexpr std::size_t kMostHours = 6;  // digits

// Digits and a colon: hours have as many as they need.
bool starts_with_clock(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon >= 1 && colon <= kMostHours &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_digit);
}

// " AM", "pm" behind a clock of twelve hours.
bool read_half_day(std::string_view& text, int hour, double& seconds) {
  std::string_view rest = text;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.size() < 2 || (rest[1] != 'M' && rest[1] != 'm')) return true;
  const bool pm = rest[0] == 'P' || rest[0] == 'p';
  if ((!pm && rest[0] != 'A' && rest[0] != 'a') || hour < 1 || hour > 12) return false;
  seconds += 3600.0 * ((pm ? 12 : 0) - (hour == 12 ? 12 : 0));
  text = rest.substr(2);
  return true;
}

// ":00", ":00.5", or nothing.
bool read_seconds(std::string_view& text, double& seconds) {
  if (text.empty() || text.front() != ':') return true;
  if (text.size() < 2 || !is_digit(text[1])) return false;  // from_chars takes "-5" and "nan", too
  double rest = 0;
  const auto [end, error] =
      std::from_chars(text.data() + 1, text.data() + text.size(), rest, std::chars_format::fixed);
  if (error != std::errc()) return false;
  seconds += rest;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// "18:00", "9:30:00.5", "100:00:00", "11:55:00 AM"
bool read_clock(std::string_view& text, double& seconds) {
  int hour = 0, minute = 0;
  if (!read_field(text, starts_with_clock(text) ? text.find(':') : 2, ':', hour) ||
      !read_field(text, 2, '\0', minute))
    return false;
  seconds += hour * 3600.0 + minute * 60.0;
  return read_seconds(text, seconds) && read_half_day(text, hour, seconds);
}

// "Z", "+02:00", "-0530"
bool read_zone(std::string_view text, double& seconds) {
  if (text.empty() || text == "Z" || text == "z") return true;
  const double sign = text.front() == '+' ? -1 : 1;
  if (text.front() != '+' && text.front() != '-') return false;
  text.remove_prefix(1);
  int hour = 0, minute = 0;
  if (!read_field(text, 2, '\0', hour)) return false;
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  if (!text.empty() && !read_field(text, 2, '\0', minute)) return false;
  seconds += sign * (hour * 3600.0 + minute * 60.0);
  return text.empty();
}

// "0d 00:00:01.00": so many days and a clock.
bool read_days(std::string_view& text, double& seconds) {
  const std::size_t d = text.find('d');
  if (d == 0 || d > kMostHours || d + 1 >= text.size() || text[d + 1] != ' ') return false;
  int days = 0;
  std::string_view rest = text;
  if (!read_field(rest, d, 'd', days)) return false;
  text = rest.substr(rest.find_first_not_of(' '));
  seconds = days * 86400.0;
  return true;
}

// "3/9/2024", "03-09-24": two fields and a year, which the text then stands behind.
bool read_short_date(std::string_view& text, int& first, int& second, int& year) {
  const std::size_t mark = text.find_first_of("/-");
  if (mark != 1 && mark != 2) return false;
  const std::size_t next = text.find(text[mark], mark + 1);
  if (next == text.npos || next - mark < 2 || next - mark > 3) return false;
  const std::size_t digits =
      std::min(text.find_first_not_of("0123456789", next + 1), text.size()) - next - 1;
  if (digits != 2 && digits != 4) return false;
  const char sign = text[mark];
  if (!read_field(text, mark, sign, first) || !read_field(text, next - mark - 1, sign, second) ||
      !read_field(text, digits, '\0', year))
    return false;
  year += digits == 2 ? 2000 : 0;
  return true;
}

// "2024-03-09", "2024/03/09", and by the day first with points alone: "9.3.2024". With slashes day
// and month could be either: `order` tells.
bool read_date(std::string_view& text, DateOrder order, int& year, int& month, int& day) {
  const bool month_first = order == DateOrder::month_first;
  if (std::string_view rest = text;
      order != DateOrder::unknown &&
      read_short_date(rest, month_first ? month : day, month_first ? day : month, year)) {
    text = rest;
    return true;
  }
  const std::size_t point = text.find('.');
  if (point == 1 || point == 2) {
    const std::size_t second = text.find('.', point + 1);
    return second != text.npos && second - point <= 3 && read_field(text, point, '.', day) &&
           read_field(text, second - point - 1, '.', month) && read_field(text, 4, '\0', year);
  }
  const char mark = text.size() > 4 && text[4] == '/' ? '/' : '-';
  return read_field(text, 4, mark, year) && read_field(text, 2, mark, month) &&
         read_field(text, 2, '\0', day);
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

TimeKind time_kind(std::string_view cell, DateOrder order) {
  double seconds = 0;
  const std::string_view text = trim_cell(cell);
  if (!parse_iso_time(text, seconds, order))
    return parse_either_mark(text).kind == CellKind::number ? TimeKind::number : TimeKind::none;
  if (starts_with_clock(text)) return TimeKind::clock;
  return text.find(':') == text.npos ? TimeKind::date : TimeKind::date_and_clock;
}

std::optional<std::pair<int, int>> ambiguous_fields(std::string_view cell) {
  cell = trim_cell(cell);
  int first = 0, second = 0, year = 0;
  if (!read_short_date(cell, first, second, year)) return std::nullopt;
  if (!cell.empty() && cell.front() != ' ' && cell.front() != 'T') return std::nullopt;
  return std::pair{first, second};
}

bool parse_iso_time(std::string_view cell, double& seconds, DateOrder order) {
  cell = trim_cell(cell);
  seconds = 0;
  if (starts_with_clock(cell)) return read_clock(cell, seconds) && cell.empty();
  if (read_days(cell, seconds)) return read_clock(cell, seconds) && cell.empty();
  int year = 0, month = 0, day = 0;
  if (!read_date(cell, order, year, month, day)) return false;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  seconds = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400.0;
  if (cell.empty()) return true;
  if (cell.front() != ' ' && cell.front() != 'T') return false;
  cell.remove_prefix(1);
  return read_clock(cell, seconds) && read_zone(cell, seconds);
}

double cell_seconds(std::string_view text, const CellValue& cell, bool iso_time, DateOrder order) {
  if (!iso_time) return cell.kind == CellKind::number ? cell.value : kNaN;
  double seconds = 0;
  return parse_iso_time(text, seconds, order) ? seconds : kNaN;
}

}  // namespace lstmtrain
