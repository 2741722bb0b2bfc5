// The command line as a struct. Everything that CLI11 knows stays in options.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lstmtrain::cli {

struct CommandRow;

struct Options {
  const CommandRow* command = nullptr;
  std::string help;      // not empty: print this and end
  bool version = false;  // print the version and end

  // train, check
  std::string hyperparams;        // path; "" = the defaults
  std::vector<std::string> sets;  // KEY=VALUE, in order
  bool lenient = false;           // unknown keys are warnings

  // train
  std::string data;                                             // folder with train/, val/, test/
  std::vector<std::string> train_paths, val_paths, test_paths;  // files, folders, globs
  std::string init;                                             // model file to start from
  bool refit_scaler = false;                                    // with init
  bool resume = false;                                          // go on with the run in `out`
  bool dry_run = false, print_config = false, print_schema = false;
  bool quiet = false;

  // test, predict, check, find-bad-batch
  std::string model;                // predict, find-bad-batch
  std::vector<std::string> models;  // test
  std::vector<std::string> data_paths;
  std::string by;       // test: "COLUMN:WIDTH" or "file-prefix"
  bool stream = false;  // predict: rows on stdin, predictions on stdout
  bool json = false;    // test, bench: JSON instead of the table

  // compare
  std::vector<std::string> runs;  // folders of runs that have ended
  std::string optimizers;         // a list of OPTIMIZER_TYPE
  std::vector<std::string> grid;  // KEY=a,b
  std::optional<int> seeds;

  // bench
  std::vector<std::string> cases;  // CELL,H[-H2],N,T

  // lr-find
  std::string rates;         // comma list; "": the default one
  std::optional<int> steps;  // updates at each rate
  std::string apply;         // file to write the recommendation into

  // doctor
  std::optional<double> seconds;  // of each short training
  std::string fix;                // file to write the cured settings into

  // report, watch
  std::string run;  // folder of a run

  // manual
  std::string manual = "man";  // what to print: man, bash, zsh

  // several
  std::string out;  // train: "run" when absent; where files go
  bool force = false;
  bool no_color = false;
  std::optional<int> threads;
  std::optional<std::uint64_t> seed;

  // simulate
  std::optional<int> train_files, val_files, test_files, rows;
};

// Parses `args` (without the program's name): a command's name first, or none for train. Throws
// Error usage with the nearest known option; --help is not an error.
Options parse_options(const std::vector<std::string>& args);

// An option as the manual page and the completions show it.
struct OptionHelp {
  std::vector<std::string> names;  // "--out"; none for a word that stands by itself
  std::string type;                // "DIR"; "" for a flag
  std::string description;
};
std::vector<OptionHelp> options_of(const CommandRow& row);

}  // namespace lstmtrain::cli
