// How long, how fast, how long still. A steady clock: a jump of the wall clock changes nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// Seconds since a training and its present epoch began.
struct Times {
  double seconds = 0, epoch_seconds = 0;
  // Rate of `count` things since the epoch began.
  double per_second(std::size_t count) const {
    return static_cast<double>(count) / std::max(epoch_seconds, 1e-9);
  }
  // Seconds left at the mean pace of the epochs so far, within the time limit.
  double eta(int epochs_done, const Hyperparams& hp) const {
    const double pace = epochs_done > 0 ? seconds / epochs_done : seconds;
    const double left = pace * (hp.max_epochs - epochs_done);
    return hp.max_training_time_seconds > 0 ? std::min(left, hp.max_training_time_seconds - seconds)
                                            : left;
  }
};

class Clock {
 public:
  void start_epoch() { epoch_begin_ = Steady::now(); }
  // A resumed run: so much time was spent before.
  void go_on_from(const Times& spent) {
    begin_ = before(spent.seconds);
    epoch_begin_ = before(spent.epoch_seconds);
  }
  Times times() const { return {since(begin_), since(epoch_begin_)}; }

 private:
  using Steady = std::chrono::steady_clock;
  static double since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
  }
  static Steady::time_point before(double seconds) {
    return Steady::now() -
           std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
  }
  Steady::time_point begin_ = Steady::now(), epoch_begin_ = begin_;
};

}  // namespace lstmtrain
