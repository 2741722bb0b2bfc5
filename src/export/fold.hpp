// A model whose scaler stands in its weights: physical units in and out of the network itself.
#pragma once

#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

// The scaler of the targets in the head: W_fc and b give physical units, and the scaler's targets
// are as they are. Computed in double, rounded once.
Model with_output_folded(const Model& model);

// Likewise that of the features in the first layer. Needs a cell without a norm inside.
Model with_input_folded(const Model& model);

// Root mean square of the difference of two models' predictions for `files`, in the unit of
// reports, over rows that both predict; of the worst target. Throws as predict().
double prediction_difference(const Model& model, const Model& other, const Dataset& dataset,
                             const std::vector<std::size_t>& files, bool allow_mixed_rates);

}  // namespace lstmtrain::exporting
