// How long, how fast, how long still. A steady clock: a jump of the wall clock changes nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "train/work.hpp"

namespace lstmtrain {

// Seconds since a training and its present epoch began, and what its work takes.
struct Times {
  double seconds = 0, epoch_seconds = 0;
  double batch_seconds = 0, validation_seconds = 0;  // of one, as measured so far
  // Rate of `count` things since the epoch began.
  double per_second(std::size_t count) const {
    return static_cast<double>(count) / std::max(epoch_seconds, 1e-9);
  }
  double of(const Work& work) const {
    return static_cast<double>(work.batches) * batch_seconds +
           work.validations * validation_seconds;
  }
  // Seconds for what is left, within a time limit; 0: none.
  double eta(const Work& left, double limit) const {
    return limit > 0 ? std::min(of(left), std::max(0.0, limit - seconds)) : of(left);
  }
};

// The mean over a piece of work that is done again and again. A run that goes on measures anew: it
// may do so on another machine.
class Pace {
 public:
  void add(double seconds) { seconds_ += seconds, ++count_; }
  // Until one was measured whole.
  void expect(double seconds) { expected_ = seconds; }
  std::size_t count() const { return count_; }
  double seconds() const { return seconds_; }
  double mean() const { return count_ > 0 ? seconds_ / static_cast<double>(count_) : expected_; }

 private:
  double seconds_ = 0, expected_ = 0;
  std::size_t count_ = 0;
};

class Clock {
 public:
  void start_epoch() { epoch_begin_ = Steady::now(); }
  // A resumed run: so much time was spent before. What no run can have spent, NaN among it, is 0.
  void go_on_from(const Times& spent) {
    begin_ = before(spent.seconds);
    epoch_begin_ = before(spent.epoch_seconds);
  }
  Times times() const {
    return {since(begin_), since(epoch_begin_), batches.mean(), validations.mean()};
  }
  // A batch or a validation begins; a pace is told when it is done.
  void start_work() { work_begin_ = Steady::now(); }
  void finish(Pace& pace) { pace.add(since(work_begin_)); }

  Pace batches, validations;

 private:
  using Steady = std::chrono::steady_clock;
  static double since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
  }
  static Steady::time_point before(double seconds) {
    constexpr double kMost = 3e9;  // a hundred years
    const double spent = seconds >= 0 && seconds < kMost ? seconds : 0;
    return Steady::now() -
           std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(spent));
  }
  Steady::time_point begin_ = Steady::now(), epoch_begin_ = begin_, work_begin_ = begin_;
};

}  // namespace lstmtrain
