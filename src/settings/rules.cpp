// Contradictions, and the walk over a grid.
#include "settings/rules.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <unordered_set>

#include "base/column_number.hpp"
#include "base/expression/derived_column.hpp"
#include "base/expression/valid_range.hpp"
#include "base/nearest.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

using List = std::vector<Contradiction>;

constexpr std::size_t kMostConflicts = 100;  // of a grid, said one by one

std::string quoted(const std::string& text) { return text::shown(text::Json(text)); }

void check_columns(const FieldValues& v, List& out) {
  const auto& features = v.feature_columns;
  const auto& targets = v.target_columns;
  if (features.empty())
    out.push_back({{"FEATURE_COLUMNS"}, "there is no input", "[]", "at least one name", ""});
  if (targets.empty())
    out.push_back({{"TARGET_COLUMN"}, "there is no output", "[]", "at least one name", ""});
  const std::unordered_set<std::string_view> inputs(features.begin(), features.end());
  for (const std::string& target : targets) {
    if (!inputs.contains(target)) continue;
    out.push_back({{"TARGET_COLUMN", "FEATURE_COLUMNS"},
                   "the target is one of the features",
                   quoted(target),
                   "a column that is not in FEATURE_COLUMNS",
                   "take " + quoted(target) + " out of one of the two"});
  }
  for (const auto& [key, names] :
       {std::pair("FEATURE_COLUMNS", &features), {"TARGET_COLUMN", &targets}}) {
    std::unordered_set<std::string_view> seen;
    for (const std::string& name : *names)
      if (!seen.insert(name).second)
        out.push_back({{key}, "a column stands twice", quoted(name), "each column once", ""});
  }
}

void check_history(const FieldValues& v, List& out) {
  const std::string history = "TBPTT_HISTORY " + std::to_string(v.tbptt_history);
  if (v.stream() && v.tbptt_history > 0 && v.tbptt_history < v.tbptt_steps)
    out.push_back({{"TBPTT_HISTORY", "TBPTT_STEPS"},
                   "the gradient's history is shorter than the rows between updates",
                   history + " and TBPTT_STEPS " + std::to_string(v.tbptt_steps),
                   "TBPTT_HISTORY >= TBPTT_STEPS in a stream",
                   ""});
  if (!v.stream() && v.tbptt_history > v.lookback)
    out.push_back({{"TBPTT_HISTORY", "TBPTT_STEPS", "LOOKBACK"},
                   "the gradient's history is longer than the window",
                   history + " and LOOKBACK " + std::to_string(v.lookback),
                   "TBPTT_HISTORY <= LOOKBACK in the window method",
                   ""});
}

void check_numbers(const FieldValues& v, List& out) {
  if (v.warmup_epochs > 0 && v.warmup_steps > 0)
    out.push_back({{"WARMUP_STEPS", "WARMUP_EPOCHS"},
                   "the warm-up is given twice",
                   "WARMUP_EPOCHS " + std::to_string(v.warmup_epochs) + " and WARMUP_STEPS " +
                       std::to_string(v.warmup_steps),
                   "one of the two above 0",
                   ""});
  if (v.optimizer_type == OptimizerType::sgd && v.nesterov && v.momentum == 0)
    out.push_back(
        {{"NESTEROV", "MOMENTUM"}, "Nesterov needs momentum", "MOMENTUM 0", "MOMENTUM > 0", ""});
  if (v.inference_filter_type == InferenceFilterType::savitzky_golay &&
      v.inference_filter_polyorder >= v.inference_filter_window_size)
    out.push_back({{"INFERENCE_FILTER_POLYORDER", "INFERENCE_FILTER_WINDOW_SIZE"},
                   "the polynomial does not fit the window",
                   "order " + std::to_string(v.inference_filter_polyorder) + " and window " +
                       std::to_string(v.inference_filter_window_size),
                   "an order below the window",
                   ""});
}

// "mV" or "mV:1".
bool unit_is_good(const std::string& unit) {
  const std::size_t colon = unit.rfind(':');
  if (colon == std::string::npos) return true;
  const std::string_view text = text::trimmed(std::string_view(unit).substr(colon + 1));
  double factor = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), factor);
  return colon > 0 && end.ec == std::errc() && end.ptr == text.data() + text.size() && factor > 0 &&
         factor < 1e30;
}

void check_texts(const FieldValues& v, List& out) {
  const auto units =
      static_cast<std::size_t>(1 + std::count(v.target_unit.begin(), v.target_unit.end(), ','));
  if (units > 1 && units != v.target_columns.size())
    out.push_back(
        {{"TARGET_UNIT", "TARGET_COLUMN"},
         "the units are not as many as the targets",
         quoted(v.target_unit),
         "one unit for all, or " + std::to_string(v.target_columns.size()) + " with commas between",
         "leave one empty to take it from the target's name, as in \"mV:1,\""});
  for (const std::string& unit : text::split(v.target_unit, ','))
    if (!unit_is_good(unit))
      out.push_back({{"TARGET_UNIT"},
                     "the unit's factor is not a number",
                     quoted(unit),
                     "a name or name:factor, such as \"mV:1\"",
                     ""});
}

void add_faults(const char* key, const std::vector<DerivedFault>& faults, List& out) {
  for (const auto& [text, fault] : faults)
    out.push_back({{key}, fault.what, fault.got, fault.expected, fault.hint});
}

// Ranges are those of columns that files have, and that are read.
void check_ranges(const FieldValues& v, const std::vector<DerivedColumn>& derived, List& out) {
  std::vector<DerivedFault> faults;
  const std::vector<ValidRange> ranges = parse_valid_ranges(v.valid_range, faults);
  add_faults("VALID_RANGE", faults, out);
  std::set<std::string> read(v.feature_columns.begin(), v.feature_columns.end());
  read.insert(v.target_columns.begin(), v.target_columns.end());
  for (const DerivedColumn& column : derived)
    read.insert(column.expression.columns.begin(), column.expression.columns.end());
  std::set<std::string> made;
  for (const DerivedColumn& column : derived) made.insert(column.name);
  const std::vector<std::string> names(read.begin(), read.end());
  for (const ValidRange& range : ranges) {
    const std::string near = nearest_name(range.column, names);
    if (made.count(range.column) > 0)
      out.push_back({{"VALID_RANGE", "DERIVED_COLUMNS"},
                     "a derived column has no range of its own",
                     quoted(range.column),
                     "a column of the files",
                     "bound the columns that it is made of, or use clip(x, low, high)"});
    else if (read.count(range.column) == 0)
      out.push_back({{"VALID_RANGE", "FEATURE_COLUMNS", "TARGET_COLUMN"},
                     "the range is that of a column that is not read",
                     quoted(range.column),
                     "a feature, a target, or a column that one is derived from",
                     near.empty() ? "" : "did you mean " + quoted(near) + "?"});
  }
}

void check_made_columns(const FieldValues& v, List& out) {
  std::vector<DerivedFault> faults;
  const std::vector<DerivedColumn> derived = parse_derived_columns(v.derived_columns, faults);
  add_faults("DERIVED_COLUMNS", faults, out);
  if (faults.empty()) check_ranges(v, derived, out);
}

// What is wrong with one text of INPUT_NOISE_COLUMNS; `seen` are the columns of those before it.
void check_noise_column(const FieldValues& v, const std::string& text,
                        std::vector<std::string>& seen, List& out) {
  const auto refuse = [&](const char* what, const std::string& got, const char* expected,
                          const std::string& hint) {
    out.push_back({{"INPUT_NOISE_COLUMNS", "FEATURE_COLUMNS"}, what, got, expected, hint});
  };
  const std::optional<ColumnNumber> noise = parse_column_number(text);
  if (!noise || noise->value < 0)
    return refuse("not the deviation of a column", quoted(text), "\"Name: deviation\", each >= 0",
                  "as in \"Current: 0.02\"");
  const auto& features = v.feature_columns;
  if (std::find(features.begin(), features.end(), noise->column) == features.end()) {
    const std::string near = nearest_name(noise->column, features);
    return refuse("the column is no input", quoted(noise->column), "one of FEATURE_COLUMNS",
                  near.empty() ? "" : "did you mean " + quoted(near) + "?");
  }
  if (std::find(seen.begin(), seen.end(), noise->column) != seen.end())
    refuse("a column stands twice", quoted(noise->column), "each column once", "");
  seen.push_back(noise->column);
}

void check_noise(const FieldValues& v, List& out) {
  std::vector<std::string> seen;
  for (const std::string& text : v.input_noise_columns) check_noise_column(v, text, seen, out);
}

bool acts(const Field& field, const FieldValues& v) {
  return field.acts == nullptr || field.acts->holds(v);
}

// Which run this is: the choices of the axes that act in it. Equal for equal runs.
std::string signature(const std::vector<Axis>& axes, const std::vector<std::size_t>& choice,
                      const FieldValues& v) {
  std::string out;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const bool counts = !axes[i].range && acts(*axes[i].field, v);
    out += counts ? std::to_string(choice[i]) + "," : "-,";
  }
  return out;
}

// The next combination, the last axis fastest; false after the last one.
bool advance(const std::vector<Axis>& axes, std::vector<std::size_t>& choice) {
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (++choice[i] < axes[i].values.size()) return true;
    choice[i] = 0;
  }
  return false;
}

void note_conflicts(const FieldValues& v, List& conflicts) {
  if (conflicts.size() >= kMostConflicts) return;
  for (const Contradiction& found : faults_of(v)) {
    if (conflicts.size() >= kMostConflicts) return;
    const bool known = std::any_of(conflicts.begin(), conflicts.end(), [&](const auto& conflict) {
      return conflict.what == found.what && conflict.got == found.got;
    });
    if (!known) conflicts.push_back(found);
  }
}

}  // namespace

std::vector<Contradiction> contradictions(const FieldValues& resolved) {
  List out;
  check_columns(resolved, out);
  check_history(resolved, out);
  check_numbers(resolved, out);
  check_texts(resolved, out);
  check_noise(resolved, out);
  check_made_columns(resolved, out);
  return out;
}

std::size_t combinations(const std::vector<Axis>& axes) {
  std::size_t product = 1;
  for (const Axis& axis : axes) {
    if (axis.values.size() > kMostPoints / product) return kMostPoints + 1;
    product *= axis.values.size();
  }
  return product;
}

Sweep explore(const FieldValues& base, const std::vector<Axis>& axes) {
  Sweep sweep;
  std::unordered_set<std::string> seen;
  std::vector<std::size_t> choice(axes.size(), 0);
  bool is_first = true;
  do {
    FieldValues values = base;
    for (std::size_t i = 0; i < axes.size(); ++i)
      store(values, *axes[i].field, axes[i].values[choice[i]]);
    derive(values);
    for (const Field* field : fields())
      if (acts(*field, values)) sweep.acting.insert(field);
    if (seen.insert(signature(axes, choice, values)).second) sweep.points.push_back(choice);
    note_conflicts(values, sweep.conflicts);
    if (is_first) sweep.first = values;
    is_first = false;
  } while (advance(axes, choice));
  return sweep;
}

}  // namespace lstmtrain::settings
