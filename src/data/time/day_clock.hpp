// A clock without a date, row after row: one that falls by almost a day goes on past midnight.
#pragma once

namespace lstmtrain {

class DayClock {
 public:
  // Seconds since midnight as a row has them; NaN is passed on. Seconds since the first midnight.
  double follow(double seconds) {
    if (seconds < last_ - kAlmostADay) days_ += kDay;
    if (seconds == seconds) last_ = seconds;
    return days_ + seconds;
  }

 private:
  static constexpr double kDay = 86400, kAlmostADay = 0.8 * kDay;
  double last_ = 0, days_ = 0;
};

}  // namespace lstmtrain
