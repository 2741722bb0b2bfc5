#include "data/clean/scale_notes.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

constexpr double kMixedScale = 10;  // features whose magnitudes differ by more are worth a line

// One column over several files.
struct Range {
  double min = 0, max = 0;
  bool any = false;
  double magnitude() const { return std::max(std::abs(min), std::abs(max)); }
  double spread() const { return max - min; }
  std::string text() const { return four_digits(min) + " to " + four_digits(max); }
};

Range range_of(const Dataset& dataset, const std::vector<std::size_t>& files, std::size_t column) {
  Range range;
  for (const std::size_t file : files) {
    const ColumnSummary& summary = dataset.summaries[file].columns[column];
    if (summary.bad() >= dataset.summaries[file].rows) continue;
    range.min = range.any ? std::min(range.min, summary.min) : summary.min;
    range.max = range.any ? std::max(range.max, summary.max) : summary.max;
    range.any = true;
  }
  return range;
}

// The largest over the smallest of the sizes that are not 0.
double ratio(const std::vector<Range>& ranges, double (Range::*size)() const) {
  double low = 0, high = 0;
  for (const Range& range : ranges) {
    const double value = (range.*size)();
    if (value == 0) continue;
    low = low == 0 ? value : std::min(low, value);
    high = std::max(high, value);
  }
  return low == 0 ? 1 : high / low;
}

}  // namespace

std::vector<std::string> scale_notes(const Dataset& dataset, const std::vector<std::size_t>& files,
                                     Normalization normalization) {
  std::vector<std::string> notes;
  std::vector<Range> features;
  std::vector<std::string> named;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    const Range range = range_of(dataset, files, c);
    if (!range.any) continue;
    const bool feature = c < dataset.num_features;
    if (range.spread() == 0)
      notes.push_back("column \"" + dataset.columns[c] + "\" is constant (" +
                      four_digits(range.min) + ") over the training data" +
                      (feature ? "; its input weights are 0, it cannot act later."
                               : "; there is nothing to learn."));
    if (!feature) continue;
    features.push_back(range);
    named.push_back("\"" + dataset.columns[c] + "\" " + range.text());
  }
  const double most = std::max(ratio(features, &Range::magnitude), ratio(features, &Range::spread));
  if (most > kMixedScale)
    notes.push_back("features of mixed scale, up to " + four_digits(most) +
                    "x: " + text::joined(named) +
                    (normalization == Normalization::none
                         ? "; NORMALIZATION none feeds them so. Hint: set it to minmax or zscore."
                         : "; the scaler (NORMALIZATION " + std::string(name_of(normalization)) +
                               ") removes it."));
  return notes;
}

}  // namespace lstmtrain
