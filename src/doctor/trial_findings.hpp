// Doctor's last check: a short training, and the same on made-up data of the same shape. If only
// the made-up data is learned, the data is at fault; if neither is, the settings are.
#pragma once

#include <optional>

#include "doctor/finding.hpp"
#include "doctor/trial.hpp"

namespace lstmtrain {

// Of a trial that learned nothing worth a word: then the control says why.
bool needs_control(const Trial& trial);

// `control` absent: not needed, or not tried. `unit`: of the first target.
Finding trial_finding(const TrialPlan& plan, const Trial& trial,
                      const std::optional<Trial>& control, const std::string& unit);

// Where the plan is not possible, in so many seconds.
Finding not_tried(const TrialPlan& plan, double seconds);

}  // namespace lstmtrain
