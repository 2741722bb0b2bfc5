// Stage 16: patience, and the best parameters rather than the last.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

namespace lstmtrain {

class EarlyStopping {
 public:
  explicit EarlyStopping(int patience) : patience_(patience) {}

  // A validation with `loss` at `epoch` (from 1). Keeps a copy of `params` when it is the best so
  // far; NaN never is.
  bool validated(double loss, int epoch, const std::vector<float>& params) {
    if (!(loss < best_loss_)) {
      ++bad_;
      return false;
    }
    best_loss_ = loss;
    best_epoch_ = epoch;
    best_params_ = params;
    bad_ = 0;
    return true;
  }

  // More validations in a row without a new best than patience allows.
  bool exhausted() const { return bad_ > patience_; }
  int bad() const { return bad_; }
  bool has_best() const { return best_epoch_ > 0; }
  int best_epoch() const { return best_epoch_; }
  double best_loss() const { return best_loss_; }
  const std::vector<float>& best_params() const { return best_params_; }

 private:
  int patience_;
  int bad_ = 0;
  int best_epoch_ = 0;
  double best_loss_ = std::numeric_limits<double>::infinity();
  std::vector<float> best_params_;
};

}  // namespace lstmtrain
