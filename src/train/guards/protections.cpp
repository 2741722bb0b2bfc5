#include "train/guards/protections.hpp"

#include "base/text/number_text.hpp"

namespace lstmtrain {

namespace {

const char* outlier_action(Outliers outliers) {
  switch (outliers) {
    case Outliers::note:
      return "told, not changed (OUTLIERS note)";
    case Outliers::mask:
      return "taken for bad cells (OUTLIERS mask)";
    case Outliers::clip:
      return "brought to the range of the others (OUTLIERS clip)";
    case Outliers::error:
      return "refused (OUTLIERS error)";
  }
  return "";
}

}  // namespace

std::vector<std::string> protections(const Hyperparams& hp) {
  const auto on = [](bool is_on, const std::string& what, const std::string& off) {
    return is_on ? what : off;
  };
  return {
      on(hp.normalization != Normalization::none,
         std::string("inputs and target scaled (") + name_of(hp.normalization) +
             ", training rows only)",
         "OFF: NORMALIZATION none, inputs are fed as they are"),
      on(hp.missing_data != MissingData::keep,
         std::string("bad cells and time gaps are kept out (MISSING_DATA ") +
             name_of(hp.missing_data) + ")",
         "OFF: MISSING_DATA keep feeds bad cells"),
      std::string("cells far outside of their column: ") + outlier_action(hp.outliers),
      on(hp.clip_max_norm > 0, "gradient clipped to norm " + text::number_text(hp.clip_max_norm),
         "OFF: CLIP_MAX_NORM 0"),
      "loss, gradient, parameters checked each step; a bad one is skipped",
      on(hp.max_skipped_steps > 0,
         "training ends after " + std::to_string(hp.max_skipped_steps) + " skipped steps in a row",
         "OFF: MAX_SKIPPED_STEPS 0"),
      on(hp.nan_recovery > 0,
         "rolled back to good parameters at half the rate, up to " +
             std::to_string(hp.nan_recovery) + " times",
         "at a fault the run ends with the last good model (NAN_RECOVERY 0)"),
      on(hp.stuck_epochs > 0,
         "warning when validation is no better than the mean after " +
             std::to_string(hp.stuck_epochs) + " epochs",
         "OFF: STUCK_EPOCHS 0"),
      on(hp.spike_factor > 0,
         "validation above " + text::number_text(hp.spike_factor) + " x the best is reported",
         "OFF: SPIKE_FACTOR 0"),
      "best parameters on the validation set kept, patience " + std::to_string(hp.valid_patience)};
}

}  // namespace lstmtrain
