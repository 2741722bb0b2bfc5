// What VEstim did to the columns of a job, in our words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text/json_text.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::settings {

struct Augmentation {
  std::string file;  // as messages call it
  text::Json root;   // an object
  std::string where() const { return file + ":"; }
};

// Throws config: malformed JSON with line and column, or no object.
Augmentation read_augmentation(const SettingsFile& file, text::Faults& faults);

// Its filters and then its formulas, as VEstim computes them, each as "Name: expression".
struct MadeColumns {
  std::vector<std::string> columns;
  bool filters = false;  // are some of them filters?
};
MadeColumns made_columns(const Augmentation& from, text::Faults& faults);

// In Hz; nothing when the data were not resampled.
std::optional<double> resampling_rate(const Augmentation& from, text::Faults& faults);

// Were rows put before the data?
bool was_padded(const Augmentation& from);
// Are the processed columns no longer in their units?
bool was_scaled(const Augmentation& from);
bool has_noise(const Augmentation& from);

}  // namespace lstmtrain::settings
