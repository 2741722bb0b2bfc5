#include "data/csv_layout.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/nearest.hpp"
#include "data/cell.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr int kSearchedLines = 200;  // a preamble longer than this is not a preamble

// Names as the user's JSON spells them: bytes that are no UTF-8 are read as Latin-1.
std::string to_utf8(std::string_view text) {
  bool valid = true;
  for (std::size_t i = 0; i < text.size() && valid;) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80       ? 1
                               : byte >> 5 == 6  ? 2
                               : byte >> 4 == 14 ? 3
                               : byte >> 3 == 30 ? 4
                                                 : 0;
    valid = length > 0 && i + length <= text.size();
    for (std::size_t k = 1; valid && k < length; ++k)
      valid = (static_cast<unsigned char>(text[i + k]) >> 6) == 2;
    i += std::max<std::size_t>(length, 1);
  }
  if (valid) return std::string(text);
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

std::vector<std::string> names_of(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  split_cells(line, delimiter, cells);
  std::vector<std::string> names;
  for (const std::string_view cell : cells) names.push_back(to_utf8(trim_cell(cell)));
  while (!names.empty() && names.back().empty()) names.pop_back();  // a trailing delimiter
  return names;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// A line that may be the header, read with one delimiter.
struct Candidate {
  std::vector<std::string> names;
  char delimiter = ',';
  std::size_t end = 0;  // byte behind the line
  std::uint64_t line = 0;
  std::size_t score = 0;  // wanted columns that it names

  bool better_than(const Candidate& other) const {
    return score > other.score ||
           (score == other.score && other.names.size() < 2 && names.size() > other.names.size());
  }
};

Candidate find_header(std::string_view text, const std::vector<std::string>& columns) {
  Candidate best;
  std::size_t position = 0;
  for (std::uint64_t line = 1;
       position < text.size() && line <= kSearchedLines && best.score < columns.size(); ++line) {
    const std::string_view content = next_line(text, position);
    if (trim_cell(content).empty()) continue;
    for (const char delimiter : std::array{',', ';', '\t'}) {
      Candidate candidate{names_of(content, delimiter), delimiter, position, line, 0};
      for (const std::string& column : columns)
        candidate.score += std::find(candidate.names.begin(), candidate.names.end(), column) !=
                           candidate.names.end();
      if (candidate.better_than(best)) best = std::move(candidate);
    }
  }
  return best;
}

std::size_t find_column(const std::string& file, const Candidate& header, const std::string& name) {
  const auto first = std::find(header.names.begin(), header.names.end(), name);
  const std::string place = file + ":" + std::to_string(header.line);
  if (first == header.names.end()) {
    const std::string nearest = nearest_name(name, header.names);
    std::string got;
    for (const std::string& column : header.names)
      got += (got.empty() ? "\"" : ", \"") + column + "\"";
    throw Error(ErrorCode::data,
                place + ": column \"" + name + "\" is missing, got " +
                    (got.empty() ? "no header" : got) + ". Hint: " +
                    (nearest.empty()
                         ? "name the column in FEATURE_COLUMNS or TARGET_COLUMN as the file does."
                         : "did you mean \"" + nearest + "\"?"));
  }
  if (std::find(std::next(first), header.names.end(), name) != header.names.end())
    throw Error(ErrorCode::data,
                place + ": column \"" + name +
                    "\" stands twice in the header, expected once. Hint: rename one.");
  return static_cast<std::size_t>(first - header.names.begin());
}

bool has_kind(const std::vector<std::string_view>& cells, const std::vector<std::size_t>& wanted,
              bool decimal_comma, CellKind kind) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::size_t column) {
    return column < cells.size() && parse_cell(cells[column], decimal_comma).kind == kind;
  });
}

// A row below the header in which no wanted cell is a number, and some are text, while the row
// below it has numbers.
bool is_units_row(std::string_view text, const CsvLayout& layout) {
  std::size_t position = layout.data_begin;
  std::vector<std::string_view> first, second;
  split_cells(next_line(text, position), layout.delimiter, first);
  split_cells(next_line(text, position), layout.delimiter, second);
  return !has_kind(first, layout.wanted, layout.decimal_comma, CellKind::number) &&
         has_kind(first, layout.wanted, layout.decimal_comma, CellKind::text) &&
         has_kind(second, layout.wanted, layout.decimal_comma, CellKind::number);
}

bool looks_like_time(const std::string& name) {
  const std::string n = lower(name);
  for (const char* prefix :
       {"time", "timestamp", "date", "datetime", "elapsed", "test_time", "test time"})
    if (n.rfind(prefix, 0) == 0) return true;
  return n == "t" || n == "t[s]" || n == "t (s)";
}

// The time column or columns by name, then by whether the first data row's cells can be read as a
// time.
void find_time(const std::string& file, std::string_view text, const std::string& time_column,
               const Candidate& header, CsvLayout& layout) {
  if (time_column == "none") return;
  std::vector<std::size_t> candidates;
  if (time_column != "auto") candidates.push_back(find_column(file, header, time_column));
  for (std::size_t i = 0; i < header.names.size() && time_column == "auto"; ++i)
    if (looks_like_time(header.names[i]) &&
        std::find(layout.wanted.begin(), layout.wanted.end(), i) == layout.wanted.end())
      candidates.push_back(i);
  std::size_t position = layout.data_begin;
  std::vector<std::string_view> cells;
  split_cells(next_line(text, position), layout.delimiter, cells);
  for (const std::size_t column : candidates) {
    if (column >= cells.size()) continue;
    double seconds = 0;
    const bool iso = parse_iso_time(cells[column], seconds);
    if (!iso && parse_cell(cells[column], layout.decimal_comma).kind != CellKind::number) continue;
    if (layout.time.empty()) {
      layout.time = {column};
      layout.iso_time = iso;
    } else if (layout.time.size() == 1 && layout.iso_time && iso) {
      // A date and a clock in two columns, in either order.
      double first = 0;
      parse_iso_time(cells[layout.time[0]], first);
      const bool first_is_date = trim_cell(cells[layout.time[0]]).size() <= 10 &&
                                 trim_cell(cells[layout.time[0]])[2] != ':';
      const bool is_clock = trim_cell(cells[column])[2] == ':';
      if (first_is_date == is_clock) layout.time.push_back(column);
    }
  }
  if (layout.time.empty() && time_column != "auto")
    throw Error(
        ErrorCode::data,
        file + ":" + std::to_string(layout.data_line) + ": column \"" + time_column +
            "\" is no time, expected a number or ISO 8601. Hint: set TIME_COLUMN to \"none\".");
}

}  // namespace

std::string_view next_line(std::string_view text, std::size_t& position) {
  const std::size_t begin = position;
  const std::size_t end = text.find('\n', begin);
  position = end == text.npos ? text.size() : end + 1;
  std::string_view line = text.substr(begin, (end == text.npos ? text.size() : end) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells) {
  cells.clear();
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] != delimiter || quoted) continue;
    cells.push_back(line.substr(begin, i - begin));
    begin = i + 1;
  }
  cells.push_back(line.substr(begin));
}

CsvLayout find_layout(const std::string& file, std::string_view text,
                      const std::vector<std::string>& columns, const std::string& time_column) {
  const Candidate header = find_header(text, columns);
  CsvLayout layout;
  layout.delimiter = header.delimiter;
  layout.decimal_comma = header.delimiter == ';';
  layout.header = header.names;
  for (const std::string& column : columns)
    layout.wanted.push_back(find_column(file, header, column));
  layout.data_begin = header.end;
  layout.data_line = header.line + 1;
  if (header.line > 1)
    layout.notes.push_back(file + ": the header is line " + std::to_string(header.line) +
                           "; the lines above it are skipped.");
  if (is_units_row(text, layout)) {
    std::size_t position = layout.data_begin;
    next_line(text, position);
    layout.data_begin = position;
    layout.notes.push_back(file + ":" + std::to_string(layout.data_line++) +
                           ": a row of units below the header is skipped.");
  }
  find_time(file, text, time_column, header, layout);
  return layout;
}

}  // namespace lstmtrain
