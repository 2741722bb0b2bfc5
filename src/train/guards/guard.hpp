// Stage 13: the guard ladder's memory, a value: what was seen, how often, and the verdict on a
// step. Knows nothing of the network. What is done about it stands in ladder.hpp.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/state_dict.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain {

enum class Verdict { apply, skip, exploded };

class Guard {
 public:
  // Room for the norms of `steps_per_epoch` is made at once, so that no step allocates.
  Guard(const Hyperparams& hyperparams, std::size_t steps_per_epoch);

  void start_epoch();

  // A step's loss above `limit` is an explosion; none before it was said.
  void limit_loss(double limit) { loss_limit_ = limit; }
  double loss_limit() const { return loss_limit_; }

  // Guard 2: a step whose loss or gradient norm is not finite is not taken; exploded are
  // MAX_SKIPPED_STEPS in a row above the limit, each of which was taken but the last.
  Verdict inspect(double loss, double grad_norm);
  // Counts a skipped step; too_many_skips() then tells whether MAX_SKIPPED_STEPS in a row is
  // reached.
  void skipped() { ++skipped_in_a_row_, ++skipped_in_epoch_, ++skipped_total_; }
  bool too_many_skips() const { return max_skipped_ > 0 && skipped_in_a_row_ >= max_skipped_; }
  // A validation that has exploded or not; whether it is the second in a row that has.
  bool second_explosion(bool exploded) {
    exploded_validations_ = exploded ? exploded_validations_ + 1 : 0;
    return exploded_validations_ > 1;
  }
  // Where good parameters were put back, skips and explosions are counted anew.
  void forgive() { skipped_in_a_row_ = exploded_in_a_row_ = exploded_validations_ = 0; }
  // A step was taken. Whether its norm is the epoch's first above GRAD_NORM_WARNING.
  bool taken(double grad_norm);
  // Whether a rollback is left; counts it.
  bool roll_back();

  // Keeps an event, with the last norms.
  const GuardEvent& record(GuardEvent event);

  double norm_median() const;
  double norm_max() const;
  int skipped_in_epoch() const { return skipped_in_epoch_; }
  int skipped_in_a_row() const { return skipped_in_a_row_; }
  std::int64_t skipped_total() const { return skipped_total_; }
  int rollbacks() const { return rollbacks_; }
  const std::vector<GuardEvent>& events() const { return events_; }

  // What was seen and counted so far; the events are text and go their own way.
  void save(StateDict& state) const;
  void load(const StateDict& state, std::vector<GuardEvent> events);

 private:
  int max_skipped_, max_rollbacks_;
  double norm_warning_;
  double loss_limit_ = std::numeric_limits<double>::infinity();
  int skipped_in_a_row_ = 0, skipped_in_epoch_ = 0, rollbacks_ = 0;
  int exploded_in_a_row_ = 0, exploded_validations_ = 0;
  std::int64_t skipped_total_ = 0;
  bool warned_ = false;
  std::vector<double> norms_;       // of the epoch's steps that were taken
  std::vector<double> last_norms_;  // of the last steps, whatever became of them
  std::vector<GuardEvent> events_;
};

}  // namespace lstmtrain
