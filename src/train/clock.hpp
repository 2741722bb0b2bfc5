// How long, how fast, how long still. A steady clock: a jump of the wall clock changes nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

class Clock {
 public:
  void start_epoch() { epoch_begin_ = Steady::now(); }
  // A resumed run: so many seconds were spent before, of which so many in the present epoch.
  void go_on_from(double seconds, double epoch_seconds) {
    begin_ = before(seconds);
    epoch_begin_ = before(epoch_seconds);
  }
  double seconds() const { return since(begin_); }
  double epoch_seconds() const { return since(epoch_begin_); }
  // Rate of `count` things since the epoch began.
  double per_second(std::size_t count) const {
    return static_cast<double>(count) / std::max(epoch_seconds(), 1e-9);
  }
  // Seconds left at the mean pace of the epochs so far, within the time limit.
  double eta(int epochs_done, const Hyperparams& hp) const {
    const double pace = epochs_done > 0 ? seconds() / epochs_done : seconds();
    const double left = pace * (hp.max_epochs - epochs_done);
    return hp.max_training_time_seconds > 0
               ? std::min(left, hp.max_training_time_seconds - seconds())
               : left;
  }

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
