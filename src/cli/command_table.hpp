// The commands: one row each, from which come the parsing, --help, the manual page, the completions
// and the dispatch. A new command is a row here, its options in command_options, its run_ in a
// file.
#pragma once

#include <span>

namespace CLI {
class App;
}

namespace lstmtrain::cli {

struct Options;
struct Terminal;

struct CommandRow {
  const char* name;
  const char* summary;  // a few words
  const char* opening;  // how its --help begins: what it does, examples
  void (*add)(CLI::App&, Options&);
  int (*run)(const Options&, Terminal&);
};

// In the order of --help; the first is the one that runs when none is named.
std::span<const CommandRow> command_table();

}  // namespace lstmtrain::cli
