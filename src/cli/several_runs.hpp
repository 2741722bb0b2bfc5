// Several runs of one command: the sweep of run/sweep.hpp with its words, signals and exit status.
#pragma once

#include "cli/options/shared_options.hpp"
#include "cli/screen/sweep_report.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

// `settings` are those that `options` and `more` give, lists included. The exit status: 0 when a
// run came to a model, else that of the first failure. A signal ends the process.
int train_several(const TrainingOptions& options, const std::vector<settings::Override>& more,
                  settings::Settings settings, Terminal& terminal, Tables tables);

}  // namespace lstmtrain::cli
