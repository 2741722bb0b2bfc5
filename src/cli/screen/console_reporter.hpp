// What a training says on stderr: on a terminal one live line, redrawn at most ten times a second;
// elsewhere one line an epoch. Guard events are lines of their own in both.
#pragma once

#include <map>
#include <string>

#include "cli/screen/live_line.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain::cli {

class ConsoleReporter : public Reporter {
 public:
  // `unit` is that of every rmse; quiet: says nothing. The settings must outlive it.
  ConsoleReporter(Terminal& terminal, const Hyperparams& hyperparams, std::string unit, bool quiet)
      : terminal_(terminal),
        line_(terminal),
        hp_(hyperparams),
        unit_(std::move(unit)),
        quiet_(quiet) {}

  void start(const StartRecord& record) override;
  void estimate(const EstimateRecord& record) override;
  void progress(const ProgressRecord& record) override;
  void epoch(const EpochRecord& record) override;
  void guard(const GuardEvent& event) override;
  void warning(const std::string& line) override;
  // Ends the live line; call before anything else is printed.
  void finish() { line_.finish(); }

 private:
  Terminal& terminal_;
  LiveLine line_;
  const Hyperparams& hp_;
  std::string unit_;
  bool quiet_;
  std::map<std::string, int> events_;  // kind -> how many were seen
};

}  // namespace lstmtrain::cli
