#include "cli/help/manual_page.hpp"

#include <sstream>

#include "cli/command_line.hpp"
#include "cli/command_table.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/version.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {
namespace {

// Text as roff: a backslash, a leading full stop or quote and a dash mean something there.
std::string roff(const std::string& text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begins = c == '\n';
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }

std::string example(const std::string& lines) { return ".EX\n" + roff(lines) + ".EE\n"; }

// A paragraph of prose, then what stands below "Examples:" as it is.
std::string opening(const std::string& text) {
  const std::string mark = "Examples:\n";
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return roff(text);
  const std::size_t begin = at + mark.size();
  const std::size_t blank = text.find("\n\n", begin);
  const std::size_t end = blank == std::string::npos ? text.size() : blank + 1;
  return roff(text.substr(0, at)) + ".PP\n" + example(text.substr(begin, end - begin)) +
         (end < text.size() ? ".PP\n" + roff(text.substr(end + 1)) : "");
}

std::string option_entry(const OptionHelp& option) {
  std::string head;
  for (const std::string& name : option.names) head += (head.empty() ? "" : ", ") + bold(name);
  if (!option.type.empty())
    head += (head.empty() ? "" : " ") + ("\\fI" + roff(option.type) + "\\fR");
  return ".TP\n" + head + "\n" + roff(option.description) + "\n";
}

std::string command_section(const Command& row) {
  std::string text = ".SS lstmtrain " + roff(row.name) + "\n" + opening(row.opening);
  for (const OptionHelp& option : options_of(row)) text += option_entry(option);
  return text;
}

std::string exit_status() {
  std::string text = ".TP\n0\ndone\n";
  for (const ErrorKind& kind : error_table()) {
    text += ".TP\n" + std::to_string(kind.exit_status) + "\n" + roff(kind.meaning) + "\n";
  }
  return text +
         ".PP\nHUP, INT, QUIT, TERM, USR1 and XCPU end a training with that signal, after a "
         "checkpoint and the best model are saved.\n";
}

}  // namespace

std::string manual_page() {
  std::ostringstream page;
  page
      << ".TH LSTMTRAIN 1 \"\" \"lstmtrain " LSTMTRAIN_VERSION_STRING "\" \"User Commands\"\n"
      << ".SH NAME\nlstmtrain \\- train small LSTM and GRU models on long sensor sequences\n"
      << ".SH SYNOPSIS\n"
      << ".B lstmtrain\n[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]\n"
      << ".SH DESCRIPTION\n"
      << "Trains recurrent networks on CSV files on the CPU, tests them as they will be deployed,\n"
         "and says what it did. Results go to stdout, progress and errors to stderr.\n"
      << ".SH COMMANDS\n";
  for (const Command* row : command_table()) page << command_section(*row);
  page << ".SH FILES\nA run leaves in the folder of \\fB\\-\\-out\\fR:\n"
       << ".TP\n"
       << bold(files::kModelFile) << "\nthe best model, with its scaler and settings\n"
       << ".TP\n"
       << bold(files::kResultsFile) << "\nerrors per set and file, seconds, guard events\n"
       << ".TP\n"
       << bold(std::string(files::kMetricsTable) + ", " + files::kMetricsLog)
       << "\na row an epoch; every guard event\n"
       << ".TP\n"
       << bold(files::kSettingsFile) << "\nevery setting and where it came from\n"
       << ".TP\n"
       << bold(std::string(files::kTestPredictions) + "/")
       << "\ntime, true, predicted, error of every row\n"
       << ".SH EXIT STATUS\n"
       << exit_status() << ".SH KEYS OF HYPERPARAMS.JSON\n"
       << example(settings::print_keys());
  return page.str();
}

}  // namespace lstmtrain::cli
