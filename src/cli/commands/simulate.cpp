// lstmtrain simulate: writes made-up drive cycles to try the program on.
#include "data/simulate/simulate.hpp"

#include "cli/commands.hpp"
#include "cli/screen/quantity.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {

int run_simulate(const Options& options, Terminal& terminal) {
  if (options.out.empty()) {
    throw Error(ErrorCode::usage,
                "command line: no folder to write to, expected --out DIR. Hint: lstmtrain simulate "
                "--out drives.");
  }
  SimulateOptions simulation;
  simulation.out = options.out;
  simulation.seed = options.seed.value_or(simulation.seed);
  simulation.train_files = options.train_files.value_or(simulation.train_files);
  simulation.val_files = options.val_files.value_or(simulation.val_files);
  simulation.test_files = options.test_files.value_or(simulation.test_files);
  simulation.rows = options.rows.value_or(simulation.rows);
  simulation.force = options.force;
  const SimulateResult result = lstmtrain::simulate(simulation);
  terminal.out.write("wrote " + counted(result.files.size(), "file") + ", " +
                     counted(result.rows, "row") + ", into " + options.out + "\n");
  return 0;
}

}  // namespace lstmtrain::cli
