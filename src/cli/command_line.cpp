// The command is the first word, so that a folder called "test" is never taken for one.
#include "cli/command_line.hpp"

#include "base/nearest.hpp"
#include "base/text/json_text.hpp"
#include "cli/command_table.hpp"
#include "cli/help/help.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/version.hpp"

namespace lstmtrain::cli {
namespace {

// What every command has. Colours are decided by main(), before anything can be printed.
struct CommonOptions {
  bool no_color = false;
  bool version = false;
};

Action bind(const Command& command, OptionSet& set, CommonOptions& common) {
  Action action = command.bind(set);
  set.flag("--no-color", common.no_color, "No colours (also: NO_COLOR, TERM=dumb)");
  set.flag("--version", common.version, "Print the version");
  return action;
}

std::vector<std::string> long_options(const OptionSet& set) {
  std::vector<std::string> names;
  for (const OptionHelp& option : set.shown())
    for (const std::string& name : option.names)
      if (name.starts_with("--")) names.push_back(name);
  return names;
}

// `first`: the word stands where a command's name could.
[[noreturn]] void refuse(const Command& command, const OptionSet& set, const std::string& word,
                         bool first) {
  const bool option = !word.empty() && word[0] == '-';
  std::vector<std::string> known;
  if (option) {
    known = long_options(set);
  } else if (first) {
    for (const Command* row : command_table()) known.emplace_back(row->name);
  }
  const std::string near = nearest_name(word.substr(0, word.find('=')), known);
  const std::string what = option  ? "unknown option"
                           : first ? "unknown command"
                                   : "unexpected word";
  std::string expected = "an option of \"lstmtrain " + std::string(command.name) + "\"";
  if (!option && first) expected = text::joined(known) + " or an option";
  throw Error(
      ErrorCode::usage,
      "command line: " + what + ", got \"" + word + "\", expected " + expected + ". Hint: " +
          (near.empty() ? "lstmtrain --help shows examples." : "did you mean " + near + "?"));
}

Action printing(std::string text) {
  return [text = std::move(text)](Terminal& terminal) {
    terminal.out.write(text);
    return 0;
  };
}

}  // namespace

std::vector<OptionHelp> options_of(const Command& command) {
  OptionSet set(command.name);
  CommonOptions common;
  const Action action = bind(command, set, common);
  return set.shown();
}

Action parse_command_line(const std::vector<std::string>& args) {
  const Command* command = command_table().front();
  bool named = false;
  for (const Command* candidate : command_table()) {
    if (!args.empty() && args[0] == candidate->name) {
      command = candidate;
      named = true;
    }
  }
  OptionSet set(command->name);
  CommonOptions common;
  const Action action = bind(*command, set, common);
  const auto [help, unknown] = set.parse({args.begin() + (named ? 1 : 0), args.end()});
  if (!unknown.empty()) refuse(*command, set, unknown[0], !named && unknown[0] == args[0]);
  if (common.version) return printing("lstmtrain " LSTMTRAIN_VERSION_STRING "\n");
  return help ? printing(help_text(named ? command : nullptr, set.listing())) : action;
}

}  // namespace lstmtrain::cli
