#include "data/csv/time_choice.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "base/nan.hpp"
#include "base/plain_text.hpp"
#include "base/text/words.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/day_clock.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/time_name.hpp"
#include "data/csv/time_scale.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kProbedRows = 20;    // where there is no choice
constexpr std::size_t kJudgedRows = 2000;  // where there is

// What most cells that can be read as a time are, and of as many the first.
TimeKind usual_kind(const Rows& rows, std::size_t column, DateOrder order) {
  std::array<std::size_t, kTimeKinds> counts{};
  TimeKind usual = TimeKind::none;
  for (const std::vector<std::string_view>& cells : rows) {
    const TimeKind kind = column < cells.size() ? time_kind(cells[column], order) : TimeKind::none;
    if (kind == TimeKind::none) continue;
    ++counts[static_cast<std::size_t>(kind)];
    if (counts[static_cast<std::size_t>(kind)] > counts[static_cast<std::size_t>(usual)])
      usual = kind;
  }
  return usual;
}

// Whether the cells that can be read as a time are of several kinds.
bool has_several_kinds(const Rows& rows, std::size_t column) {
  const TimeKind usual = usual_kind(rows, column, DateOrder::unknown);
  return std::any_of(rows.begin(), rows.end(), [&](const auto& cells) {
    const TimeKind kind = column < cells.size() ? time_kind(cells[column]) : TimeKind::none;
    return kind != usual && kind != TimeKind::none;
  });
}

// The other half of a date or a clock that stands alone: the first column of the other kind.
void find_half(const Rows& rows, TimeKind kind, const CsvLayout& layout,
               std::vector<std::size_t>& columns) {
  const TimeKind other = kind == TimeKind::date ? TimeKind::clock : TimeKind::date;
  for (std::size_t i = 0; i < layout.header.size(); ++i)
    if (is_time_name(layout.header[i]) && usual_kind(rows, i, DateOrder::unknown) == other) {
      columns.push_back(i);
      return;
    }
}

// A column, or a date and a clock, as the time of the first rows.
struct TimeChoice {
  std::vector<std::size_t> columns;
  TimeKind kind = TimeKind::none;
  bool step = false;  // by its name
  DateOrder order = DateOrder::unknown;
  std::vector<double> times;       // of the first rows, NaN where a cell is no time
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
                  ? cell_seconds(cells[column], parse_time_number(cells[column], layout),
                                 choice.kind != TimeKind::number, choice.order)
                  : kNaN;
    if (choice.kind == TimeKind::clock && choice.columns.size() == 1) time = clock.follow(time);
    choice.times.push_back(time);
    if (std::isnan(time)) continue;
    ++choice.rows;
    choice.back += time < before;
    choice.repeated += time == before;
    before = time;
  }
}

// Day and month of "3/9/2024": as DATE_FORMAT says, or as the first field above 12 in the column
// tells.
DateOrder date_order(std::size_t column, const Rows& rows, DateFormat format) {
  if (format != DateFormat::automatic)
    return format == DateFormat::mdy ? DateOrder::month_first : DateOrder::day_first;
  for (const std::vector<std::string_view>& cells : rows) {
    if (column >= cells.size()) continue;
    const std::optional<std::pair<int, int>> fields = ambiguous_fields(cells[column]);
    if (fields && fields->second > 12) return DateOrder::month_first;
    if (fields && fields->first > 12) return DateOrder::day_first;
  }
  return DateOrder::unknown;
}

bool has_ambiguous_date(const Rows& rows, std::size_t column) {
  return std::any_of(rows.begin(), rows.end(), [&](const auto& cells) {
    return column < cells.size() && ambiguous_fields(cells[column]).has_value();
  });
}

// Another clock that goes on through the file, in seconds by its form.
const TimeChoice* second_clock(const TimeChoice& best, const std::vector<TimeChoice>& all) {
  for (const TimeChoice& other : all)
    if (&other != &best && other.kind != TimeKind::number && other.kind != TimeKind::none &&
        other.back == 0)
      return &other;
  return nullptr;
}

void take_time(const std::string& file, const TimeChoice& best, const std::vector<TimeChoice>& all,
               TimeUnit unit, const Rows& rows, CsvLayout& layout) {
  const std::string& name = layout.header[best.columns.front()];
  layout.time = best.columns;
  layout.iso_time = best.kind != TimeKind::number;
  layout.date_order = best.order;
  layout.clock_alone = best.kind == TimeKind::clock && best.columns.size() == 1;
  std::string told;  // which other clock tells the unit
  if (!layout.iso_time) {
    layout.time_scale = scale_of(name, unit, rows, best.columns.front());
    const TimeChoice* const second = second_clock(best, all);
    const std::optional<double> scale =
        second != nullptr ? scale_by_clock(best.times, second->times) : std::nullopt;
    if (unit == TimeUnit::automatic && scale && *scale != layout.time_scale) {
      layout.time_scale = *scale;
      told = ", as column " + text::quoted(layout.header[second->columns.front()]) + " tells";
    }
  }
  if (layout.time_scale != 1 || !told.empty())
    layout.notes.push_back(file + ": the time in column " + text::quoted(name) +
                           " is read as numbers of " + four_digits(layout.time_scale) + " s" +
                           told + ".");
  if (best.kind == TimeKind::date && best.columns.size() == 1 && best.repeated > 0)
    layout.notes.push_back(file + ": column " + text::quoted(name) +
                           " is a date without a clock: rows of a day have the same time.");
  for (const TimeChoice& other : all) {
    const bool part = std::find(best.columns.begin(), best.columns.end(), other.columns.front()) !=
                      best.columns.end();
    if (part || &other == &best) continue;
    layout.notes.push_back(file + ": the time is column " + text::quoted(name) + ", not " +
                           text::quoted(layout.header[other.columns.front()]) + ", which " +
                           (other.back > best.back           ? "begins anew"
                            : other.repeated > best.repeated ? "is coarser"
                                                             : "says no more") +
                           ".");
  }
}

}  // namespace

void find_time(const std::string& file, std::string_view text, std::optional<std::size_t> named,
               const CellForm& form, CsvLayout& layout) {
  std::vector<std::size_t> candidates;
  if (named) candidates.push_back(*named);
  for (std::size_t i = 0; i < layout.header.size() && !named; ++i)
    if (is_time_name(layout.header[i]) &&
        std::find(layout.wanted.begin(), layout.wanted.end(), i) == layout.wanted.end())
      candidates.push_back(i);
  const auto rows_of = [&](std::size_t most) {
    return first_rows(text.substr(layout.data_begin), layout.delimiter, most, layout.blank);
  };
  // The index of a table that was a time series has no name.
  if (candidates.empty() && !layout.header.empty() && layout.header.front().empty()) {
    const TimeKind kind = usual_kind(rows_of(kProbedRows), 0, DateOrder::unknown);
    if (kind == TimeKind::date || kind == TimeKind::date_and_clock) candidates.push_back(0);
  }
  Rows rows = rows_of(candidates.size() > 1 ? kJudgedRows : kProbedRows);
  if (std::any_of(candidates.begin(), candidates.end(), [&](std::size_t column) {
        return has_ambiguous_date(rows, column) || has_several_kinds(rows, column);
      }))
    rows = rows_of(kJudgedRows);
  std::vector<TimeChoice> choices;
  for (const std::size_t column : candidates) {
    TimeChoice choice;
    choice.columns = {column};
    choice.step = is_step_time(layout.header[column]);
    if (has_ambiguous_date(rows, column)) choice.order = date_order(column, rows, form.date_format);
    choice.kind = usual_kind(rows, column, choice.order);
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
    return take_time(file, *best, choices, form.unit, rows, layout);
  }
  if (candidates.empty()) {
    layout.notes.push_back(file +
                           ": no time column was found: its sampling rate and time gaps cannot be "
                           "checked. Hint: TIME_COLUMN names one, or is \"none\".");
    return;
  }
  const std::size_t column = candidates.front();
  const bool ambiguous = has_ambiguous_date(rows, column);
  const std::string what =
      "column " + text::quoted(layout.header[column]) + " is no time" +
      (ambiguous
           ? ": day and month of its dates cannot be told apart. Hint: set DATE_FORMAT to MDY "
             "or DMY"
           : ", expected seconds or ISO 8601");
  if (named)
    throw Error(ErrorCode::data, file + ":" + std::to_string(layout.data_line) + ":" +
                                     std::to_string(column + 1) + ": " + what +
                                     (ambiguous ? ", or TIME_COLUMN to \"none\"."
                                                : ". Hint: set TIME_COLUMN to \"none\"."));
  layout.notes.push_back(file + ": " + what + "; time gaps in this file are not looked for.");
}

}  // namespace lstmtrain
