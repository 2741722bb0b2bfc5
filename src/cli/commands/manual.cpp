// lstmtrain manual: the texts that a package installs beside the program.
#include "cli/command.hpp"
#include "cli/help/completion.hpp"
#include "cli/help/manual_page.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Prints the manual page, or the completion of a shell. A package installs all three.

Examples:
  lstmtrain manual man > lstmtrain.1 && man ./lstmtrain.1
  lstmtrain manual bash > ~/.local/share/bash-completion/completions/lstmtrain
  lstmtrain manual zsh > ~/.zfunc/_lstmtrain
)";

struct Options {
  std::string format = "man";
};

void declare(OptionSet& set, Options& options) {
  set.choice("format", options.format, "FORMAT", {"man", "bash", "zsh"}, "man, bash or zsh");
}

int run_manual(const Options& options, Terminal& terminal) {
  terminal.out.write(options.format == "bash"  ? bash_completion()
                     : options.format == "zsh" ? zsh_completion()
                                               : manual_page());
  return 0;
}

}  // namespace

extern const Command manual_command = {"manual", "prints the manual page, or a shell's completion",
                                       kOpening, bound<Options, declare, run_manual>};

}  // namespace lstmtrain::cli
