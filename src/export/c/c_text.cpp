#include "export/c/c_text.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/plain_text.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr std::size_t kPerLine = 8;

template <class Value, class Text>
std::string array_text(const char* type, const std::string& name, std::span<const Value> values,
                       Text text) {
  std::string out = std::string("static const ") + type + " " + name + "[" +
                    std::to_string(values.size()) + "] = {";
  for (std::size_t i = 0; i < values.size(); ++i)
    out +=
        (i % kPerLine == 0 ? "\n  " : " ") + text(values[i]) + (i + 1 < values.size() ? "," : "");
  return out + "\n};\n";
}

}  // namespace

std::string c_float(float value) {
  char text[32];
  std::string number(text, std::to_chars(text, text + sizeof text, value).ptr);
  if (number.find_first_of(".e") == number.npos) number += ".0";
  return number + "F";
}

std::string c_array(const std::string& name, std::span<const float> values) {
  return array_text<float>("float", name, values, c_float);
}

std::string c_array(const std::string& name, std::span<const std::uint32_t> values) {
  return array_text<std::uint32_t>("uint32_t", name, values, [](std::uint32_t value) {
    char text[16];
    const std::string digits(text, std::to_chars(text, text + sizeof text, value, 16).ptr);
    return "0x" + std::string(8 - digits.size(), '0') + digits + "U";
  });
}

std::string c_comment(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= ' ' && c < 127 && c != '*' && c != '\\' ? c : '?';
  return out;
}

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::vector<std::string> c_names(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string name;
    for (const char c : upper_case(columns[i])) {
      const bool part = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (part)
        name += c;
      else if (!name.empty() && name.back() != '_')
        name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    if (name.empty()) name = "COLUMN";
    if (!taken.insert(name).second) taken.insert(name += "_" + std::to_string(i + 1));
    names.push_back(name);
  }
  return names;
}

std::string filled_in(const std::string& text,
                      const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find('@', at), end = text.find('@', begin + 1);
    if (begin == text.npos || end == text.npos) return out + text.substr(at);
    out += text.substr(at, begin - at);
    const std::string key = text.substr(begin + 1, end - begin - 1);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == key; });
    out += found == values.end() ? "@" + key + "@" : found->second;
    at = end + 1;
  }
  return out;
}

}  // namespace lstmtrain::exporting
