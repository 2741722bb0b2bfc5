// Doctor's check of the windows of the data, each by itself: which of them stand out.
#pragma once

#include "doctor/bad_windows.hpp"
#include "doctor/finding.hpp"

namespace lstmtrain {

// Of at least one bad window.
Finding bad_windows_finding(const Hyperparams& hyperparams, const Dataset& dataset,
                            const BadWindows& found);

// Through the untrained network, as many windows as `bound` allows; what stands out by its cells
// alone is left to data_findings().
Findings window_findings(const Hyperparams& hyperparams, const Dataset& dataset, const Model& fresh,
                         int threads, const TimeBound& bound);

// Where there is no time for a single one.
Finding windows_not_tried(double window_seconds, double left);

}  // namespace lstmtrain
