#include "base/text/words.hpp"

namespace lstmtrain::text {

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) out += (i > 0 ? between : "") + words[i];
  return out;
}

namespace {

// What turns the direction of writing (Unicode Standard Annex 9), C1 and the separators of lines.
bool is_hidden(char32_t c) {
  return (c >= 0x80 && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// Bytes of the character at the beginning of `text` and its number; 0 where it is no UTF-8 (RFC
// 3629).
std::size_t decode(std::string_view text, char32_t& c) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  c = size == 1 ? first : first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
    c = (c << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
  return overlong || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : size;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    char32_t c = 0;
    const std::size_t size = decode(text, c);
    const bool control = size == 1 && ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F);
    if (size == 0 || control || is_hidden(c))
      out += '?';
    else
      out += text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out = visible(text.substr(0, most));
  for (char& c : out)
    if (c == '\n' || c == '\t') c = '?';
  return out;
}

std::string quoted(std::string_view name) { return "\"" + printable(name, 120) + "\""; }

std::string spreadsheet_cell(const std::string& text) {
  return csv_cell(text.starts_with('=') || text.starts_with('@') ? "'" + text : text);
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace lstmtrain::text
