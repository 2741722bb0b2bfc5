// --out and --resume: what is in the folder, the settings that a run there began with, and whether
// there is anything left to do.
#pragma once

#include <optional>
#include <string>

#include "cli/options/shared_options.hpp"
#include "cli/screen/terminal.hpp"
#include "lstmtrain/run.hpp"

namespace lstmtrain::cli {

// What is to become of a run that is in --out.
EarlierRun earlier_of(const TrainingOptions& options);

// Before the data is read: refuses --out where a run may not go. A dry run only warns of what is in
// it, but refuses a folder that could not be made or written.
void check_out(const TrainingOptions& options, Terminal& terminal);

// With --resume and without --hyperparams, the settings that the run in --out was started with.
// Throws not_found when there is no run and nothing to begin one with.
TrainingOptions with_run_settings(TrainingOptions options);

// The exit status when the run in `out` has ended under the same settings: then nothing is done.
// Throws config for settings that a run may not be gone on with.
std::optional<int> finished_before(const std::string& out, const Hyperparams& hyperparams,
                                   Terminal& terminal);

// What to do with a run that was interrupted.
std::string interrupted_text(const FitResult& fit, const std::string& out, const std::string& unit);

}  // namespace lstmtrain::cli
