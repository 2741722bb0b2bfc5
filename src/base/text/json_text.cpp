// Wording and number text for the JSON of hyperparameters.
#include "base/text/json_text.hpp"

#include <algorithm>
#include <cmath>

#include "lstmtrain/error.hpp"

namespace lstmtrain::text {
namespace {

constexpr std::size_t kLongestShown = 60;
constexpr std::size_t kMostFaults = 100;  // said one by one

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

void Faults::add(const std::string& where, const std::string& what, const std::string& got,
                 const std::string& expected, const std::string& hint) {
  std::string line = where + ": " + what;
  if (!got.empty()) line += ", got " + got;
  if (!expected.empty()) line += ", expected " + expected;
  line += '.';
  if (!hint.empty()) line += " Hint: " + hint + (hint.ends_with('?') ? "" : ".");
  add_line(line);
}

void Faults::add_line(const std::string& line) {
  if (std::find(lines_.begin(), lines_.end(), line) != lines_.end()) return;
  if (lines_.size() < kMostFaults)
    lines_.push_back(line);
  else
    ++unsaid_;
}

void Faults::throw_all() const {
  if (lines_.empty()) return;
  const std::string more =
      unsaid_ > 0 ? "\n" + std::to_string(unsaid_) + " more faults of this kind." : "";
  throw Error(ErrorCode::config, joined(lines_, "\n") + more);
}

bool is_utf8(std::string_view text) {
  try {
    (void)Json(std::string(text)).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string compact(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string shown(const Json& value) {
  std::string text = compact(value);
  if (text.size() <= kLongestShown) return text;
  std::size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole UTF-8
  return text.substr(0, end) + "...";
}

std::string pointer(const std::string& parent, const std::string& key) {
  std::string out = parent + "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += '?';
    } else {
      out += c;
    }
  }
  return out;
}

Json number_json(double value) {
  const bool integer = value == std::floor(value) && std::fabs(value) < 1e15;
  const bool minus_zero = value == 0 && std::signbit(value);
  if (integer && !minus_zero) return static_cast<std::int64_t>(value);
  return value;
}

std::string_view trimmed(std::string_view text) {
  const char* const blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  for (;;) {
    const std::size_t at = text.find(separator);
    pieces.emplace_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

}  // namespace lstmtrain::text
