// lstmtrain report: the folder of a run as one HTML file, to look at and to send on.
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "files/run_files.hpp"
#include "report/report_page.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Writes one HTML file about a run: curves, guard events, true and predicted values of every test
file, errors, settings. It needs no network. A run writes its own as RUN/report.html when it ends.

Examples:
  lstmtrain report run
  lstmtrain report run --out /tmp/report.html
)";

struct Options {
  std::string run;
  std::string out;
};

void declare(OptionSet& set, Options& options) {
  set.text("run", options.run, "RUN", "Folder of a run: finished, ended early or still running");
  set.text("--out", options.out, "FILE", "File to write (default: RUN/report.html)");
}

int run_report(const Options& options, Terminal& terminal) {
  const std::string run = required_run(options.run);
  const std::string path =
      options.out.empty() ? files::path_in(run, files::kReportPage) : options.out;
  report::write_report(run, path, report::is_running(run));
  terminal.out.write(path + "\n");
  return 0;
}

}  // namespace

extern const Command report_command = {"report", "makes a page of a run, to look at", kOpening,
                                       bound<Options, declare, run_report>};

}  // namespace lstmtrain::cli
