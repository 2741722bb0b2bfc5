// Doctor's checks of the data as the network gets it: scales, constant columns, cells that stand
// out. No network is run.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

// `scaler`: the one that a training begins with.
Findings data_findings(const Hyperparams& hyperparams, const Dataset& dataset,
                       const Scaler& scaler);

}  // namespace lstmtrain
