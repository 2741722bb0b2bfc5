#include "data/csv/line_form.hpp"

#include <algorithm>

#include "data/column_alias.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/limits.hpp"
#include "data/csv/lines.hpp"

namespace lstmtrain {
namespace {

constexpr int kLeastQuoted = 2;
constexpr int kRowsBelow = 3;  // a header of words

// "a,b,"c"" within quotes, the quotes in it doubled (RFC 4180): the text, or nothing.
bool is_quoted(std::string_view line) {
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') return false;
  line = line.substr(1, line.size() - 2);
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == '"' && (++i == line.size() || line[i] != '"')) return false;
  return line.find_first_of(",;\t") != line.npos;
}

bool all_quoted(std::string_view text) {
  int lines = 0;
  for (std::size_t position = 0; position < text.size() && lines < kSearchedLines;) {
    const std::string_view line = trim_line(next_line(text, position));
    if (line.empty()) continue;
    if (!is_quoted(line)) return false;
    ++lines;
  }
  return lines >= kLeastQuoted;
}

// The words of a line; quotes hold one together.
std::vector<std::string> words_of(std::string_view line) {
  std::string tabbed;
  append_plain(line, LineForm::blanks, tabbed);
  std::vector<std::string_view> cells;
  split_cells(trim_line(tabbed), '\t', cells);
  std::vector<std::string> words;
  for (const std::string_view cell : cells) words.emplace_back(trim_cell(cell));
  return words;
}

// Whether the rows below are as wide as the header, and numbers stand in them.
bool rows_fit(std::string_view text, std::size_t position, std::size_t width) {
  int rows = 0;
  while (position < text.size() && rows < kRowsBelow) {
    const std::string_view line = trim_line(next_line(text, position));
    if (line.empty()) continue;
    const std::vector<std::string> words = words_of(line);
    if (words.size() != width) return false;
    rows += std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return parse_either_mark(word).kind == CellKind::number;
    });
  }
  return rows > 0;
}

bool apart_by_blanks(std::string_view text, const std::vector<std::string>& columns,
                     const std::vector<std::string>& column_names) {
  int lines = 0;
  for (std::size_t position = 0; position < text.size() && lines < kSearchedLines; ++lines) {
    const std::string_view line = trim_line(next_line(text, position));
    if (line.find_first_of(" \t") == line.npos || line.find_first_of(",;") != line.npos) continue;
    const std::vector<std::string> words = words_of(line);
    // Tabs alone are a delimiter, between names of several words too.
    if (line.find(' ') == line.npos || !names_all(columns, words, column_names)) continue;
    return rows_fit(text, position, words.size());
  }
  return false;
}

void append_unquoted(std::string_view line, std::string& plain) {
  const std::string_view trimmed = trim_line(line);
  if (!is_quoted(trimmed)) {
    plain += line;
    return;
  }
  for (std::size_t i = 1; i + 1 < trimmed.size(); ++i) {
    plain += trimmed[i];
    if (trimmed[i] == '"') ++i;
  }
}

void append_tabbed(std::string_view line, std::string& plain) {
  bool quoted = false, blank = false;
  for (const char c : trim_line(line)) {
    const bool apart = !quoted && (c == ' ' || c == '\t');
    if (apart && !blank) plain += '\t';
    blank = apart;
    if (c == '"') quoted = !quoted;
    if (!apart) plain += c;
  }
}

}  // namespace

LineForm find_line_form(std::string_view text, const std::vector<std::string>& columns,
                        const std::vector<std::string>& column_names) {
  if (all_quoted(text)) return LineForm::quoted;
  return apart_by_blanks(text, columns, column_names) ? LineForm::blanks : LineForm::plain;
}

void append_plain(std::string_view text, LineForm form, std::string& plain) {
  for (std::size_t position = 0; position < text.size();) {
    const std::string_view line = next_line(text, position);
    if (form == LineForm::plain)
      plain += line;
    else
      form == LineForm::quoted ? append_unquoted(line, plain) : append_tabbed(line, plain);
    if (text[position - 1] == '\n') plain += '\n';
  }
}

}  // namespace lstmtrain
