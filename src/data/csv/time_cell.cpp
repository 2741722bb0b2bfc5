#include "data/csv/time_cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

#include "base/nan.hpp"
#include "base/plain_text.hpp"
#include "data/csv/digit.hpp"

namespace lstmtrain {
namespace {

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

// " AM", "pm", "a.m." behind a clock of twelve hours.
bool read_half_day(std::string_view& text, int hour, double& seconds) {
  std::string_view rest = text;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  const bool points = rest.size() >= 4 && rest[1] == '.' && rest[3] == '.';
  const std::size_t m = points ? 2 : 1;
  if (rest.size() <= m || (rest[m] != 'M' && rest[m] != 'm')) return true;
  const bool pm = rest[0] == 'P' || rest[0] == 'p';
  if ((!pm && rest[0] != 'A' && rest[0] != 'a') || hour < 1 || hour > 12) return false;
  seconds += 3600.0 * ((pm ? 12 : 0) - (hour == 12 ? 12 : 0));
  text = rest.substr(points ? 4 : 2);
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

// "18:00", "9:30:00.5", "100:00:00", "11:55:00 AM"; "30:00.5" is minutes and seconds, as a
// spreadsheet shows short times.
bool read_clock(std::string_view& text, double& seconds) {
  int hour = 0, minute = 0;
  if (!read_field(text, starts_with_clock(text) ? text.find(':') : 2, ':', hour) ||
      !read_field(text, 2, '\0', minute))
    return false;
  if (!text.empty() && text.front() == '.') {
    double fraction = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), fraction, std::chars_format::fixed);
    if (error != std::errc()) return false;
    seconds += hour * 60.0 + minute + fraction;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
  }
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

// "0d 00:00:01.00", pandas' "0 days 00:00:01": so many days and a clock.
bool read_days(std::string_view& text, double& seconds) {
  const std::size_t d = text.find_first_not_of("0123456789");
  if (d == 0 || d > kMostHours || d == text.npos) return false;
  int days = 0;
  std::string_view rest = text;
  if (!read_field(rest, d, '\0', days)) return false;
  bool word = false;
  for (const std::string_view unit : {"d ", " days ", " day "})
    if (!word && rest.starts_with(unit)) {
      word = true;
      rest.remove_prefix(unit.size());
    }
  const std::size_t clock = rest.find_first_not_of(' ');
  if (!word || clock == rest.npos) return false;
  text = rest.substr(clock);
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

// "Jul", "july": 1 to 12, and the text behind it; 0 for no name of a month.
int read_month(std::string_view& text) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::size_t letters = std::min(
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), text.size());
  if (letters < 3) return 0;
  const std::string name = ascii_lower(std::string(text.substr(0, 3)));
  const auto month = std::find(kMonths.begin(), kMonths.end(), name);
  if (month == kMonths.end()) return 0;
  text.remove_prefix(letters);
  return static_cast<int>(month - kMonths.begin()) + 1;
}

// "Jul 15 2024", "July 15, 2024"
bool read_month_first(std::string_view& text, int& year, int& month, int& day) {
  std::string_view rest = text;
  month = read_month(rest);
  if (month == 0 || rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits < 1 || digits > 2 || !read_field(rest, digits, '\0', day)) return false;
  if (!rest.empty() && (rest.front() == ',' || rest.front() == '.')) rest.remove_prefix(1);
  if (rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (!read_field(rest, 4, '\0', year)) return false;
  text = rest;
  return true;
}

// "15-Jul-2024", "5 July 2024", "15.Jul.24": English names.
bool read_named_date(std::string_view& text, int& year, int& month, int& day) {
  if (read_month_first(text, year, month, day)) return true;
  std::string_view rest = text;
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits < 1 || digits > 2 || digits == rest.size()) return false;
  const char mark = rest[digits];
  if ((mark != '-' && mark != ' ' && mark != '/' && mark != '.') ||
      !read_field(rest, digits, mark, day))
    return false;
  month = read_month(rest);
  if (month == 0 || rest.empty() || rest.front() != mark) return false;
  rest.remove_prefix(1);
  const std::size_t of_year = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if ((of_year != 2 && of_year != 4) || !read_field(rest, of_year, '\0', year)) return false;
  year += of_year == 2 ? 2000 : 0;
  text = rest;
  return true;
}

// "20240715T101500", ISO 8601's basic form, "20240715 10:15:00", and by DateOrder::compact without
// a mark between date and clock: as the extended one. Nothing for other texts.
std::string extended_form(std::string_view text, DateOrder order) {
  const auto all_digits = [&](std::size_t from, std::size_t count) {
    return text.size() >= from + count &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + count), is_digit);
  };
  if (!all_digits(0, 8)) return "";
  const std::string t(text);
  const std::string date = t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2);
  if (order == DateOrder::compact && t.size() == 8) return date;
  const std::size_t clock = all_digits(8, 1) ? 8 : 9;
  if (clock == 8 ? order != DateOrder::compact : text.size() < 10 || (t[8] != 'T' && t[8] != ' '))
    return "";
  if (all_digits(clock, 4) && t.size() == clock + 4)
    return date + "T" + t.substr(clock, 2) + ":" + t.substr(clock + 2);
  if (all_digits(clock, 6))
    return date + "T" + t.substr(clock, 2) + ":" + t.substr(clock + 2, 2) + ":" +
           t.substr(clock + 4);
  return t.size() > clock + 2 && t[clock + 2] == ':' ? date + "T" + t.substr(clock) : "";
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
  if (read_named_date(text, year, month, day)) return true;
  const std::size_t point = text.find('.');
  if (point == 1 || point == 2) {
    const std::size_t second = text.find('.', point + 1);
    if (second == text.npos || second - point > 3 || !read_field(text, point, '.', day) ||
        !read_field(text, second - point - 1, '.', month))
      return false;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if ((digits != 2 && digits != 4) || !read_field(text, digits, '\0', year)) return false;
    year += digits == 2 ? 2000 : 0;
    return true;
  }
  const char mark = text.size() > 4 && (text[4] == '/' || text[4] == '.') ? text[4] : '-';
  return read_field(text, 4, mark, year) && read_field(text, 2, mark, month) &&
         read_field(text, 2, '\0', day);
}

// No-break blanks as blanks: U+00A0, and U+202F before AM.
std::string with_plain_blanks(std::string_view cell) {
  std::string text(cell);
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\xAF"})
    for (std::size_t at = 0; (at = text.find(blank, at)) != text.npos;)
      text.replace(at, blank.size(), " ");
  return text;
}

}  // namespace

bool is_compact_stamp(std::string_view cell) {
  cell = trim_cell(cell);
  double seconds = 0;
  return (cell.size() == 8 || cell.size() == 12 || cell.size() == 14) &&
         std::all_of(cell.begin(), cell.end(), is_digit) &&
         (cell.starts_with("19") || cell.starts_with("20")) &&
         parse_iso_time(cell, seconds, DateOrder::compact);
}

TimeKind time_kind(std::string_view cell, DateOrder order) {
  double seconds = 0;
  const std::string_view text = trim_cell(cell);
  if (!parse_iso_time(text, seconds, order))
    return parse_either_mark(text).kind == CellKind::number ? TimeKind::number : TimeKind::none;
  if (starts_with_clock(text)) return TimeKind::clock;
  const bool compact = order == DateOrder::compact && text.size() > 8;
  return text.find(':') == text.npos && text.find('T') == text.npos && !compact
             ? TimeKind::date
             : TimeKind::date_and_clock;
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
  std::string other;  // the same time in the form that is read below
  if (cell.find(',') != cell.npos && cell.find(':') != cell.npos) {
    other = cell;  // "10:15:00,5"
    std::replace(other.begin(), other.end(), ',', '.');
    cell = other;
  } else if (cell.find('\xC2') != cell.npos || cell.find('\xE2') != cell.npos) {
    other = with_plain_blanks(cell);
    cell = other;
  }
  if (cell.size() >= 8 && is_digit(cell[4]))
    if (std::string extended = extended_form(cell, order); !extended.empty()) {
      other = std::move(extended);
      cell = other;
    }
  if (starts_with_clock(cell)) return read_clock(cell, seconds) && cell.empty();
  if (read_days(cell, seconds)) return read_clock(cell, seconds) && cell.empty();
  if (order == DateOrder::days) {
    constexpr double kDayOf1970 = 25569;
    const CellValue days = parse_either_mark(cell);
    seconds = (days.value - kDayOf1970) * 86400;
    return days.kind == CellKind::number;
  }
  int year = 0, month = 0, day = 0;
  if (!read_date(cell, order, year, month, day)) return false;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  seconds = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400.0;
  if (cell.empty()) return true;
  if (cell.front() != ' ' && cell.front() != 'T') return false;
  do cell.remove_prefix(1);
  while (!cell.empty() && cell.front() == ' ');
  return read_clock(cell, seconds) && read_zone(cell, seconds);
}

double cell_seconds(std::string_view text, const CellValue& cell, bool iso_time, DateOrder order) {
  if (!iso_time) return cell.kind == CellKind::number ? cell.value : kNaN;
  double seconds = 0;
  return parse_iso_time(text, seconds, order) ? seconds : kNaN;
}

}  // namespace lstmtrain
