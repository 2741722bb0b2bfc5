#include "predict/json_view.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "lstmtrain/error.hpp"

namespace lstmtrain::predicting {
namespace {

constexpr const char* kBlanks = " \t\r\n";
constexpr std::size_t kShown = 60;  // bytes of a value in a message

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// Behind the string that begins at `at`; npos: it does not end.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.npos;
}

// Behind the value that begins at `at`: at a comma or a bracket that is not its own.
std::size_t value_end(std::string_view text, std::size_t at) {
  for (std::size_t depth = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      at = string_end(text, at);
      if (at == text.npos) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return text.npos;
}

// A code point as UTF-8.
void append_utf8(unsigned c, std::string& to) {
  const auto put = [&](unsigned byte) { to += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

// Of the four digits in front; -1: they are none.
int hex4(std::string_view text) {
  int value = 0;
  if (text.size() < 4) return -1;
  const auto read = std::from_chars(text.data(), text.data() + 4, value, 16);
  return read.ec == std::errc{} && read.ptr == text.data() + 4 && value >= 0 ? value : -1;
}

// What stands between the quotes, its escapes resolved; nothing for one that JSON has not.
std::optional<std::string> unescaped(std::string_view text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    if (++i >= text.size()) return std::nullopt;
    if (const std::size_t escape = kEscapes.find(text[i]); escape != kEscapes.npos) {
      result += kMeant[escape];
      continue;
    }
    if (text[i] != 'u') return std::nullopt;
    int c = hex4(text.substr(i + 1));
    i += 4;
    if (c >= 0xD800 && c < 0xDC00) {  // the first half of a pair
      const std::string_view next = text.substr(std::min(i + 1, text.size()));
      const int low = next.substr(0, 2) == "\\u" ? hex4(next.substr(2)) : -1;
      if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      i += 6;
    }
    if (c < 0 || (c >= 0xDC00 && c < 0xE000)) return std::nullopt;
    append_utf8(static_cast<unsigned>(c), result);
  }
  return result;
}

}  // namespace

JsonView::JsonView(std::string_view text, std::string where)
    : text_(trimmed(text)), where_(std::move(where)) {}

void JsonView::fail(const std::string& expected) const {
  const bool long_text = text_.size() > kShown;
  throw Error(ErrorCode::data, where_ + ", got " + std::string(text_.substr(0, kShown)) +
                                   (long_text ? "..." : "") + ", expected " + expected +
                                   ". Hint: the file is damaged or was edited.");
}

template <class Visit>
void JsonView::each_member(const Visit& visit) const {
  if (text_.size() < 2 || text_.front() != '{' || text_.back() != '}') fail("an object");
  std::size_t at = text_.find_first_not_of(kBlanks, 1);
  while (at != text_.npos && text_[at] == '"') {
    const std::size_t key_end = string_end(text_, at);
    if (key_end == text_.npos) break;
    const std::string_view key = text_.substr(at, key_end - at);
    at = text_.find_first_not_of(kBlanks, key_end);
    if (at == text_.npos || text_[at] != ':') break;
    const std::size_t end = value_end(text_, ++at);
    if (end == text_.npos) break;
    if (visit(JsonView(key, where_).string(), text_.substr(at, end - at))) return;
    if (text_[end] == '}' && end + 1 == text_.size()) return;
    if (text_[end] != ',') break;
    at = text_.find_first_not_of(kBlanks, end + 1);
  }
  if (at + 1 != text_.size() || text_.find(':') != text_.npos) fail("an object");
}

bool JsonView::has(std::string_view key) const {
  bool found = false;
  each_member([&](const std::string& name, std::string_view) { return found = name == key; });
  return found;
}

JsonView JsonView::at(std::string_view key) const {
  std::optional<std::string_view> found;
  each_member([&](const std::string& name, std::string_view value) {
    if (name == key) found = value;
    return found.has_value();
  });
  if (!found)
    throw Error(ErrorCode::data, where_ + ": \"" + std::string(key) +
                                     "\" is missing. Hint: the file is damaged or was edited.");
  return {*found, where_ + " \"" + std::string(key) + "\""};
}

std::vector<JsonView> JsonView::elements() const {
  if (text_.size() < 2 || text_.front() != '[' || text_.back() != ']') fail("an array");
  std::vector<JsonView> all;
  if (trimmed(text_.substr(1, text_.size() - 2)).empty()) return all;
  for (std::size_t at = 1;;) {
    const std::size_t end = value_end(text_, at);
    if (end == text_.npos || trimmed(text_.substr(at, end - at)).empty()) fail("an array");
    all.emplace_back(text_.substr(at, end - at), where_);
    if (text_[end] == ']' && end + 1 == text_.size()) return all;
    if (text_[end] != ',') fail("an array");
    at = end + 1;
  }
}

std::string JsonView::string() const {
  if (text_.size() < 2 || text_.front() != '"' || string_end(text_, 0) != text_.size())
    fail("a string");
  const std::optional<std::string> value = unescaped(text_.substr(1, text_.size() - 2));
  if (!value) fail("a string");
  return *value;
}

double JsonView::number() const {
  double value = 0;
  const char* const end = text_.data() + text_.size();
  const auto read = std::from_chars(text_.data(), end, value);
  if (text_.empty() || read.ec != std::errc{} || read.ptr != end || !std::isfinite(value))
    fail("a number");
  return value;
}

long long JsonView::integer(long long low, long long high) const {
  const double value = number();
  if (value != std::floor(value) || value < static_cast<double>(low) ||
      value > static_cast<double>(high))
    fail("a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return static_cast<long long>(value);
}

std::vector<double> JsonView::numbers(std::size_t count) const {
  std::vector<double> values;
  for (const JsonView& element : elements()) values.push_back(element.number());
  if (values.size() != count) fail(std::to_string(count) + " numbers");
  return values;
}

std::vector<std::string> JsonView::strings(std::size_t count) const {
  std::vector<std::string> values;
  for (const JsonView& element : elements()) values.push_back(element.string());
  if (values.size() != count) fail(std::to_string(count) + " strings");
  return values;
}

}  // namespace lstmtrain::predicting
