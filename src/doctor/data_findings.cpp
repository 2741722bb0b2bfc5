#include "doctor/data_findings.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"
#include "doctor/bad_windows.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr double kLargeInput = 20;  // scaled units
constexpr double kMixedScales = 5;  // one column's reach over another's, unscaled

double reach(const Scaler& scaler, std::size_t column) {
  return std::max(std::abs(scaler.transform(column, scaler.min[column])),
                  std::abs(scaler.transform(column, scaler.max[column])));
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
    if (hp.normalization != Normalization::none && largest > kLargeInput)
      findings.push_back({Severity::warning, "scales",
                          "\"" + dataset.columns[c] + "\" has cells far from all others.",
                          range + ", up to " + four_digits(largest) +
                              " scaled; lstmtrain find-bad-batch names the rows"});
  }
  if (hp.normalization == Normalization::none &&
      (most > kMixedScales * least || most > kLargeInput))
    findings.push_back({Severity::error,
                        "scales",
                        "features of mixed scale are fed unscaled.",
                        text,
                        {{"NORMALIZATION", "\"zscore\""}}});
}

void check_windows(const Dataset& dataset, const BadWindows& found, Findings& findings) {
  if (found.bad.empty()) return;
  const BadWindow& first = found.bad.front();
  const SourceFile& file = dataset.files[first.rows.file];
  Finding finding{first.finite ? Severity::warning : Severity::error,
                  "windows",
                  std::to_string(found.bad.size()) + " of " + std::to_string(found.windows) +
                      " windows stand out, the first by " + first.what + ".",
                  file.name + ":" + std::to_string(file.line(first.row)) + ": \"" +
                      dataset.columns[first.column] + "\" = " + four_digits(first.value) +
                      ", loss " + four_digits(first.loss) + ", gradient norm " +
                      four_digits(first.grad_norm) + "; lstmtrain find-bad-batch lists them",
                  {}};
  if (!first.finite && first.what == "non-finite input")
    finding.cure = {{"MISSING_DATA", "\"split\""}};
  findings.push_back(std::move(finding));
}

}  // namespace

Findings data_findings(const Hyperparams& hp, const Dataset& dataset, const Model& fresh,
                       int threads) {
  Findings findings;
  check_columns(hp, dataset, fresh.scaler, findings);
  check_windows(dataset, find_bad_windows(hp, dataset, fresh, hp.history(), {}, threads), findings);
  return findings;
}

}  // namespace lstmtrain
