// What a sweep says while it runs and when it ends, and the files that it keeps beside its runs:
// summary.csv after every run, repetitions.csv, and the best model of all.
#pragma once

#include <string>
#include <vector>

#include "cli/job.hpp"
#include "cli/screen/terminal.hpp"
#include "run/results_json.hpp"
#include "run/sweep_summary.hpp"
#include "settings/sweep_runs.hpp"

namespace lstmtrain::cli {

class SweepReport {
 public:
  SweepReport(Terminal& terminal, std::string out, std::vector<std::string> keys, std::size_t runs,
              bool quiet);

  void begin(const Job& first, const std::vector<std::string>& notes, const Plan& sizes, int jobs,
             int threads);
  // One run has ended. Not thread-safe.
  void add(const run::SweepRow& row);
  // `whole`: every run has ended. The tables are printed unless quiet.
  void end(bool whole, bool tables);
  bool has_model() const;

  // A row before its run, and what the run's results.json says.
  static run::SweepRow row_of(const settings::SweepRun& run, const std::vector<std::string>& keys);
  static void fill(run::SweepRow& row, const run::ResultsSummary& results);

 private:
  void write(const char* name, const std::string& text) const;
  std::string table() const;
  std::string repetitions_table() const;

  Terminal& terminal_;
  std::string out_;
  std::vector<std::string> keys_;
  std::size_t runs_;
  bool quiet_;
  std::string unit_;
  std::vector<run::SweepRow> rows_;
};

}  // namespace lstmtrain::cli
