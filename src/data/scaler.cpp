#include "lstmtrain/scaler.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/arguments.hpp"
#include "base/plain_text.hpp"
#include "data/column_statistics.hpp"
#include "data/moments.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

bool names(const std::string& column, std::initializer_list<const char*> words) {
  const std::string lower = ascii_lower(column);
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return lower.find(word) != lower.npos; });
}

// "mV" or "mV:1000": a unit and the factor to it.
Unit unit_from_setting(const std::string& text, double default_factor) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return {text, default_factor};
  Unit unit{text.substr(0, colon), 0};
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(begin, end, unit.factor);
  if (error != std::errc() || stopped != end || !(unit.factor > 0) || !std::isfinite(unit.factor))
    throw Error(ErrorCode::config, "/TARGET_UNIT: got \"" + text +
                                       "\", expected a unit or unit:factor, as \"mV:1000\".");
  return unit;
}

// The part of TARGET_UNIT that is meant for `column`: of a list the one at its place, else all of
// it. Empty: from the name.
std::string setting_of(const Hyperparams& hp, const std::string& column) {
  std::string rest = hp.target_unit;
  if (rest.find(',') != rest.npos) {
    const std::vector<std::string>& targets = hp.target_columns;
    for (auto it = targets.begin(); it != targets.end() && *it != column; ++it) {
      const std::size_t comma = rest.find(',');
      rest = comma == rest.npos ? "" : rest.substr(comma + 1);
    }
    rest = rest.substr(0, rest.find(','));
  }
  const std::size_t first = rest.find_first_not_of(' '), last = rest.find_last_not_of(' ');
  return first == rest.npos ? "" : rest.substr(first, last - first + 1);
}

struct ShiftAndScale {
  double offset = 0, scale = 1;
};

// The bulk of a column; what few cells say beyond it counts for nothing. Where the bulk is one
// value, the range stands for its width.
ShiftAndScale robust(std::vector<float> cells, double reference, const Moments& m) {
  const ColumnStatistics s = column_statistics(cells);
  // (x - median) / (p99 - p1)
  return {reference + s.median, s.p99 > s.p1 ? s.p99 - s.p1 : m.max - m.min};
}

// A constant column is only shifted. cells(reference) are the column's, less that.
template <class Cells>
ShiftAndScale shift_and_scale(Normalization method, const Moments& m, double reference,
                              Cells cells) {
  if (m.max == m.min && method != Normalization::none) return {m.min, 1};
  switch (method) {
    case Normalization::minmax:  // (x - min) / (max - min)
      return {m.min, m.max - m.min};
    case Normalization::zscore:  // (x - mean) / deviation
      return {m.mean, m.deviation()};
    case Normalization::robust:
      return robust(cells(reference), reference, m);
    case Normalization::none:
      break;
  }
  return {};
}

}  // namespace

void Scaler::refuse_column(std::size_t column) const {
  throw Error(ErrorCode::config, "scaler: column, got " + std::to_string(column) +
                                     ", expected less than " + std::to_string(scale.size()) +
                                     ". Hint: features come first, then targets.");
}

Scaler fit_scaler(const Dataset& dataset, const std::vector<Segment>& segments,
                  Normalization method) {
  require_dataset("fit_scaler", dataset);
  require_segments("fit_scaler", dataset, segments, "segment");
  require_choice("fit_scaler", "normalization", method);
  std::vector<Moments> moments(dataset.columns.size());
  for (const Segment& segment : segments)
    for (std::size_t row = segment.begin; row < segment.end; ++row)
      for (std::size_t c = 0; c < moments.size(); ++c)
        if (const double x = dataset.files[segment.file].exact(row, c); std::isfinite(x))
          moments[c].add(x);
  Scaler scaler;
  scaler.method = method;
  for (std::size_t c = 0; c < moments.size(); ++c) {
    const Moments& m = moments[c];
    const auto cells = [&](double from) { return column_cells(dataset, segments, c, from); };
    const auto [offset, scale] =
        m.n > 0 ? shift_and_scale(method, m, reference_of(dataset, segments, c), cells)
                : ShiftAndScale{};
    scaler.offset.push_back(offset);
    scaler.scale.push_back(scale);
    scaler.min.push_back(m.min);
    scaler.max.push_back(m.max);
  }
  return scaler;
}

Unit target_unit(const Hyperparams& hp, const std::string& column, double train_max,
                 std::string* note) {
  Unit unit;
  if (names(column, {"voltage", "volt"}) || column == "V" || column == "U") {
    unit = {"mV", train_max > 1000 ? 1.0 : 1000.0};
    if (train_max > 1000 && note != nullptr)
      *note =
          "column \"" + column +
          "\" is taken to be in mV already: its maximum is above 1000. TARGET_UNIT says otherwise.";
  } else if (names(column, {"soc", "soe", "sop"})) {
    unit = {"%", train_max > 1.5 ? 1.0 : 100.0};
    if (train_max > 1.5 && note != nullptr)
      *note = "column \"" + column +
              "\" is taken to be in percent already: its maximum is above 1.5. TARGET_UNIT says "
              "otherwise.";
  } else if (names(column, {"temp", "degc"})) {
    unit = {"degC", 1};
  }
  const std::string setting = setting_of(hp, column);
  if (setting.empty()) return unit;
  if (note != nullptr) note->clear();
  return unit_from_setting(setting, unit.name == setting ? unit.factor : 1);
}

}  // namespace lstmtrain
