// Stage 18: what a training says of itself before it, at every step, after every epoch and at the
// end. Functions of its problem, its state and the time.
#pragma once

#include <span>
#include <string>

#include "lstmtrain/report.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/clock.hpp"
#include "train/problem.hpp"
#include "train/training_state.hpp"

namespace lstmtrain {

StartRecord start_record(const Problem& problem, const TrainingState& state, bool resumed);

// What is left of a training, and what it takes at the pace of `times`; `batches` were measured.
EstimateRecord estimate_record(const Problem& problem, const TrainingState& state,
                               const Times& times, std::size_t batches);

// After a step of gradient norm `norm`. Allocates: no.
ProgressRecord progress_record(const Problem& problem, const TrainingState& state,
                               const Times& times, double norm);

// `validated`: whether state.val is of this epoch.
EpochRecord epoch_record(const Problem& problem, const TrainingState& state, const Times& times,
                         bool validated);

// After a step: every STATS_EVERY steps; by default at the end of each epoch and at ever fewer
// steps of the first one (0, 1, 2, 3, 4, 6, 8, 12, 16, ...), since looking costs as much as a step.
bool stats_due(const Problem& problem, const TrainingState& state);

// Of the last step: `grads` [n] after clipping, `norm` before it.
StatsRecord stats_record(const Problem& problem, const TrainingState& state,
                         std::span<const float> grads, double norm, BatchRunner::Probe probe);

// The parameters that are handed over: the best of all validations, or the initial ones.
Model best_model(const Problem& problem, const TrainingState& state);

// What runs each layer: an instruction set, or BLAS; "AVX3,BLAS".
std::string kernels(const ModelSpec& spec);

// `state.epoch` epochs were completed.
FitResult fit_result(const Problem& problem, const TrainingState& state, const Times& times,
                     StopReason reason);

}  // namespace lstmtrain
