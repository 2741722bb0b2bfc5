#include "data/derive/butterworth.hpp"

#include <cmath>
#include <numbers>

namespace lstmtrain {

Butterworth::Butterworth(int order, double corner)
    : order_(order), corner_(corner), sections_(static_cast<std::size_t>((order + 1) / 2)) {}

void Butterworth::design(double seconds) {
  seconds_ = seconds;
  const double share = corner_ * seconds;  // of the sampling rate
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    Section& section = sections_[i];
    const auto [s1, s2] = std::pair{section.s1, section.s2};
    section = {};
    section.s1 = s1;
    section.s2 = s2;
    if (!(share > 0) || share >= 0.5) continue;
    const double k = std::tan(std::numbers::pi * share);  // the corner, warped
    if (2 * i + 1 == static_cast<std::size_t>(order_)) {  // 1 / (s + 1)
      const double a0 = k + 1;
      section.b0 = section.b1 = k / a0;
      section.a1 = (k - 1) / a0;
      continue;
    }
    // 1 / (s^2 + s / Q + 1) with 1 / Q = 2 sin((2 i + 1) pi / (2 n))
    const double inverse_q =
        2 * std::sin((2 * static_cast<double>(i) + 1) * std::numbers::pi / (2.0 * order_));
    const double a0 = 1 + k * inverse_q + k * k;
    section.b0 = section.b2 = k * k / a0;
    section.b1 = 2 * section.b0;
    section.a1 = 2 * (k * k - 1) / a0;
    section.a2 = (1 - k * inverse_q + k * k) / a0;
  }
}

// As if x had stood for ever: y = x in each section.
void Butterworth::settle(double x) {
  for (Section& section : sections_) {
    section.s2 = (section.b2 - section.a2) * x;
    section.s1 = (section.b1 - section.a1) * x + section.s2;
  }
}

double Butterworth::next(double x, double seconds) {
  if (state_ == State::empty) {  // the step to the next row is not known yet
    state_ = State::one_row;
    return first_ = x;
  }
  if (state_ == State::one_row || seconds != seconds_) design(seconds);
  if (state_ == State::one_row) settle(first_);
  state_ = State::running;
  for (Section& section : sections_) {
    const double y = section.b0 * x + section.s1;
    section.s1 = section.b1 * x - section.a1 * y + section.s2;
    section.s2 = section.b2 * x - section.a2 * y;
    x = y;
  }
  return x;
}

}  // namespace lstmtrain
