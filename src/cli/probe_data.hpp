// Settings and data of a command that looks and trains nothing to keep: lr-find, find-bad-batch,
// doctor.
#pragma once

#include "cli/options.hpp"
#include "cli/screen/terminal.hpp"
#include "lstmtrain/dataset.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {

struct ProbeData {
  settings::Settings settings;
  Dataset dataset;

  const Hyperparams& hp() const { return settings.values; }
};

// Of one run: the first of a grid, which is said. `more` wins over the command line. Notes go to
// stderr unless --quiet or --json. Throws as train does before its first step, the memory included.
ProbeData load_probe_data(const Options& options, Terminal& terminal,
                          const std::vector<settings::Override>& more = {});

// --threads, else THREADS, else the machine's.
int probe_threads(const Options& options, const Hyperparams& hyperparams);

}  // namespace lstmtrain::cli
