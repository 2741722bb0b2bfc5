// The wording of --help. The exit codes come from error_table() and the keys from the table of
// fields, so that neither can differ from what the program does.
#include "cli/help/help.hpp"

#include "cli/command_table.hpp"
#include "lstmtrain/error.hpp"
#include "settings/settings.hpp"

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
)";

constexpr const char* kMore =
    R"(
"lstmtrain COMMAND --help" lists a command's options; "lstmtrain train --help" also every key of
hyperparams.json. These are the options of train.
)";

std::string commands() {
  std::string text = "\nCommands:\n";
  for (const Command* row : command_table()) {
    const std::string name = row->name;
    text += "  " + name + std::string(16 - name.size(), ' ') + row->summary + "\n";
  }
  return text;
}

std::string exit_codes() {
  std::string text = "\nExit status:\n   0  done\n";
  for (const ErrorKind& kind : error_table()) {
    const std::string status = std::to_string(kind.exit_status);
    text += std::string(4 - status.size(), ' ') + status + "  " + kind.meaning + "\n";
  }
  return text +
         "  HUP, INT, QUIT, TERM, USR1 and XCPU end a training with that signal, after a "
         "checkpoint and the best model are saved.\n";
}

}  // namespace

std::string help_text(const Command* command, const std::string& options) {
  const bool train = command == command_table().front();
  const std::string keys =
      train ? "\nKeys of hyperparams.json, and of --set:\n" + settings::print_keys() : "";
  return (command ? command->opening : kProgram + commands() + kMore) + options + keys +
         exit_codes();
}

}  // namespace lstmtrain::cli
