// How many threads a training is worth, by the work of one of its steps.
#pragma once

#include "base/shape.hpp"
#include "data/batches/batch_source.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// Flop of a batch of N lanes, T steps forward and the last k2 = `history` of them backward:
// (2 T + 4 k2) N G H (D + H) a layer.
double step_flops(const ModelSpec& spec, int lanes, int steps, int history);

// At most one thread a block of lanes. asked 0: the machine's cores as far as they help, so a small
// model stays on one.
int useful_threads(int asked, const ModelSpec& spec, const BatchShape& largest);

}  // namespace lstmtrain
