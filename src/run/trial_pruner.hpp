// Ends trials of a search that go badly. Akiba et al., "Optuna", KDD 2019: the median stopping
// rule of Golovin et al., "Google Vizier", KDD 2017, section 3.2.1. The first trials run whole and
// are what the others are judged by, so that the outcome does not depend on how many run at once.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lstmtrain::run {

class TrialPruner {
 public:
  // The first few of `trials` are never pruned.
  TrialPruner(int trials, int max_epochs);

  bool judges(int trial) const { return trial >= startup_; }

  // A run that is judged by: the best validation error so far, epoch by epoch, from the text of its
  // metrics.csv.
  void add(const std::string& metrics_csv);

  // Whether the best error of a trial after `epoch` (from 1) is above the median of the first ones
  // there.
  bool prunes(int epoch, double best_val_rmse) const;

 private:
  int startup_, warm_up_;                      // trials, epochs
  std::vector<std::map<int, double>> curves_;  // epoch -> best so far
};

}  // namespace lstmtrain::run
