// Errors on the rows of a split: its segments streamed from the zero state, as validation does.
#pragma once

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain {

// Per file and pooled; `predictions` stay empty. Rows beyond the warm-up are counted apart.
TestResult measure_split(const Model& model, const Dataset& dataset,
                         const std::vector<Segment>& segments, int threads);

}  // namespace lstmtrain
