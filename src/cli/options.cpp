// The command line: one CLI11 app for the command that was named, its options bound to Options.
// The command is the first word, so that a folder called "test" is never taken for one. Every
// parse error leaves as Error usage (64), never as a code of CLI11.
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include "base/nearest.hpp"
#include "base/text/json_text.hpp"
#include "cli/command_table.hpp"
#include "cli/help.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

[[noreturn]] void refuse(const CLI::App& app, const std::string& word, bool first) {
  const bool option = !word.empty() && word[0] == '-';
  std::vector<std::string> known;
  if (option) {
    known = long_options(app);
  } else if (first) {
    for (const CommandRow& row : command_table()) known.emplace_back(row.name);
  }
  const std::string near = nearest_name(word.substr(0, word.find('=')), known);
  const std::string what = option  ? "unknown option"
                           : first ? "unknown command"
                                   : "unexpected word";
  std::string expected = "an option of \"lstmtrain " + app.get_name() + "\"";
  if (!option && first) expected = text::joined(known) + " or an option";
  throw Error(
      ErrorCode::usage,
      "command line: " + what + ", got \"" + word + "\", expected " + expected + ". Hint: " +
          (near.empty() ? "lstmtrain --help shows examples." : "did you mean " + near + "?"));
}

void add_options(CLI::App& app, const CommandRow& row, Options& options) {
  app.allow_extras();
  app.set_help_flag("-h,--help", "Print this");
  row.add(app, options);
  app.add_flag("--no-color", options.no_color, "No colours (also: NO_COLOR, TERM=dumb)");
  app.add_flag("--version", options.version, "Print the version");
}

}  // namespace

std::vector<OptionHelp> options_of(const CommandRow& row) {
  Options options;
  CLI::App app("", row.name);
  add_options(app, row, options);
  std::vector<OptionHelp> list;
  for (const CLI::Option* option : app.get_options()) {
    OptionHelp help{
        {}, option->get_type_size() == 0 ? "" : option->get_type_name(), option->get_description()};
    for (const std::string& name : option->get_snames()) help.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) help.names.push_back("--" + name);
    list.push_back(std::move(help));
  }
  return list;
}

Options parse_options(const std::vector<std::string>& args) {
  const CommandRow* row = &command_table().front();
  bool named = false;
  for (const CommandRow& candidate : command_table()) {
    if (!args.empty() && args[0] == candidate.name) {
      row = &candidate;
      named = true;
    }
  }
  Options options;
  options.command = row;
  CLI::App app("", row->name);
  add_options(app, *row, options);

  std::vector<std::string> rest(args.rbegin(), args.rend() - (named ? 1 : 0));
  try {
    app.parse(std::move(rest));
  } catch (const CLI::CallForHelp&) {
    const std::string groups = CLI::Formatter().make_groups(&app, CLI::AppFormatMode::Normal);
    options.help = help_text(named ? row : nullptr, groups);
    return options;
  } catch (const CLI::ParseError& error) {
    const std::string message = error.what();
    const bool hinted = message.find("Hint:") != std::string::npos;
    throw Error(ErrorCode::usage, "command line: " + message +
                                      (hinted ? ""
                                              : ". Hint: lstmtrain " + std::string(row->name) +
                                                    " --help lists the options."));
  }
  const std::vector<std::string> extras = app.remaining();
  if (!extras.empty()) refuse(app, extras[0], !named && extras[0] == args[0]);
  return options;
}

}  // namespace lstmtrain::cli
