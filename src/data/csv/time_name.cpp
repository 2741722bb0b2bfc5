#include "data/csv/time_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/plain_text.hpp"
#include "data/csv/digit.hpp"

namespace lstmtrain {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 33> kUnits = {{
    {"us", 1e-6},      {"\xC2\xB5s", 1e-6}, {"\xCE\xBCs", 1e-6},    {"microseconds", 1e-6},
    {"ms", 1e-3},      {"msec", 1e-3},      {"milliseconds", 1e-3}, {"s", 1},
    {"sec", 1},        {"secs", 1},         {"second", 1},          {"seconds", 1},
    {"min", 60},       {"mins", 60},        {"minute", 60},         {"minutes", 60},
    {"h", 3600},       {"hr", 3600},        {"hrs", 3600},          {"hour", 3600},
    {"hours", 3600},   {"d", 86400},        {"day", 86400},         {"days", 86400},
    {"sekunden", 1},   {"ns", 1e-9},        {"nanoseconds", 1e-9},  {"millisec", 1e-3},
    {"msecs", 1e-3},   {"usec", 1e-6},      {"millis", 1e-3},       {"ks", 1e3},
    {"stunden", 3600},
}};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
// The words of a name, lower case: "~Time[s]" is time, s; "Test Time / h" is test, time, h;
// "TimeMs" is time, ms.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  std::string word;
  char before = ' ';
  for (const char c : name + " ") {
    const bool part = is_lower(c) || is_upper(c) || is_digit(c) || (c & 0x80) != 0;
    if (part && is_upper(c) && is_lower(before)) words.push_back(std::exchange(word, ""));
    before = c;
    if (part) {
      word += is_upper(c) ? ascii_lower(std::string(1, c)) : std::string(1, c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

const double* unit_of(const std::string& word) {
  for (const auto& [name, seconds] : kUnits)
    if (word == name) return &seconds;
  return nullptr;
}

// The text within the last brackets of a name, nothing where it has none.
std::string in_brackets(const std::string& name) {
  const std::size_t begin = name.find_last_of("(["), end = name.find_last_of(")]");
  if (begin == name.npos || end == name.npos || end < begin) return "";
  return name.substr(begin + 1, end - begin - 1);
}

// "0.1 s", "10ms", "ms since boot": a number, 1 where there is none, and a unit.
std::optional<double> counted_unit(const std::string& text) {
  double count = 1;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, count);
  if (number.ec != std::errc()) count = 1;
  const std::vector<std::string> words =
      words_of(number.ec == std::errc() ? std::string(number.ptr, end) : text);
  const double* const unit = words.empty() ? nullptr : unit_of(words.front());
  if (unit == nullptr || !(count > 0)) return std::nullopt;
  return count * *unit;
}

// Of a name that tells how long something will last, not what the time is.
bool counts_down(const std::vector<std::string>& words) {
  for (const char* word : {"to", "until", "remaining", "left", "rest", "sampling", "interval"})
    if (std::find(words.begin(), words.end(), word) != words.end()) return true;
  return false;
}

std::vector<std::string> without_unit(std::vector<std::string> words) {
  if (words.size() > 1 && unit_of(words.back()) != nullptr) words.pop_back();
  return words;
}

}  // namespace

std::optional<double> unit_of_time(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" ([");
  return first == text.npos ? std::nullopt : counted_unit(text.substr(first));
}

bool is_clock_of_test(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  for (const char* word : {"test", "testtime", "total", "totaltime", "elapsed", "run", "prog",
                           "step", "steptime", "cycle"})
    if (std::find(words.begin(), words.end(), word) != words.end()) return true;
  return false;
}

bool is_time_name(const std::string& name) {
  const std::vector<std::string> words = words_of(name), plain = without_unit(words);
  if (words.empty() || counts_down(words)) return false;
  for (const char* begin : {"time", "date", "elapsed", "datum", "zeit", "uhrzeit"})
    if (words.front().starts_with(begin)) return true;
  for (const char* word :
       {"t", "ts", "utc", "realtime", "abstime", "systime", "recorded", "logged"})
    if (plain.size() == 1 && plain.front() == word) return true;
  const bool at = words.size() == 2 && words.back() == "at";  // "created_at"
  if (at && (words.front() == "created" || words.front() == "recorded" ||
             words.front() == "measured" || words.front() == "logged"))
    return true;
  if (plain.back() == "date") return true;
  if (words == std::vector<std::string>{"x", "value"}) return true;  // LabVIEW's
  // "Test (Sec)", "Run (h)": of a test, in a unit of time.
  const bool span = plain.size() == 1 && (plain.front() == "test" || plain.front() == "run" ||
                                          plain.front() == "step" || plain.front() == "total");
  if (span && words.size() == 2) return true;
  return plain.back() == "time" || plain.back() == "timestamp" ||
         (plain.back() == "stamp" && plain.size() > 1 && plain[plain.size() - 2] == "time") ||
         plain.back() == "testtime" || plain.back() == "steptime" || plain.back() == "totaltime";
}

bool is_date_name(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.find("date") != word.npos || word == "datum";
  });
}

bool is_step_time(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  return !words.empty() && words.front().starts_with("step");
}

std::optional<double> unit_in_name(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  if (words.size() == 1 && words.front() == "datenum") return 86400;  // MATLAB's days
  if (const std::optional<double> seconds = counted_unit(in_brackets(name))) return seconds;
  const double* const seconds = words.size() > 1 ? unit_of(words.back()) : nullptr;
  return seconds == nullptr ? std::nullopt : std::optional(*seconds);
}

}  // namespace lstmtrain
