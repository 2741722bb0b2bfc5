// What outliers do, in words: where they stand, what they are, what they do to the scaler, the
// cure.
#pragma once

#include <string>

#include "data/moments.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

struct FoundOutliers {
  ColumnOutliers column;
  Moments all, others;  // of the set's cells, with and without them
  std::string origin;   // of a sentinel among them, a sentence
};

// One line each.
std::string outlier_warning(const Hyperparams& hyperparams, const FoundOutliers& found);
std::string outlier_note(Outliers action, const FoundOutliers& found);
std::string outlier_fault(const FoundOutliers& found);

}  // namespace lstmtrain
