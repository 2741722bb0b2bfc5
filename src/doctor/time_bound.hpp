// How long something may take, by a steady clock: a jump of the wall clock changes nothing.
#pragma once

#include <algorithm>
#include <chrono>

namespace lstmtrain {

class TimeBound {
 public:
  // From now on.
  explicit TimeBound(double seconds) : seconds_(seconds) {}

  double seconds() const { return seconds_; }
  double spent() const { return std::chrono::duration<double>(Steady::now() - begin_).count(); }
  double left() const { return std::max(0.0, seconds_ - spent()); }
  bool over() const { return spent() >= seconds_; }
  // From now on at most `seconds`, and never past the end of this one.
  TimeBound part(double seconds) const { return TimeBound(std::min(seconds, left())); }

 private:
  using Steady = std::chrono::steady_clock;
  double seconds_;
  Steady::time_point begin_ = Steady::now();
};

}  // namespace lstmtrain
