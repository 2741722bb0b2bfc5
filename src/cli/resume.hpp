// --resume: the settings that a run began with, and whether there is anything left to do.
#pragma once

#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "io/hyperparams_json.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain::cli {

// With --resume and without --hyperparams, the settings that the run in --out was started with.
Options with_run_settings(Options options);

// The exit status when the run in `out` has ended under the same settings: then nothing is done.
// Throws config for settings that a run may not be gone on with.
std::optional<int> finished_before(const std::string& out, const io::Settings& settings,
                                   Terminal& terminal);

// What to do with a run that was interrupted.
std::string interrupted_text(const FitResult& fit, const std::string& out, const std::string& unit);

}  // namespace lstmtrain::cli
