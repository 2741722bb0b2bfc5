#include "cli/command_table.hpp"

#include "cli/command_options.hpp"
#include "cli/commands.hpp"

namespace lstmtrain::cli {
namespace {

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

constexpr const char* kLrFind =
    R"(Finds a learning rate for these settings and this data: a short training at each of several rates
from the same start, and a sweep in which the rate grows at every update. Writes nothing.

Examples:
  lstmtrain lr-find --hyperparams hp.json --data drives
  lstmtrain lr-find --hyperparams hp.json --data drives --rates 1e-4,1e-3,1e-2 --steps 500
  lstmtrain lr-find --hyperparams hp.json --data drives --apply hp.json
)";

constexpr const char* kFindBadBatch =
    R"(Runs the data through a model, window by window, and lists those whose loss, gradient or cells are
not finite (then exit status 65) or far from all others. MISSING_DATA is "keep" here: what stands in
the files is looked at.

Examples:
  lstmtrain find-bad-batch --hyperparams hp.json --data drives/train
  lstmtrain find-bad-batch --model run/best.safetensors --data drives/train --rows 100

Far: a loss of 100 medians, a gradient norm of 20, a cell 10 spreads (1 to 99 % of its column) away.
)";

constexpr const char* kDoctor =
    R"(Looks for what is wrong, or will be, with these settings on this data, and says what to set. In the
order of what it costs: the settings against recipes that are known to fail, the data gate, scales
and rows that stand out, the first step's activations and gradients, a short training that ends when
it has learned, and, if it has not, the same on made-up data: if only that is learned, the data is
at fault. Exit status 65 when there is an error.

Examples:
  lstmtrain doctor --hyperparams hp.json --data drives
  lstmtrain doctor --hyperparams hp.json --data drives --fix cured.json --seconds 30
)";

constexpr const char* kReport =
    R"(Writes one HTML file about a run: curves, guard events, true and predicted values of every test
file, errors, settings. It needs no network. A run writes its own as RUN/report.html when it ends.

Examples:
  lstmtrain report run
  lstmtrain report run --out /tmp/report.html
)";

constexpr const char* kWatch =
    R"(Shows a run in the terminal: its curves, the last epochs, the last events. In a terminal it redraws
every second until the run ends; otherwise, and for a run that has ended, it is printed once.

Examples:
  lstmtrain watch run
  ssh device lstmtrain watch run
)";

constexpr const char* kManual =
    R"(Prints the manual page, or the completion of a shell. A package installs all three.

Examples:
  lstmtrain manual man > lstmtrain.1 && man ./lstmtrain.1
  lstmtrain manual bash > ~/.local/share/bash-completion/completions/lstmtrain
  lstmtrain manual zsh > ~/.zfunc/_lstmtrain
)";

constexpr CommandRow kCommands[] = {
    {"train", "trains a model and tests it (when no command is named)", kTrain, add_train,
     run_train},
    {"test", "prints the errors of models on files", kTest, add_test, run_test},
    {"predict", "writes what a model says about each row", kPredict, add_predict, run_predict},
    {"compare", "ranks settings, or finished runs", kCompare, add_compare, run_compare},
    {"doctor", "finds what is wrong, and the cure", kDoctor, add_doctor, run_doctor},
    {"lr-find", "finds a learning rate", kLrFind, add_lr_find, run_lr_find},
    {"find-bad-batch", "finds the rows that break a training", kFindBadBatch, add_find_bad_batch,
     run_find_bad_batch},
    {"watch", "shows a run in the terminal as it goes", kWatch, add_watch, run_watch},
    {"report", "makes a page of a run, to look at", kReport, add_report, run_report},
    {"check", "shows what is in the data", kCheck, add_check, run_check},
    {"simulate", "makes drive cycles to try it on", kSimulate, add_simulate, run_simulate},
    {"bench", "times training and inference on this machine", kBench, add_bench, run_bench},
    {"manual", "prints the manual page, or a shell's completion", kManual, add_manual, run_manual},
};

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

}  // namespace lstmtrain::cli
