// Doctor's check of the network before its first update: activations, saturated gates, and how fast
// a gradient fades or grows with the rows back.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// `fresh`: the untrained model. Of the first batch of the first epoch.
Findings signal_findings(const Hyperparams& hyperparams, const Dataset& dataset,
                         const Model& fresh);

// Where there is no time for it.
Finding signal_not_tried(double step_seconds, double left);

// The factor by which the gradient's norm changes a row back: the slope of its logarithm between
// the row before the loss and the farthest one whose norm is above 1e-30. NaN where there are none.
double gradient_rate(const std::vector<std::pair<int, double>>& grad_by_distance);

}  // namespace lstmtrain
