// lstmtrain, the program: parse, dispatch, catch once. Start reading here, then a command's file.
#include <algorithm>
#include <exception>

#include "base/caught.hpp"
#include "cli/command_line.hpp"
#include "cli/interrupt.hpp"
#include "cli/screen/terminal.hpp"
#include "lstmtrain/error.hpp"

namespace {

using namespace lstmtrain;
using namespace lstmtrain::cli;

bool wants_no_color(const std::vector<std::string>& args) {
  for (const std::string& arg : args) {
    if (arg == "--no-color") return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  // A program may be started without so much as its own name.
  const std::vector<std::string> args(argv + std::min(argc, 1), argv + argc);
  Terminal terminal(wants_no_color(args));
  ignore_write_signals();
  try {
    const int status = parse_command_line(args)(terminal);
    if (terminal.out.good()) return status;
    terminal.error("stdout: the output could not be written. Hint: is the disk full?");
    return exit_status(ErrorCode::io);
  } catch (const std::exception& exception) {
    const Error error = caught(exception);
    terminal.error(error.what());
    return exit_status(error.code());
  }
}
