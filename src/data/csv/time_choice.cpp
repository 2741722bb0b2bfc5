#include "data/csv/time_choice.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "base/nan.hpp"
#include "base/plain_text.hpp"
#include "base/text/words.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/packed_clock.hpp"
#include "data/csv/time_column.hpp"
#include "data/csv/time_name.hpp"
#include "data/csv/time_scale.hpp"
#include "data/time/day_clock.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kProbedRows = 20;    // where there is no choice
constexpr std::size_t kJudgedRows = 2000;  // where there is

// A column, or a date and a clock, as the time of the first rows.
struct TimeChoice {
  std::vector<std::size_t> columns;
  TimeKind kind = TimeKind::none;
  bool step = false;  // by its name
  DateOrder order = DateOrder::unknown;
  std::vector<double> times;       // of the first rows, NaN where a cell is no time
  std::size_t rows = 0, back = 0;  // that can be read; steps back
  std::size_t repeated = 0;
  std::optional<std::size_t> unread_date;  // of a clock: day and month could be either

  bool stands_still() const { return rows > 2 && repeated + 1 == rows; }
  // A clock that restarts is none of the whole file; of those that do not the finest.
  bool better_than(const TimeChoice& other) const {
    const auto key = [](const TimeChoice& t) {
      return std::tuple(2 * t.back > t.rows ? 0 : t.back, t.step, t.repeated);
    };
    return key(*this) < key(other);
  }
};

// The other half of a date or a clock that stands alone: a column of the other kind. A clock that a
// test starts says no time of day.
void find_half(const Rows& rows, const CellForm& form, const CsvLayout& layout,
               TimeChoice& choice) {
  const bool date = choice.kind == TimeKind::date;
  if (!date && is_clock_of_test(layout.header[choice.columns.front()])) return;
  const TimeKind other = date ? TimeKind::clock : TimeKind::date;
  for (std::size_t i = 0; i < layout.header.size(); ++i) {
    const std::string& name = layout.header[i];
    if (!is_time_name(name) || (date && is_clock_of_test(name))) continue;
    const DateOrder order = date_order(rows, i, name, form.date_format);
    if (!date && order == DateOrder::unknown && has_ambiguous_date(rows, i)) choice.unread_date = i;
    if (usual_kind(rows, i, order) != other) continue;
    choice.columns.push_back(i);
    if (!date) choice.order = order;
    choice.unread_date = std::nullopt;
    return;
  }
}

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

// Another clock that goes on through the file, in seconds: by its form, or, where the name of the
// best says no unit, by its own name.
struct SecondClock {
  const TimeChoice* choice = nullptr;
  std::optional<double> scale;  // of the best, as this one tells
};
SecondClock second_clock(const TimeChoice& best, const std::vector<TimeChoice>& all,
                         const CsvLayout& layout) {
  const bool says_unit = unit_in_name(layout.header[best.columns.front()]).has_value();
  for (const TimeChoice& other : all) {
    if (&other == &best || other.back > 0) continue;
    std::vector<double> seconds = other.times;
    if (other.kind == TimeKind::number) {
      const std::optional<double> unit = unit_in_name(layout.header[other.columns.front()]);
      if (!unit || says_unit) continue;
      for (double& t : seconds) t *= *unit;
    }
    if (const auto scale = scale_by_clock(best.times, seconds)) return {&other, scale};
  }
  return {};
}

void take_time(const std::string& file, const TimeChoice& best, const std::vector<TimeChoice>& all,
               TimeUnit unit, CsvLayout& layout) {
  const std::string& name = layout.header[best.columns.front()];
  layout.time = best.columns;
  layout.iso_time = best.kind != TimeKind::number;
  layout.date_order = best.order;
  layout.clock_alone = best.kind == TimeKind::clock && best.columns.size() == 1;
  std::string told;  // which other clock tells the unit
  if (!layout.iso_time) {
    const std::size_t column = best.columns.front();
    const std::string unit_cell = column < layout.units.size() ? layout.units[column] : "";
    layout.time_scale = scale_of(name, unit_cell, unit, best.times);
    const SecondClock second = second_clock(best, all, layout);
    if (unit == TimeUnit::automatic && second.scale && *second.scale != layout.time_scale) {
      layout.time_scale = *second.scale;
      told =
          ", as column " + text::quoted(layout.header[second.choice->columns.front()]) + " tells";
    }
  }
  if (layout.time_scale != 1 || !told.empty())
    layout.notes.push_back(file + ": the time in column " + text::quoted(name) +
                           " is read as numbers of " + four_digits(layout.time_scale) + " s" +
                           told + ".");
  if (best.kind == TimeKind::date && best.columns.size() == 1 && best.repeated > 0)
    layout.notes.push_back(file + ": column " + text::quoted(name) +
                           " is a date without a clock: rows of a day have the same time.");
  if (best.unread_date)
    layout.notes.push_back(file + ": column " + text::quoted(layout.header[*best.unread_date]) +
                           " is not read with the clock: day and month of its dates cannot be told "
                           "apart. Hint: set DATE_FORMAT to MDY or DMY.");
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

// The columns that may be the time by their names, in order; those that serve as a feature or a
// target, too, where there is no other.
std::vector<std::size_t> candidates_of(const CsvLayout& layout) {
  std::vector<std::size_t> own, wanted;
  for (std::size_t i = 0; i < layout.header.size(); ++i) {
    if (!is_time_name(layout.header[i])) continue;
    const bool serves =
        std::find(layout.wanted.begin(), layout.wanted.end(), i) != layout.wanted.end();
    if (!serves) own.push_back(i);
    // "t" or "T" among them is a temperature.
    if (serves && layout.header[i].size() > 1) wanted.push_back(i);
  }
  return own.empty() ? wanted : own;
}

TimeChoice choice_of(const Rows& rows, std::size_t column, const CellForm& form,
                     const CsvLayout& layout) {
  TimeChoice choice;
  choice.columns = {column};
  choice.step = is_step_time(layout.header[column]);
  choice.order = date_order(rows, column, layout.header[column], form.date_format);
  choice.kind = usual_kind(rows, column, choice.order);
  if (choice.kind == TimeKind::none) return choice;
  if (choice.kind == TimeKind::date || choice.kind == TimeKind::clock)
    find_half(rows, form, layout, choice);
  judge_time(rows, layout, choice);
  return choice;
}

// Why no column was taken, `first` of the candidates among them; a column that was named must be
// one.
void refuse_time(const std::string& file, const Rows& rows, std::size_t first, bool named,
                 CsvLayout& layout) {
  const bool ambiguous =
      has_ambiguous_date(rows, first) &&
      date_order(rows, first, layout.header[first], DateFormat::automatic) == DateOrder::unknown;
  const std::string what =
      "column " + text::quoted(layout.header[first]) + " is no time" +
      (ambiguous
           ? ": day and month of its dates cannot be told apart. Hint: set DATE_FORMAT to MDY "
             "or DMY"
           : ", expected seconds, a clock or a date in a usual form");
  if (named)
    throw Error(ErrorCode::data, file + ":" + std::to_string(layout.data_line) + ":" +
                                     std::to_string(first + 1) + ": " + what +
                                     (ambiguous ? ", or TIME_COLUMN to \"none\"."
                                                : ". Hint: set TIME_COLUMN to \"none\"."));
  layout.notes.push_back(file + ": " + what + "; time gaps in this file are not looked for.");
}

// Steps of 1 and 41 s would cut the file at each minute.
[[noreturn]] void refuse_packed_clock(const std::string& file, double number,
                                      const std::string& name, std::size_t column,
                                      const CsvLayout& layout) {
  throw Error(ErrorCode::data,
              file + ":" + std::to_string(layout.data_line) + ":" + std::to_string(column + 1) +
                  ": column " + text::quoted(name) +
                  " has hours, minutes and seconds as the digits of one number, got " +
                  std::to_string(static_cast<int>(number)) +
                  " before a jump, expected seconds or a clock with colons. Hint: write them as "
                  "hh:mm:ss, or set TIME_COLUMN to \"none\".");
}

}  // namespace

void find_time(const std::string& file, std::string_view text, std::optional<std::size_t> named,
               const CellForm& form, CsvLayout& layout) {
  std::vector<std::size_t> candidates =
      named ? std::vector<std::size_t>{*named} : candidates_of(layout);
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
    TimeChoice choice = choice_of(rows, column, form, layout);
    if (choice.stands_still() && rows.size() < kJudgedRows)
      choice = choice_of(rows_of(kJudgedRows), column, form, layout);
    if (choice.kind == TimeKind::none) continue;
    // A column that is a feature, too, is a time only if it goes on.
    const bool wanted =
        std::find(layout.wanted.begin(), layout.wanted.end(), column) != layout.wanted.end();
    if (!named && wanted && choice.back > 0) continue;
    if (!named && choice.stands_still()) {
      layout.notes.push_back(file + ": column " + text::quoted(layout.header[column]) +
                             " stands still: it is no clock.");
      continue;
    }
    choices.push_back(std::move(choice));
  }
  if (!choices.empty()) {
    const auto best =
        std::min_element(choices.begin(), choices.end(),
                         [](const TimeChoice& a, const TimeChoice& b) { return a.better_than(b); });
    if (const std::size_t column = best->columns.front(); best->kind == TimeKind::number)
      if (const auto number =
              packed_clock(choice_of(rows_of(kJudgedRows), column, form, layout).times))
        refuse_packed_clock(file, *number, layout.header[column], column, layout);
    return take_time(file, *best, choices, form.unit, layout);
  }
  const auto first = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t column) {
    return named || choice_of(rows, column, form, layout).kind == TimeKind::none;
  });
  if (first != candidates.end()) return refuse_time(file, rows, *first, named.has_value(), layout);
  layout.notes.push_back(file +
                         ": no time column was found: its sampling rate and time gaps cannot be "
                         "checked. Hint: TIME_COLUMN names one, or is \"none\".");
}

}  // namespace lstmtrain
