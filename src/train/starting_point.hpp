// Where a training starts: at fresh parameters and a scaler fitted on the training rows, or at a
// model (INIT_MODEL), whose scaler is kept unless REFIT_SCALER.
#pragma once

#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

struct StartingPoint {
  std::vector<float> params;  // [param_count]
  Scaler scaler;
};

// `means` [K]: of the targets over the training rows, physical units.
// Throws not_found, io, data (the model file), config: a shape, columns, a target offset or a
// sampling period that are not those of these settings and data, all named at once.
StartingPoint starting_point(const Hyperparams& hyperparams, const ModelSpec& spec,
                             const Dataset& dataset, const std::vector<double>& means);

// Its scaler alone: the parameters of a large network need not be made to plan it. Throws what
// starting_point() throws.
Scaler starting_scaler(const Hyperparams& hyperparams, const ModelSpec& spec,
                       const Dataset& dataset);

}  // namespace lstmtrain
