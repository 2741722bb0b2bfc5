// Stage 16: patience, and the best parameters rather than the last.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "base/state_dict.hpp"

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

  // Patience begins anew; the best is kept.
  void forgive() { bad_ = 0; }
  // More validations in a row without a new best than patience allows.
  bool exhausted() const { return bad_ > patience_; }
  int bad() const { return bad_; }
  bool has_best() const { return best_epoch_ > 0; }
  int best_epoch() const { return best_epoch_; }
  double best_loss() const { return best_loss_; }
  const std::vector<float>& best_params() const { return best_params_; }

  void save(StateDict& state) const {
    put_number(state, "early.bad", std::int64_t{bad_});
    put_number(state, "early.best_epoch", std::int64_t{best_epoch_});
    put_number(state, "early.best_loss", best_loss_);
    put(state, "early.best_params", std::span<const float>(best_params_));
  }
  // `params` [n]: the size that the best parameters must have, where there are any.
  void load(const StateDict& state, std::size_t params) {
    bad_ = get_int(state, "early.bad", 0, kMostCount);
    best_epoch_ = get_int(state, "early.best_epoch", 0, kMostCount);
    best_loss_ = get_double(state, "early.best_loss");
    best_params_.resize(has_best() ? params : 0);
    get(state, "early.best_params", std::span<float>(best_params_));
  }

 private:
  int patience_;
  int bad_ = 0;
  int best_epoch_ = 0;
  double best_loss_ = std::numeric_limits<double>::infinity();
  std::vector<float> best_params_;
};

}  // namespace lstmtrain
