// Several runs of one command: a grid, a search, repetitions. Each writes its own folder below
// OUT/runs; summary.csv ranks them; the best model stands in OUT.
#pragma once

#include "cli/options.hpp"
#include "cli/screen/terminal.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

// Whether the ranked runs are printed; a caller that prints more of them leaves it.
enum class Tables { ranked, none };

// The exit status: 0 when a run came to a model, else that of the first failure.
int run_sweep(const Options& options, settings::Settings settings, Terminal& terminal,
              Tables tables = Tables::ranked);

}  // namespace lstmtrain::cli
