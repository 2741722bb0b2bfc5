// lstmtrain simulate: writes made-up drive cycles to try the program on.
#include "data/simulate/simulate.hpp"

#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/quantity.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"
#include "run/run_directory.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Writes drive cycles of a simulated battery cell as train/, val/ and test/ CSV files.

Examples:
  lstmtrain simulate --out drives
  lstmtrain simulate --out drives --seed 7 --train-files 24 --rows 3600
)";

struct Options {
  std::string out;
  std::optional<std::uint64_t> seed;
  std::optional<int> train_files, val_files, test_files, rows;
  bool force = false;
};

constexpr int kMostFiles = 10000;

void declare(OptionSet& set, Options& options) {
  set.text("--out", options.out, "DIR", "Folder to write train/, val/ and test/ into");
  set.whole("--seed", options.seed, "Seed of the drive cycles (default: 2000)");
  set.whole("--train-files", options.train_files, 0, kMostFiles, "Training files");
  set.whole("--val-files", options.val_files, 0, kMostFiles, "Validation files");
  set.whole("--test-files", options.test_files, 0, kMostFiles, "Test files");
  add_rows(set, options.rows, "Most rows (seconds) of a file");
  add_force(set, options.force);
}

// --force is for drive cycles that are there; it does not mix them with a run.
void refuse_run(const std::string& out) {
  const std::string file = run::RunDirectory::earlier_file(out);
  if (file.empty()) return;
  throw Error(ErrorCode::cannot_create, out + ": holds a run, got " + file +
                                            ", expected a folder without one. Hint: give drive "
                                            "cycles another --out.");
}

int run_simulate(const Options& options, Terminal& terminal) {
  if (options.out.empty()) {
    throw Error(ErrorCode::usage,
                "command line: no folder to write to, expected --out DIR. Hint: lstmtrain simulate "
                "--out drives.");
  }
  refuse_run(options.out);
  SimulateOptions simulation;
  simulation.out = options.out;
  simulation.seed = options.seed.value_or(simulation.seed);
  simulation.train_files = options.train_files.value_or(simulation.train_files);
  simulation.val_files = options.val_files.value_or(simulation.val_files);
  simulation.test_files = options.test_files.value_or(simulation.test_files);
  simulation.rows = options.rows.value_or(simulation.rows);
  simulation.force = options.force;
  const SimulateResult result =
      lstmtrain::simulate(simulation, [](const std::string& path, const std::string& text) {
        files::write_file_atomically(path, text);
      });
  terminal.out.write("wrote " + counted(result.files.size(), "file") + ", " +
                     counted(result.rows, "row") + ", into " + options.out + "\n");
  return 0;
}

}  // namespace

extern const Command simulate_command = {"simulate", "makes drive cycles to try it on", kOpening,
                                         bound<Options, declare, run_simulate>};

}  // namespace lstmtrain::cli
