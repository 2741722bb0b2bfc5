// summary.csv of a sweep: a row a run, the best validation first, then what has no validation;
// repetitions.csv: a row for runs that differ by their seed only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/nan.hpp"
#include "run/results_json.hpp"
#include "settings/sweep_runs.hpp"

namespace lstmtrain::run {

// Of errors: the best first, and what has none last.
bool ranks_before(double error, double other);

// Over those of `values` that are finite: NaN where there is none; the deviation, over n - 1, where
// there is one.
struct Moments {
  double mean = kNaN, deviation = kNaN, best = kNaN;
};
Moments moments(std::vector<double> values);

struct SweepRow {
  std::string run;                  // its sub-directory
  std::vector<std::string> values;  // of the keys in which the runs differ
  std::size_t group = 0;            // equal but for the seed
  int epochs = 0, best_epoch = 0;
  std::size_t parameters = 0;
  double val_rmse = 0, test_rmse = 0;  // in the target's unit; NaN where there is none
  double seconds = 0;
  std::string status;  // why it ended: max_epochs, patience, pruned, diverged, ..., or "error"
  std::string reason;  // of a failure, one line
};

// A row before its run: `keys` are those in which the runs differ.
SweepRow row_of(const settings::SweepRun& run, const std::vector<std::string>& keys);
// What the run's results.json says.
void fill(SweepRow& row, const ResultsSummary& results);

// Sorted by validation error; rows without one keep their order, at the end.
void rank(std::vector<SweepRow>& rows);

// `rows` as they stand; `unit` is that of the errors.
std::string summary_csv(const std::vector<std::string>& keys, const std::vector<SweepRow>& rows,
                        const std::string& unit);

// Mean, deviation (n - 1) and the best of validation and test error over the runs of a group.
struct Repeated {
  std::vector<std::string> values;  // without the seed
  std::size_t runs = 0, failed = 0;
  double val_mean = 0, val_deviation = 0, val_best = 0;
  double test_mean = 0, test_deviation = 0, test_best = 0;
};
// One a group, the best mean of validation first. The last of `values` is the seed.
std::vector<Repeated> repeated(const std::vector<SweepRow>& rows);
std::string repetitions_csv(const std::vector<std::string>& keys, const std::vector<Repeated>& rows,
                            const std::string& unit);

}  // namespace lstmtrain::run
