// The runs of a grid, a search or repetitions, in their one order: for every point of the grid,
// every trial, every repetition.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "settings/settings.hpp"

namespace lstmtrain::settings {

struct SweepRun {
  std::string name;                 // of its sub-directory: "0007_LOOKBACK-200_SEED-2001"
  std::size_t group = 0;            // runs that differ by their seed only have the same
  int trial = -1;                   // of a search
  std::vector<Override> overrides;  // what makes it a run of its own
};

// Repetition r has SEED + r. Trial t draws every searched key from (SEED, t, key) alone: uniform,
// whole numbers for integer keys and layer sizes, log-uniform where the table says so.
std::vector<SweepRun> sweep_runs(const Settings& settings);

// The keys in which the runs differ, in order: the columns of a summary.
std::vector<std::string> sweep_keys(const Settings& settings);

}  // namespace lstmtrain::settings
