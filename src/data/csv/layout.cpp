#include "data/csv/layout.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/nearest.hpp"
#include "base/plain_text.hpp"
#include "base/text/json_text.hpp"
#include "base/text/words.hpp"
#include "data/column_alias.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/limits.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/time_choice.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kListedNames = 30;  // of a header, in a message
constexpr std::size_t kMarkRows = 2000;   // for the decimal mark
constexpr std::size_t kWidthRows = 20;    // for the width
constexpr int kMostUnitRows = 3;
constexpr int kMostNameLines = 20;  // of a header

// Names as the user's JSON spells them: bytes that are no UTF-8 are read as Latin-1.
std::string to_utf8(std::string_view text) {
  if (text::is_utf8(text)) return std::string(text);
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

// A quote within quotes is written twice (RFC 4180, section 2.7).
std::string with_single_quotes(std::string_view cell) {
  std::string name;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    name += cell[i];
    if (cell.substr(i, 2) == "\"\"") ++i;
  }
  return name;
}

std::string in_one_line(std::string name) {
  std::erase(name, '\r');
  std::replace(name.begin(), name.end(), '\n', ' ');
  return name;
}

}  // namespace

std::vector<std::string> names_of(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  split_cells(line, delimiter, cells);
  std::vector<std::string> names;
  for (const std::string_view cell : cells) {
    if (names.size() > kMaxColumns) break;  // refused by find_layout if this is the header
    names.push_back(in_one_line(to_utf8(with_single_quotes(trim_cell(cell)))));
  }
  while (!names.empty() && names.back().empty()) names.pop_back();  // a trailing delimiter
  return names;
}

namespace {

// A line that may be the header, read with one delimiter.
struct Candidate {
  std::vector<std::string> names;
  char delimiter = ',';
  std::size_t end = 0;                    // byte behind the line
  std::uint64_t line = 0, last_line = 0;  // of a header with line breaks in its quotes
  std::size_t score = 0;                  // wanted columns that it names, by another usual name too

  // Of lines that name no wanted column the widest one without a number is the likeliest header.
  bool better_than(const Candidate& other) const {
    if (score != other.score || names.size() <= other.names.size()) return score > other.score;
    return std::none_of(names.begin(), names.end(), [](const std::string& name) {
      return parse_either_mark(name).kind == CellKind::number;
    });
  }
};

// A line, and those behind it that a name within quotes goes on in ("Current\n(A)").
std::string_view next_header(std::string_view text, std::size_t& position, std::uint64_t& line) {
  const std::size_t begin = position;
  std::string_view content = next_line(text, position);
  for (int more = 0; more < kMostNameLines && position < text.size() &&
                     std::count(content.begin(), content.end(), '"') % 2 != 0;
       ++more, ++line) {
    next_line(text, position);
    content = text.substr(begin, position - begin);
  }
  if (std::count(content.begin(), content.end(), '"') % 2 == 0) return content;
  position = begin;  // a lone quote
  content = next_line(text, position);
  return content;
}

Candidate find_header(std::string_view text, const std::vector<std::string>& columns,
                      const std::vector<std::string>& column_names) {
  Candidate best;
  std::size_t position = 0;
  for (std::uint64_t line = 1;
       position < text.size() && line <= kSearchedLines && best.score < columns.size(); ++line) {
    const std::uint64_t first_line = line;
    const std::string_view content = next_header(text, position, line);
    if (trim_cell(content).empty()) continue;
    for (const char delimiter : std::array{',', ';', '\t', '|'}) {
      Candidate candidate{names_of(content, delimiter), delimiter, position, first_line, line, 0};
      const std::set<std::string_view> known(candidate.names.begin(), candidate.names.end());
      for (const std::string& column : columns)
        candidate.score += known.count(column) > 0 ||
                           aliases_of(column, candidate.names, columns, column_names).size() == 1;
      if (candidate.better_than(best)) best = std::move(candidate);
    }
  }
  return best;
}

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < names.size() && i < kListedNames; ++i)
    words.push_back("\"" + text::printable(names[i]) + "\"");
  if (names.size() > kListedNames) words.emplace_back("...");
  return text::joined(words);
}

// All of them at once, so that the settings are corrected once.
[[noreturn]] void refuse_missing(const std::string& place, const std::vector<std::string>& missing,
                                 const Candidate& header, const std::vector<std::string>& wanted) {
  std::vector<std::string> near;
  for (const std::string& name : missing) {
    const std::vector<std::size_t> several = aliases_of(name, header.names, wanted);
    for (const std::size_t i : several) near.push_back(header.names[i]);
    const std::string nearest = several.empty() ? nearest_name(name, header.names) : "";
    if (!nearest.empty()) near.push_back(nearest);
  }
  const std::string hint =
      near.empty()
          ? "FEATURE_COLUMNS, TARGET_COLUMN and DERIVED_COLUMNS name columns as the file does."
          : "did you mean " + quoted(near) + "?";
  const bool several = missing.size() > 1;
  throw Error(ErrorCode::data, place + (several ? ": columns " : ": column ") + quoted(missing) +
                                   (several ? " are" : " is") + " missing, got " +
                                   (header.names.empty() ? "no header" : quoted(header.names)) +
                                   ". Hint: " + hint);
}

// Where each of `names` stands in the header; those found by another name are said in `notes`.
std::vector<std::size_t> find_columns(const std::string& file, const Candidate& header,
                                      const std::vector<std::string>& names,
                                      const std::vector<std::string>& column_names,
                                      std::vector<std::string>& notes) {
  const std::string place = file + ":" + std::to_string(header.line);
  const auto begin = header.names.begin(), end = header.names.end();
  std::vector<std::size_t> columns;
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    const auto first = std::find(begin, end, name);
    if (first == end) {
      const std::vector<std::size_t> others = aliases_of(name, header.names, names, column_names);
      if (others.size() == 1) {
        columns.push_back(others[0]);
        notes.push_back(alias_note(name, header.names[others[0]]));
      } else {
        missing.push_back(name);
      }
      continue;
    }
    if (const auto second = std::find(std::next(first), end, name); second != end)
      throw Error(ErrorCode::data, place + ":" + std::to_string(second - begin + 1) + ": column " +
                                       quoted({name}) +
                                       " stands twice in the header, first as column " +
                                       std::to_string(first - begin + 1) +
                                       ", expected once. Hint: rename one of them.");
    columns.push_back(static_cast<std::size_t>(first - begin));
  }
  if (!missing.empty()) refuse_missing(place, missing, header, names);
  return columns;
}

bool has_kind(const std::vector<std::string_view>& cells, const std::vector<std::size_t>& wanted,
              NumberMarks marks, CellKind kind) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::size_t column) {
    return column < cells.size() && parse_cell(cells[column], marks).kind == kind;
  });
}

// The first columns have no name, below lines that name them, and at least every third row has
// nothing there: lines that have are of another kind, such as the cycles and steps that a cycler
// writes between the records of each.
std::size_t find_blank(std::string_view rows, const Candidate& header, const CsvLayout& layout) {
  const auto named = std::find_if(layout.header.begin(), layout.header.end(),
                                  [](const std::string& name) { return !name.empty(); });
  const auto unnamed = static_cast<std::size_t>(named - layout.header.begin());
  if (unnamed == 0 || header.line == 1) return 0;
  std::size_t blank = 0;
  const Rows first = first_rows(rows, layout.delimiter, kMarkRows);
  for (const std::vector<std::string_view>& cells : first)
    blank += leading_blanks(cells) >= unnamed;
  return 3 * blank >= first.size() ? unnamed : 0;
}

}  // namespace

bool says_missing(std::string_view cell) {
  const std::string word = ascii_lower(std::string(trim_cell(cell)));
  return word == "na" || word == "n/a" || word == "null" || word == "none" || word == "missing";
}

namespace {

// Rows below the header in which no wanted cell is a number, and some are text (units, "Avg" and
// "Smp" of a logger), above a row with numbers: how many, 0 where there is none.
int count_unit_rows(std::string_view text, const CsvLayout& layout) {
  std::size_t position = layout.data_begin;
  std::vector<std::string_view> cells;
  bool any_text = false;
  for (int rows = 0; rows <= kMostUnitRows; ++rows) {
    split_cells(next_line(text, position), layout.delimiter, cells);
    if (has_kind(cells, layout.wanted, layout.marks, CellKind::number)) return any_text ? rows : 0;
    if (std::any_of(cells.begin(), cells.end(), says_missing)) return 0;
    any_text = any_text || has_kind(cells, layout.wanted, layout.marks, CellKind::text);
  }
  return 0;
}

// Commas between numbers of CSV are marks of numbers within quotes alone.
bool could_have_marks(std::string_view text, char delimiter) {
  return delimiter != ',' || text.find('"') != text.npos;
}

void find_marks(const std::string& file, std::string_view rows, DecimalMark set,
                CsvLayout& layout) {
  if (!could_have_marks(rows, layout.delimiter)) return;
  NumberMarkFinder finder(layout.wanted.size());
  for (const std::vector<std::string_view>& cells :
       first_rows(rows, layout.delimiter, kMarkRows, layout.blank))
    add_marks(cells, layout, finder);
  layout.marks = finder.marks(file, layout.delimiter, set);
  layout.marks_open = !finder.has_seen_one() && set == DecimalMark::automatic;
}

// Rows that all end before the last columns of the header, which nobody asks for: a comment that
// was never written.
void find_width(std::string_view rows, CsvLayout& layout) {
  std::size_t width = 0;
  for (const std::vector<std::string_view>& cells :
       first_rows(rows, layout.delimiter, kWidthRows, layout.blank)) {
    if (cells.size() == 1 && trim_cell(cells.front()).empty()) continue;
    if (width != 0 && cells.size() != width) return;
    width = cells.size();
  }
  const auto needed = std::max_element(layout.wanted.begin(), layout.wanted.end());
  if (width == 0 || width >= layout.header.size() || needed == layout.wanted.end() ||
      *needed >= width)
    return;
  layout.header.resize(width);
}

}  // namespace

CellForm cell_form(const Hyperparams& hp) {
  return {hp.time_unit, hp.date_format, hp.decimal_mark};
}

CellValue parse_time_number(std::string_view cell, const CsvLayout& layout) {
  if (layout.delimiter == ',' && !layout.marks.decimal_comma && cell.find(',') != cell.npos)
    return parse_cell(cell, {.decimal_comma = false, .thousands = true});
  return parse_either_mark(cell);
}

void add_marks(const std::vector<std::string_view>& cells, const CsvLayout& layout,
               NumberMarkFinder& finder) {
  for (std::size_t c = 0; c < layout.wanted.size(); ++c)
    if (layout.wanted[c] < cells.size()) finder.add(c, cells[layout.wanted[c]]);
}

CsvLayout find_layout(const std::string& file, std::string_view text,
                      const std::vector<std::string>& columns, const std::string& time_column,
                      const CellForm& form, const std::vector<std::string>& column_names) {
  const Candidate header = find_header(text, columns, column_names);
  CsvLayout layout;
  layout.delimiter = header.delimiter;
  layout.header = header.names;
  if (layout.header.size() > kMaxColumns)
    throw Error(ErrorCode::data, file + ":" + std::to_string(header.line) +
                                     ": the header has too many columns, expected at most " +
                                     std::to_string(kMaxColumns) +
                                     ". Hint: is it the right file? Export fewer columns.");
  layout.data_begin = header.end;
  layout.data_line = header.last_line + 1;
  layout.wanted = find_columns(file, header, columns, column_names, layout.notes);
  if (header.line > 1)
    layout.notes.push_back(file + ": the header is line " + std::to_string(header.line) +
                           "; the lines above it are skipped.");
  layout.blank = find_blank(text.substr(layout.data_begin), header, layout);
  find_marks(file, text.substr(layout.data_begin), form.decimal_mark, layout);
  layout.unit_rows = count_unit_rows(text, layout);
  for (int row = 0; row < layout.unit_rows; ++row) {
    std::size_t position = layout.data_begin;
    const std::string_view line = next_line(text, position);
    layout.data_begin = position;
    if (layout.units.empty()) layout.units = names_of(line, layout.delimiter);
    layout.notes.push_back(file + ":" + std::to_string(layout.data_line++) +
                           ": a row of units below the header is no data.");
  }
  find_width(text.substr(layout.data_begin), layout);
  std::optional<std::size_t> named;
  if (time_column != "auto" && time_column != "none")
    named = find_columns(file, header, {time_column}, {}, layout.notes).front();
  if (time_column != "none") find_time(file, text, named, form, layout);
  return layout;
}

}  // namespace lstmtrain
