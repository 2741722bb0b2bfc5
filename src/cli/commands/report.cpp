// lstmtrain report: the folder of a run as one HTML file, to look at and to send on.
#include "cli/commands/report.hpp"

#include <filesystem>

#include "cli/commands.hpp"
#include "lstmtrain/error.hpp"
#include "report/report_page.hpp"

namespace lstmtrain::cli {
namespace {

std::string default_path(const std::string& run) {
  return (std::filesystem::path(run) / "report.html").string();
}

}  // namespace

std::string required_run(const Options& options) {
  if (options.run.empty()) {
    throw Error(
        ErrorCode::usage,
        "command line: RUN is missing, expected the folder of a run. Hint: lstmtrain report "
        "run, lstmtrain watch run.");
  }
  if (!std::filesystem::is_directory(options.run)) {
    throw Error(ErrorCode::not_found, options.run +
                                          ": is no folder, expected that of a run. Hint: give the "
                                          "--out of a training.");
  }
  return options.run;
}

void save_report(const std::string& run, const Warn& warn) {
  if (!report::can_write_report()) return;
  try {
    report::write_report(run, default_path(run), false);
  } catch (const std::exception& error) {
    warn(std::string("no report was written: ") + error.what());
  }
}

int run_report(const Options& options, Terminal& terminal) {
  const std::string run = required_run(options);
  const std::string path = options.out.empty() ? default_path(run) : options.out;
  report::write_report(run, path, report::is_running(run));
  terminal.out.write(path + "\n");
  return 0;
}

}  // namespace lstmtrain::cli
