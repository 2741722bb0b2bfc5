#include "data/csv/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include "base/nan.hpp"
#include "base/nearest.hpp"
#include "base/plain_text.hpp"
#include "base/text/json_text.hpp"
#include "base/text/words.hpp"
#include "data/column_alias.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/day_clock.hpp"
#include "data/csv/limits.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/time_name.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr int kSearchedLines = 200;        // a preamble longer than this is not a preamble
constexpr std::size_t kListedNames = 30;   // of a header, in a message
constexpr std::size_t kProbedRows = 20;    // for a time
constexpr std::size_t kJudgedRows = 2000;  // for the decimal mark

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

std::vector<std::string> names_of(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  split_cells(line, delimiter, cells);
  std::vector<std::string> names;
  for (const std::string_view cell : cells) {
    if (names.size() > kMaxColumns) break;  // refused by find_layout if this is the header
    names.push_back(to_utf8(with_single_quotes(trim_cell(cell))));
  }
  while (!names.empty() && names.back().empty()) names.pop_back();  // a trailing delimiter
  return names;
}

// A line that may be the header, read with one delimiter.
struct Candidate {
  std::vector<std::string> names;
  char delimiter = ',';
  std::size_t end = 0;  // byte behind the line
  std::uint64_t line = 0;
  std::size_t score = 0;  // wanted columns that it names, by another usual name too

  // Of lines that name no wanted column the widest one without a number is the likeliest header.
  bool better_than(const Candidate& other) const {
    if (score != other.score || names.size() <= other.names.size()) return score > other.score;
    return std::none_of(names.begin(), names.end(), [](const std::string& name) {
      return parse_cell(name, true).kind == CellKind::number;
    });
  }
};

Candidate find_header(std::string_view text, const std::vector<std::string>& columns,
                      const std::vector<std::string>& column_names) {
  Candidate best;
  std::size_t position = 0;
  for (std::uint64_t line = 1;
       position < text.size() && line <= kSearchedLines && best.score < columns.size(); ++line) {
    const std::string_view content = next_line(text, position);
    if (trim_cell(content).empty()) continue;
    for (const char delimiter : std::array{',', ';', '\t'}) {
      Candidate candidate{names_of(content, delimiter), delimiter, position, line, 0};
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
              bool decimal_comma, CellKind kind) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::size_t column) {
    return column < cells.size() && parse_cell(cells[column], decimal_comma).kind == kind;
  });
}

// Words for a missing value: a first row that holds one is data.
bool says_missing(std::string_view cell) {
  const std::string word = ascii_lower(std::string(trim_cell(cell)));
  return word == "na" || word == "n/a" || word == "null" || word == "none" || word == "missing";
}

// A row below the header in which no wanted cell is a number, and some are text, while the row
// below it has numbers.
bool is_units_row(std::string_view text, const CsvLayout& layout) {
  std::size_t position = layout.data_begin;
  std::vector<std::string_view> first, second;
  split_cells(next_line(text, position), layout.delimiter, first);
  split_cells(next_line(text, position), layout.delimiter, second);
  if (std::any_of(first.begin(), first.end(), says_missing)) return false;
  return !has_kind(first, layout.wanted, layout.decimal_comma, CellKind::number) &&
         has_kind(first, layout.wanted, layout.decimal_comma, CellKind::text) &&
         has_kind(second, layout.wanted, layout.decimal_comma, CellKind::number);
}

// The first rows, cut into cells once for all the columns that are looked at.
using Rows = std::vector<std::vector<std::string_view>>;

Rows first_rows(std::string_view text, const CsvLayout& layout, std::size_t most) {
  std::size_t position = layout.data_begin;
  Rows rows;
  while (rows.size() < most && position < text.size())
    split_cells(next_line(text, position), layout.delimiter, rows.emplace_back());
  return rows;
}

// Digits, one `mark` and digits: "-1,5".
bool has_mark(std::string_view cell, char mark) {
  cell = trim_cell(cell);
  const std::size_t at = cell.find(mark);
  return at != cell.npos && cell.find_first_not_of("+-0123456789eE.,") == cell.npos;
}

// "," or "." between the digits, as the cells have it: one of them, whatever the delimiter. Where
// both are there, one is a thousands mark, and which cannot be told.
void find_decimal_mark(const std::string& file, const Rows& rows, CsvLayout& layout) {
  std::string_view comma, point;
  for (const std::vector<std::string_view>& cells : rows)
    for (const std::size_t column : layout.wanted) {
      if (column >= cells.size()) continue;
      if (has_mark(cells[column], ',')) comma = cells[column];
      if (has_mark(cells[column], '.')) point = cells[column];
    }
  if (comma.empty()) {
    layout.decimal_comma = layout.delimiter == ';' && point.empty();
    return;
  }
  if (!point.empty())
    throw Error(ErrorCode::data,
                file + ": the decimal mark cannot be told, got cells with a comma (" +
                    text::printable(trim_cell(comma)) + ") and with a point (" +
                    text::printable(trim_cell(point)) +
                    "), expected one of them. Hint: export it without thousands marks.");
  layout.decimal_comma = true;
}

// What the first cell that can be read as a time is.
TimeKind first_kind(const Rows& rows, const CsvLayout& layout, std::size_t column) {
  for (const std::vector<std::string_view>& cells : rows) {
    const TimeKind kind =
        column < cells.size() ? time_kind(cells[column], layout.decimal_comma) : TimeKind::none;
    if (kind != TimeKind::none) return kind;
  }
  return TimeKind::none;
}

// The other half of a date or a clock that stands alone: the first column of the other kind.
void find_half(const Rows& rows, TimeKind kind, const CsvLayout& layout,
               std::vector<std::size_t>& columns) {
  const TimeKind other = kind == TimeKind::date ? TimeKind::clock : TimeKind::date;
  for (std::size_t i = 0; i < layout.header.size(); ++i)
    if (is_time_name(layout.header[i]) && first_kind(rows, layout, i) == other) {
      columns.push_back(i);
      return;
    }
}

// A column, or a date and a clock, as the time of the first rows.
struct TimeChoice {
  std::vector<std::size_t> columns;
  TimeKind kind = TimeKind::none;
  bool step = false;               // by its name
  std::size_t rows = 0, back = 0;  // that can be read; steps back
  std::size_t repeated = 0;

  // A clock that restarts is none of the whole file; of those that do not the finest.
  bool better_than(const TimeChoice& other) const {
    const auto key = [](const TimeChoice& t) {
      return std::tuple(2 * t.back > t.rows ? 0 : t.back, t.step, t.repeated);
    };
    return key(*this) < key(other);
  }
};

void judge_time(const Rows& rows, const CsvLayout& layout, TimeChoice& choice) {
  DayClock clock;
  double before = kNaN;
  for (const std::vector<std::string_view>& cells : rows) {
    double time = 0;
    for (const std::size_t column : choice.columns)
      time += column < cells.size()
                  ? cell_seconds(cells[column], parse_cell(cells[column], layout.decimal_comma),
                                 choice.kind != TimeKind::number)
                  : kNaN;
    if (choice.kind == TimeKind::clock && choice.columns.size() == 1) time = clock.follow(time);
    if (std::isnan(time)) continue;
    ++choice.rows;
    choice.back += time < before;
    choice.repeated += time == before;
    before = time;
  }
}

double scale_of(const std::string& name, TimeUnit unit) {
  switch (unit) {
    case TimeUnit::automatic:
      return unit_in_name(name).value_or(1);
    case TimeUnit::us:
      return 1e-6;
    case TimeUnit::ms:
      return 1e-3;
    case TimeUnit::min:
      return 60;
    case TimeUnit::h:
      return 3600;
    case TimeUnit::days:
      return 86400;
    case TimeUnit::s:
    case TimeUnit::file:
      break;
  }
  return 1;
}

void take_time(const std::string& file, const TimeChoice& best, const std::vector<TimeChoice>& all,
               TimeUnit unit, CsvLayout& layout) {
  const std::string& name = layout.header[best.columns.front()];
  layout.time = best.columns;
  layout.iso_time = best.kind != TimeKind::number;
  layout.clock_alone = best.kind == TimeKind::clock && best.columns.size() == 1;
  if (!layout.iso_time) layout.time_scale = scale_of(name, unit);
  if (layout.time_scale != 1)
    layout.notes.push_back(file + ": the time in column " + quoted({name}) +
                           " is read as numbers of " + four_digits(layout.time_scale) + " s.");
  if (best.kind == TimeKind::date && best.columns.size() == 1 && best.repeated > 0)
    layout.notes.push_back(file + ": column " + quoted({name}) +
                           " is a date without a clock: rows of a day have the same time.");
  for (const TimeChoice& other : all) {
    const bool part = std::find(best.columns.begin(), best.columns.end(), other.columns.front()) !=
                      best.columns.end();
    if (part || &other == &best) continue;
    layout.notes.push_back(file + ": the time is column " + quoted({name}) + ", not " +
                           quoted({layout.header[other.columns.front()]}) + ", which " +
                           (other.back > best.back           ? "begins anew"
                            : other.repeated > best.repeated ? "is coarser"
                                                             : "says no more") +
                           ".");
  }
}

// TIME_COLUMN, or the best of the columns that by their names and their cells are a time.
void find_time(const std::string& file, std::string_view text, const std::string& time_column,
               TimeUnit unit, const Candidate& header, CsvLayout& layout) {
  if (time_column == "none") return;
  std::vector<std::size_t> candidates;
  if (time_column != "auto")
    candidates = find_columns(file, header, {time_column}, {}, layout.notes);
  for (std::size_t i = 0; i < header.names.size() && time_column == "auto"; ++i)
    if (is_time_name(header.names[i]) &&
        std::find(layout.wanted.begin(), layout.wanted.end(), i) == layout.wanted.end())
      candidates.push_back(i);
  const Rows rows = first_rows(text, layout, candidates.size() > 1 ? kJudgedRows : kProbedRows);
  std::vector<TimeChoice> choices;
  for (const std::size_t column : candidates) {
    TimeChoice choice{
        {column}, first_kind(rows, layout, column), is_step_time(header.names[column])};
    if (choice.kind == TimeKind::none) continue;
    if (choice.kind == TimeKind::date || choice.kind == TimeKind::clock)
      find_half(rows, choice.kind, layout, choice.columns);
    judge_time(rows, layout, choice);
    choices.push_back(std::move(choice));
  }
  if (!choices.empty()) {
    const auto best =
        std::min_element(choices.begin(), choices.end(),
                         [](const TimeChoice& a, const TimeChoice& b) { return a.better_than(b); });
    return take_time(file, *best, choices, unit, layout);
  }
  if (candidates.empty()) {
    layout.notes.push_back(file +
                           ": no time column was found: its sampling rate and time gaps cannot be "
                           "checked. Hint: TIME_COLUMN names one, or is \"none\".");
    return;
  }
  const std::string what = "column " + quoted({header.names[candidates.front()]}) +
                           " is no time, expected seconds or ISO 8601";
  if (time_column != "auto")
    throw Error(ErrorCode::data, file + ":" + std::to_string(layout.data_line) + ":" +
                                     std::to_string(candidates.front() + 1) + ": " + what +
                                     ". Hint: set TIME_COLUMN to \"none\".");
  layout.notes.push_back(file + ": " + what + "; time gaps in this file are not looked for.");
}

}  // namespace

CsvLayout find_layout(const std::string& file, std::string_view text,
                      const std::vector<std::string>& columns, const std::string& time_column,
                      TimeUnit unit, const std::vector<std::string>& column_names) {
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
  layout.data_line = header.line + 1;
  layout.wanted = find_columns(file, header, columns, column_names, layout.notes);
  if (header.line > 1)
    layout.notes.push_back(file + ": the header is line " + std::to_string(header.line) +
                           "; the lines above it are skipped.");
  if (layout.delimiter != ',')
    find_decimal_mark(file, first_rows(text, layout, kJudgedRows), layout);
  if (is_units_row(text, layout)) {
    std::size_t position = layout.data_begin;
    next_line(text, position);
    layout.data_begin = position;
    layout.notes.push_back(file + ":" + std::to_string(layout.data_line++) +
                           ": a row of units below the header is skipped.");
  }
  find_time(file, text, time_column, unit, header, layout);
  return layout;
}

}  // namespace lstmtrain
