// Doctor's first check: the settings against recipes that are known to fail. Reads no data.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

Findings settings_findings(const Hyperparams& hyperparams);

}  // namespace lstmtrain
