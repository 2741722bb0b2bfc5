// lstmtrain manual: the texts that a package installs beside the program.
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/manual_page.hpp"

namespace lstmtrain::cli {

int run_manual(const Options& options, Terminal& terminal) {
  terminal.out.write(options.manual == "bash"  ? bash_completion()
                     : options.manual == "zsh" ? zsh_completion()
                                               : manual_page());
  return 0;
}

}  // namespace lstmtrain::cli
