// Settings and data of a command that looks and trains nothing to keep.
#pragma once

#include "cli/options/shared_options.hpp"
#include "cli/screen/terminal.hpp"
#include "lstmtrain/dataset.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

struct ProbeOptions {
  SettingsOptions settings;
  DataOptions data;
  bool json = false;
  bool quiet = false;
};

struct ProbeData {
  settings::Settings settings;
  Dataset dataset;

  const Hyperparams& hp() const { return settings.values; }
};

// Of one run: the first of a grid, which is said. Notes go to stderr unless --quiet or --json.
// Throws as a training does before its first step, the memory included.
ProbeData load_probe_data(const ProbeOptions& options, Terminal& terminal);

// --threads, else THREADS, else the machine's.
int probe_threads(const std::optional<int>& threads, const Hyperparams& hyperparams);

}  // namespace lstmtrain::cli
