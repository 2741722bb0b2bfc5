#include "cli/probe_data.hpp"

#include <algorithm>
#include <thread>

#include "cli/run_settings.hpp"
#include "cli/screen/train_summary.hpp"
#include "run/free_memory.hpp"

namespace lstmtrain::cli {

ProbeData load_probe_data(const ProbeOptions& options, Terminal& terminal) {
  ProbeData data{settings_of(options.settings), {}};
  const bool quiet = options.quiet || options.json;
  if (data.settings.runs > 1)
    terminal.warning("the settings make several runs; this looks at the first of them.");
  data.dataset = load_dataset(data.hp(), data_paths_of(options.data, data.settings));
  if (!quiet) {
    for (const std::string& note : data.settings.notes) terminal.note(note);
    for (const std::string& note : data.dataset.notes) terminal.note(note);
    say_warnings(data.dataset.warnings, terminal);
  }
  run::require_memory(plan(data.hp(), data.dataset, {.threads = 1}), run::free_memory());
  return data;
}

int probe_threads(const std::optional<int>& threads, const Hyperparams& hp) {
  const int asked = threads.value_or(hp.threads);
  return asked > 0 ? asked : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace lstmtrain::cli
