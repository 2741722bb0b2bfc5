// Doctor's checks of the data as the network gets it: scales, constant columns, windows that stand
// out.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// `fresh`: an untrained model of these settings, whose scaler is looked through.
Findings data_findings(const Hyperparams& hyperparams, const Dataset& dataset, const Model& fresh,
                       int threads);

}  // namespace lstmtrain
