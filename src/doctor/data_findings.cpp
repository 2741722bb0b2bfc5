#include "doctor/data_findings.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"
#include "doctor/bad_windows.hpp"
#include "doctor/cures.hpp"
#include "doctor/window_findings.hpp"

namespace lstmtrain {
namespace {

constexpr double kLargeInput = 20;  // scaled units
constexpr double kMixedScales = 5;  // one column's reach over another's, unscaled

double reach(const Scaler& scaler, std::size_t column) {
  return std::max(std::abs(scaler.transform(column, scaler.min[column])),
                  std::abs(scaler.transform(column, scaler.max[column])));
}

// They are a finding of their own.
bool has_outliers(const Dataset& dataset, std::size_t column) {
  return std::any_of(dataset.outliers.begin(), dataset.outliers.end(), [&](const auto& outliers) {
    return outliers.column == dataset.columns[column];
  });
}

void check_columns(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler,
                   Findings& findings) {
  double least = HUGE_VAL, most = 0;
  std::string text;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    const bool target = c >= dataset.num_features;
    const std::string range = "\"" + dataset.columns[c] + "\" " + four_digits(scaler.min[c]) +
                              " to " + four_digits(scaler.max[c]);
    if (scaler.min[c] == scaler.max[c]) {
      findings.push_back({target ? Severity::error : Severity::warning, "scales",
                          "\"" + dataset.columns[c] + "\" is constant" +
                              (target ? ": there is nothing to learn." : ": it says nothing."),
                          "in all training rows " + four_digits(scaler.min[c])});
      continue;
    }
    const double largest = reach(scaler, c);
    if (!target) {
      least = std::min(least, largest);
      most = std::max(most, largest);
      text += (text.empty() ? "" : ", ") + range;
    }
    if (hp.normalization != Normalization::none && largest > kLargeInput &&
        !has_outliers(dataset, c))
      findings.push_back({Severity::warning, "scales",
                          "\"" + dataset.columns[c] + "\" has cells far from all others.",
                          range + ", up to " + four_digits(largest) +
                              " scaled; lstmtrain find-bad-batch names the rows"});
  }
  if (hp.normalization == Normalization::none &&
      (most > kMixedScales * least || most > kLargeInput))
    findings.push_back({Severity::error, "scales", "features of mixed scale are fed unscaled.",
                        text, scale_columns(hp)});
}

// The first cure of a key is the one that is written: each has the sentinels of all columns.
void check_outliers(const Hyperparams& hp, const Dataset& dataset, Findings& findings) {
  std::vector<double> sentinels;
  bool others = false;
  for (const ColumnOutliers& column : dataset.outliers) {
    sentinels.insert(sentinels.end(), column.sentinels.begin(), column.sentinels.end());
    others = others || column.others;
  }
  for (const ColumnOutliers& column : dataset.outliers)
    findings.push_back({Severity::warning, "outliers",
                        text::counted(column.cells, "cell") + " of \"" + column.column +
                            "\" in the " + column.set + " data far outside of all others.",
                        text::joined(column.first) + "; the others " + four_digits(column.low) +
                            " to " + four_digits(column.high),
                        leave_outliers_out(hp, sentinels, others)});
}

}  // namespace

Findings data_findings(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler) {
  Findings findings;
  check_outliers(hp, dataset, findings);
  check_columns(hp, dataset, scaler, findings);
  const BadWindows found = find_bad_cells(dataset, hp.history(), hp.target_offset, {});
  if (!found.bad.empty()) findings.push_back(bad_windows_finding(hp, dataset, found));
  return findings;
}

}  // namespace lstmtrain
