#include "data/clean/outlier_notes.hpp"

#include <algorithm>

#include "base/plain_text.hpp"
#include "base/text/number_text.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

constexpr double kMargin = 0.1;  // of the range, around a VALID_RANGE that is proposed
constexpr std::size_t kShown = 3;

// "1 cell of "Voltage" lies far outside of all others (2.81 to 4.19) in the training data:
// a.csv:12:4: 65.535."
std::string where(const FoundOutliers& found) {
  const ColumnOutliers& column = found.column;
  std::vector<std::string> places = column.first;
  places.resize(std::min(places.size(), kShown));
  std::string text = text::counted(column.cells, "cell") + " of " + text::quoted(column.column) +
                     (column.cells == 1 ? " lies" : " lie") + " far outside of all others (" +
                     four_digits(column.low) + " to " + four_digits(column.high) + ") in the " +
                     column.set + (column.set == "data" ? ": " : " data: ") + text::joined(places);
  if (column.cells > places.size())
    text += " and " + text::grouped(column.cells - places.size()) + " more";
  return text + "." + (found.origin.empty() ? "" : " " + found.origin);
}

std::string times(double whole, double part) { return text::number(whole / part) + " x"; }

// What fitting the scaler with them comes to.
std::string effect_on_scaler(Normalization method, const FoundOutliers& found) {
  const std::string they = found.column.cells == 1 ? "One cell" : "They";
  const bool one = found.column.cells == 1;
  const std::string name = found.column.column;
  const double range = found.all.max - found.all.min, others = found.others.max - found.others.min;
  switch (method) {
    case Normalization::minmax:
      return they + (one ? " widens " : " widen ") + name + "'s range " +
             (others > 0 ? times(range, others) + ": min-max scaling leaves all other cells " +
                               text::number(100 * others / range) + " % of it."
                         : "from nothing: all other cells are equal.");
    case Normalization::zscore:
      return they + (one ? " raises " : " raise ") + name + "'s deviation " +
             (others > 0 ? times(found.all.deviation(), found.others.deviation()) +
                               ": z-scores of all other cells shrink by as much."
                         : "from nothing: all other cells are equal.");
    case Normalization::robust:
      return they + (one ? " does" : " do") +
             " not move the robust scaler, but the network is fed with " + (one ? "it" : "them") +
             " all the same.";
    case Normalization::none:
      break;
  }
  return they + (one ? " is" : " are") + " fed as it stands: NORMALIZATION is none.";
}

std::string effect(const Hyperparams& hp, const FoundOutliers& found) {
  const std::string& set = found.column.set;
  if (set == "validation") return "The best model is chosen by an error that counts such rows.";
  if (set == "test") return "The errors of the test count such rows.";
  const auto is = [&](const std::string& name) { return name == found.column.column; };
  if (std::none_of(hp.feature_columns.begin(), hp.feature_columns.end(), is) &&
      std::none_of(hp.target_columns.begin(), hp.target_columns.end(), is))
    return "Derived columns are computed from it.";
  return effect_on_scaler(hp.normalization, found);
}

// `"Voltage: 2.67..4.33"`, with some room around what was seen.
std::string range_text(const ColumnOutliers& column) {
  const double room = kMargin * (column.high - column.low);
  return "\"" + column.column + ": " + four_digits(column.low - room) + ".." +
         four_digits(column.high + room) + "\"";
}

std::string hint(const ColumnOutliers& column) {
  std::vector<std::string> cures;
  std::string values;
  for (const double x : column.sentinels)
    values += (values.empty() ? "" : ",") + text::number_text(x);
  if (!values.empty()) cures.push_back("MISSING_VALUES " + values);
  cures.push_back("VALID_RANGE " + range_text(column));
  cures.emplace_back("OUTLIERS mask");
  return " Hint: " + text::joined(cures, " or ") +
         " takes such cells for missing; lstmtrain doctor --fix writes the cure.";
}

}  // namespace

std::string outlier_warning(const Hyperparams& hp, const FoundOutliers& found) {
  return where(found) + " " + effect(hp, found) + hint(found.column);
}

std::string outlier_note(Outliers action, const FoundOutliers& found) {
  return std::string("OUTLIERS ") + name_of(action) + ": " + where(found) +
         (action == Outliers::clip ? " Brought to that range." : " Taken for bad cells.");
}

std::string outlier_fault(const FoundOutliers& found) {
  const ColumnOutliers& column = found.column;
  const std::string &first = column.first.front(), separator = ": ";
  const std::size_t end = first.rfind(separator);
  return first.substr(0, end) + ": column " + text::quoted(column.column) +
         " lies far outside of all others in the " + column.set + " data, got " +
         text::quoted(first.substr(end + separator.size())) + ", expected " +
         four_digits(column.low) + " to " + four_digits(column.high) + " (OUTLIERS error, " +
         text::counted(column.cells, "cell") + ")." +
         (found.origin.empty() ? "" : " " + found.origin) + hint(column);
}

}  // namespace lstmtrain
