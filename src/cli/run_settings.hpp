// From the command line to the settings of a run and the paths of its data.
#pragma once

#include "cli/options/shared_options.hpp"
#include "lstmtrain/dataset.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

// --hyperparams, --set, --seed and --threads, then `more`, in this order: the last one of a key
// wins. Throws not_found, io, config, usage.
settings::Settings settings_of(const SettingsOptions& options,
                               const std::vector<settings::Override>& more = {});

// The data of a training: --data, then --train, --val and --test one by one, then the keys of the
// same names; written back into `settings` as absolute paths. Throws usage when there is none.
DataPaths data_paths_of(const DataOptions& options, settings::Settings& settings);

}  // namespace lstmtrain::cli
