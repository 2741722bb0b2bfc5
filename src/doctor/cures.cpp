#include "doctor/cures.hpp"

#include <algorithm>
#include <map>

#include "base/text/number_text.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr double kHealthyClip = 1;

Cure unless(bool followed, const char* key, const char* value) {
  return followed ? Cure{} : Cure{{key, value}};
}

}  // namespace

Cure scale_columns(const Hyperparams& hp) {
  return unless(hp.normalization != Normalization::none, "NORMALIZATION", "\"zscore\"");
}

Cure clip_gradients(const Hyperparams& hp) {
  return unless(hp.clip_max_norm > 0 && hp.clip_max_norm <= kHealthyClip, "CLIP_MAX_NORM", "1.0");
}

Cure leave_bad_cells_out(const Hyperparams& hp) {
  return unless(hp.missing_data != MissingData::keep, "MISSING_DATA", "\"split\"");
}

Cure remember_long(const Hyperparams& hp) {
  return unless(hp.init == Init::chrono, "INIT", "\"chrono\"");
}

Cure leave_outliers_out(const Hyperparams& hp, const std::vector<double>& sentinels, bool others) {
  Cure cure;
  std::vector<double> missing = hp.missing_values;
  for (const double x : sentinels)
    if (std::find(missing.begin(), missing.end(), x) == missing.end()) missing.push_back(x);
  std::string texts;
  for (const double x : missing) texts += (texts.empty() ? "" : ",") + text::number_text(x);
  if (missing.size() > hp.missing_values.size())
    cure.emplace_back("MISSING_VALUES", "[" + texts + "]");
  if (others) cure.emplace_back("OUTLIERS", "\"mask\"");
  return cure;
}

Cure cure_of_rate(const Hyperparams& hp) {
  return {{"INITIAL_LR", text::number_text(lower_rate(hp))}};
}

Cure together(Cure first, const Cure& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Cure chosen_cures(const Findings& findings) {
  std::map<std::string, std::string> chosen;
  for (const Severity severity : {Severity::error, Severity::warning})
    for (const Finding& finding : findings)
      if (finding.severity == severity)
        for (const auto& [key, value] : finding.cure) chosen.emplace(key, value);
  return {chosen.begin(), chosen.end()};
}

}  // namespace lstmtrain
