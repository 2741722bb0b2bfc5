// Guard 4: a training that sits at what predicting the mean gives, or above, and what in this run
// may be the cause.
#pragma once

#include <string>

#include "lstmtrain/report.hpp"
#include "train/problem.hpp"
#include "train/training_state.hpp"

namespace lstmtrain {

// After each validation: told once, after the updates in which a healthy network has left the mean,
// or at the epoch STUCK_EPOCHS if they were not too few to tell; again when the training has become
// four times as long.
void judge_stuck(const Problem& problem, TrainingState& state, Reporter& reporter);

// " Likely: ... Hint: ..." of the settings that may hold this run back, the likeliest first, and
// never of what is set so already.
std::string advice(const Problem& problem, const TrainingState& state);

// "NORMALIZATION zscore (Charge reaches 77785 and is fed as it is)"; "" where the inputs are scaled
// or small.
std::string unscaled_inputs(const Problem& problem);

}  // namespace lstmtrain
