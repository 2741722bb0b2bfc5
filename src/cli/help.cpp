// The wording of --help. The exit codes come from error_table() and the keys from the table of
// fields, so that neither can differ from what the program does.
#include "cli/help.hpp"

#include "io/hyperparams_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kProgram =
    R"(lstmtrain trains small LSTM and GRU models on long sensor sequences, on the CPU.

Examples:
  lstmtrain simulate --out drives                             make data to try it on
  lstmtrain --hyperparams hp.json --data drives --out run     train, validate, test
  lstmtrain --hyperparams hp.json --data drives --dry-run     check all, train nothing
  lstmtrain test --model run/best.safetensors --data drives/test
  lstmtrain predict --model run/best.safetensors --data drive.csv --out predicted.csv
  lstmtrain check --hyperparams hp.json --data drives/train

Commands: train (when none is named), test, predict, compare, simulate, check, bench.
"lstmtrain COMMAND --help" lists a command's options; "lstmtrain train --help" also every key of
hyperparams.json. These are the options of train.
)";

constexpr const char* kTrain =
    R"(Trains a model on CSV files and tests it.

Examples:
  lstmtrain train --hyperparams hp.json --data drives --out run
  lstmtrain train --train 'drives/2[01]*.csv' --val v.csv --test t.csv --set MAX_EPOCHS=50
  lstmtrain train --hyperparams hp.json --print-config

Settings: defaults < the file < --set and the other options, all resolved ones in
run/resolved.json. Results go to stdout, progress and errors to stderr.
)";

constexpr const char* kTest =
    R"(Streams each file through a model with its state carried, and prints the errors.

Examples:
  lstmtrain test --model run/best.safetensors --data drives/test
  lstmtrain test --model run/best.safetensors --data a.csv b.csv --json
)";

constexpr const char* kPredict =
    R"(Writes what a model says about each row of a file; no target column is needed. The state is
carried from row to row, as in test: the predictions are the same to the last bit.

Examples:
  lstmtrain predict --model run/best.safetensors --data drive.csv --out predicted.csv
  lstmtrain predict --model run/best.safetensors --data drives/test --out predicted
  sensor | lstmtrain predict --model run/best.safetensors --stream | display

--stream: the first line names the columns; every further one gives one line at once, empty where a
cell is bad, which leaves the state as it is. A time gap starts from the zero state again. With
TARGET_OFFSET n a line is the prediction for n rows later. With an INFERENCE_FILTER_TYPE the line is
the filtered prediction, and files have it in a column of its own, "filtered".
)";

constexpr const char* kCompare =
    R"(Trains the same model on the same data under several settings, each with several seeds, and ranks
them; or does so for runs that have ended.

Examples:
  lstmtrain compare --hyperparams hp.json --data drives --optimizers Adam,AdamW,SGD,RMSprop --out opt
  lstmtrain compare --hyperparams hp.json --data drives --grid SCHEDULER_TYPE=StepLR,None --seeds 5 --out s
  lstmtrain compare run1 run2 opt

Each run is an ordinary one below OUT/runs; --resume goes on with what was interrupted.
)";

constexpr const char* kSimulate =
    R"(Writes drive cycles of a simulated battery cell as train/, val/ and test/ CSV files.

Examples:
  lstmtrain simulate --out drives
  lstmtrain simulate --out drives --seed 7 --train-files 24 --rows 3600
)";

constexpr const char* kCheck =
    R"(Shows what is in the data, and whether training would refuse it (exit status 65).

Examples:
  lstmtrain check --hyperparams hp.json --data drives/train
  lstmtrain check --set FEATURE_COLUMNS=Current,SOC --data a.csv b.csv
)";

constexpr const char* kBench =
    R"(Times whole training steps and one-row inference steps on this machine, a process a case, with
made-up data: N windows of T rows and 4 inputs, loss on the last row.

Examples:
  lstmtrain bench
  lstmtrain bench --case LSTM,64-32,128,300 --case GRU+LN,32,128,400/50 --threads 2 --json
LSTM+LN is LAYER_NORM cell, 400/50 is TBPTT_HISTORY 50.
)";

const char* opening(const std::string& command) {
  if (command == "train") return kTrain;
  if (command == "test") return kTest;
  if (command == "predict") return kPredict;
  if (command == "compare") return kCompare;
  if (command == "simulate") return kSimulate;
  if (command == "check") return kCheck;
  if (command == "bench") return kBench;
  return kProgram;
}

std::string exit_codes() {
  std::string text = "\nExit status:\n   0  done\n";
  for (const ErrorKind& kind : error_table()) {
    const std::string status = std::to_string(kind.exit_status);
    text += std::string(4 - status.size(), ' ') + status + "  " + kind.meaning + "\n";
  }
  return text + "  A signal ends the program with that signal, after the best model is saved.\n";
}

}  // namespace

std::string help_text(const std::string& command, const std::string& options) {
  const std::string keys =
      command == "train" ? "\nKeys of hyperparams.json, and of --set:\n" + io::print_keys() : "";
  return opening(command) + options + keys + exit_codes();
}

}  // namespace lstmtrain::cli
