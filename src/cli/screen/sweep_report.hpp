// What a sweep says while it runs and when it has ended.
#pragma once

#include <string>
#include <vector>

#include "cli/screen/terminal.hpp"
#include "run/sweep.hpp"

namespace lstmtrain::cli {

// Whether the ranked runs are printed; a caller that prints more of them leaves it.
enum class Tables { ranked, none };

class SweepReport : public run::SweepListener {
 public:
  // `notes` are those of the settings; `keys` are those in which the runs differ.
  SweepReport(Terminal& terminal, std::string out, std::vector<std::string> notes,
              std::vector<std::string> keys, std::size_t runs, bool quiet);

  // Throws config where the first run needs more memory than is free.
  void begin(const run::SweepPlan& plan) override;
  void ended(const run::SweepRow& row) override;
  void warning(const std::string& line) override { terminal_.warning(line); }
  // After the last run.
  void end(const run::SweepResult& result, Tables tables);

 private:
  std::string table(const std::vector<run::SweepRow>& rows) const;
  std::string repetitions_table(const std::vector<run::SweepRow>& rows) const;

  Terminal& terminal_;
  const std::string out_;
  const std::vector<std::string> notes_, keys_;
  const std::size_t runs_;
  const bool quiet_;
  std::size_t ended_ = 0;
  std::string unit_;
  std::vector<std::string> warnings_;  // of the data
};

}  // namespace lstmtrain::cli
