#include "train/guards/guard.hpp"

#include <algorithm>
#include <cmath>

#include "base/nan.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kLastNorms = 5;
const std::string kLossLimit = "guard.loss_limit";

}  // namespace

Guard::Guard(const Hyperparams& hp, std::size_t steps_per_epoch)
    : max_skipped_(hp.max_skipped_steps),
      max_rollbacks_(hp.nan_recovery),
      norm_warning_(hp.grad_norm_warning) {
  norms_.reserve(steps_per_epoch + 1);
  last_norms_.reserve(kLastNorms + 1);
}

void Guard::start_epoch() {
  skipped_in_epoch_ = 0;
  warned_ = false;
  norms_.clear();
}

Verdict Guard::inspect(double loss, double grad_norm) {
  if (last_norms_.size() == kLastNorms) last_norms_.erase(last_norms_.begin());
  last_norms_.push_back(grad_norm);
  if (!std::isfinite(loss) || !std::isfinite(grad_norm)) return Verdict::skip;
  exploded_in_a_row_ = loss > loss_limit_ ? exploded_in_a_row_ + 1 : 0;
  return max_skipped_ > 0 && exploded_in_a_row_ >= max_skipped_ ? Verdict::exploded
                                                                : Verdict::apply;
}

bool Guard::taken(double grad_norm) {
  if (exploded_in_a_row_ == 0) skipped_in_a_row_ = 0;
  norms_.push_back(grad_norm);
  const bool first = norm_warning_ > 0 && grad_norm > norm_warning_ && !warned_;
  warned_ = warned_ || first;
  return first;
}

bool Guard::roll_back() {
  if (rollbacks_ >= max_rollbacks_) return false;
  ++rollbacks_;
  return true;
}

const GuardEvent& Guard::record(GuardEvent event) {
  event.last_grad_norms = last_norms_;
  events_.push_back(std::move(event));
  return events_.back();
}

void Guard::save(StateDict& state) const {
  put_number(state, "guard.skipped_in_a_row", std::int64_t{skipped_in_a_row_});
  put_number(state, "guard.skipped_in_epoch", std::int64_t{skipped_in_epoch_});
  put_number(state, "guard.skipped_total", skipped_total_);
  put_number(state, "guard.rollbacks", std::int64_t{rollbacks_});
  put_number(state, "guard.warned", std::int64_t{warned_});
  put_number(state, kLossLimit, loss_limit_);
  put_number(state, "guard.exploded_in_a_row", std::int64_t{exploded_in_a_row_});
  put_number(state, "guard.exploded_validations", std::int64_t{exploded_validations_});
  put(state, "guard.norms", std::span<const double>(norms_));
  put(state, "guard.last_norms", std::span<const double>(last_norms_));
}

void Guard::load(const StateDict& state, std::vector<GuardEvent> events) {
  skipped_in_a_row_ = get_int(state, "guard.skipped_in_a_row", 0, kMostCount);
  skipped_in_epoch_ = get_int(state, "guard.skipped_in_epoch", 0, kMostCount);
  skipped_total_ = get_count(state, "guard.skipped_total");
  rollbacks_ = get_int(state, "guard.rollbacks", 0, kMostCount);
  warned_ = get_int(state, "guard.warned", 0, 1) == 1;
  if (state.contains(kLossLimit)) {  // 0.1.0 knew no explosions
    loss_limit_ = get_double(state, kLossLimit);
    exploded_in_a_row_ = get_int(state, "guard.exploded_in_a_row", 0, kMostCount);
    exploded_validations_ = get_int(state, "guard.exploded_validations", 0, kMostCount);
  }
  const std::vector<double> norms = get_all<double>(state, "guard.norms");
  norms_.assign(norms.begin(), norms.end());  // into the room that was made for them
  last_norms_ = get_all<double>(state, "guard.last_norms");
  last_norms_.resize(std::min(last_norms_.size(), kLastNorms));
  last_norms_.reserve(kLastNorms + 1);
  events_ = std::move(events);
}

double Guard::norm_median() const {
  if (norms_.empty()) return kNaN;
  std::vector<double> sorted = norms_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

double Guard::norm_max() const {
  return norms_.empty() ? kNaN : *std::max_element(norms_.begin(), norms_.end());
}

}  // namespace lstmtrain
