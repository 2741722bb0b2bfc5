#include "data/csv/time_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/plain_text.hpp"

namespace lstmtrain {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 27> kUnits = {{
    {"us", 1e-6},    {"\xC2\xB5s", 1e-6}, {"\xCE\xBCs", 1e-6},    {"microseconds", 1e-6},
    {"ms", 1e-3},    {"msec", 1e-3},      {"milliseconds", 1e-3}, {"s", 1},
    {"sec", 1},      {"secs", 1},         {"second", 1},          {"seconds", 1},
    {"min", 60},     {"mins", 60},        {"minute", 60},         {"minutes", 60},
    {"h", 3600},     {"hr", 3600},        {"hrs", 3600},          {"hour", 3600},
    {"hours", 3600}, {"d", 86400},        {"day", 86400},         {"days", 86400},
    {"sekunden", 1}, {"ns", 1e-9},        {"nanoseconds", 1e-9},
}};

// The words of a name, lower case: "~Time[s]" is time, s; "Test Time / h" is test, time, h.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : ascii_lower(name) + " ") {
    const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (part) {
      word += c;
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

std::vector<std::string> without_unit(std::vector<std::string> words) {
  if (words.size() > 1 && unit_of(words.back()) != nullptr) words.pop_back();
  return words;
}

}  // namespace

bool is_time_name(const std::string& name) {
  const std::vector<std::string> words = words_of(name), plain = without_unit(words);
  if (words.empty()) return false;
  for (const char* begin : {"time", "date", "elapsed", "datum", "zeit", "uhrzeit"})
    if (words.front().starts_with(begin)) return true;
  if (plain.size() == 1 && plain.front() == "t") return true;
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
  const double* const seconds = words.size() > 1 ? unit_of(words.back()) : nullptr;
  return seconds == nullptr ? std::nullopt : std::optional(*seconds);
}

}  // namespace lstmtrain
