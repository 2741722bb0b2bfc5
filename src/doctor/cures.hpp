// What to set against a fault, or nothing where these settings have it already.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

Cure scale_columns(const Hyperparams& hyperparams);
Cure clip_gradients(const Hyperparams& hyperparams);
Cure leave_bad_cells_out(const Hyperparams& hyperparams);
Cure remember_long(const Hyperparams& hyperparams);
// Cells far outside of all others: `sentinels` are named beside those that are, `others` masked.
Cure leave_outliers_out(const Hyperparams& hyperparams, const std::vector<double>& sentinels,
                        bool others);
Cure cure_of_rate(const Hyperparams& hyperparams);
Cure together(Cure first, const Cure& second);

// KEY and value of every cure that is no mere advice: of two for the same key the one of the worse
// finding, then of the earlier.
Cure chosen_cures(const Findings& findings);

}  // namespace lstmtrain
