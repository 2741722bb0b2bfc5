// A command as its file in commands/ declares it: its words, its options, what it does.
#pragma once

#include <functional>
#include <memory>

#include "cli/options/option_set.hpp"
#include "cli/screen/terminal.hpp"

namespace lstmtrain::cli {

// What a command does, with the options that were parsed. Returns the exit status; throws Error.
using Action = std::function<int(Terminal&)>;

struct Command {
  const char* name;
  const char* summary;  // a few words
  const char* opening;  // how its --help begins: what it does, examples
  // Declares the options; what is returned holds their values.
  Action (*bind)(OptionSet&);
};

// Command::bind of a command that keeps its options in an `Options` of its own.
template <class Options, void (*declare)(OptionSet&, Options&),
          int (*act)(const Options&, Terminal&)>
Action bound(OptionSet& set) {
  const auto options = std::make_shared<Options>();
  declare(set, *options);
  return [options](Terminal& terminal) { return act(*options, terminal); };
}

}  // namespace lstmtrain::cli
