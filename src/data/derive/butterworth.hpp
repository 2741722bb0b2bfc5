// A Butterworth low-pass of any order, row by row.
#pragma once

#include <span>
#include <vector>

namespace lstmtrain {

// Second-order sections, and one of the first order where `order` is odd, by the bilinear transform
// with the corner kept (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.2). Causal.
class Butterworth {
 public:
  // order: 1 to 10; corner in Hz, above 0.
  Butterworth(int order, double corner);

  // The next value, `seconds` after the one before; a step of another length designs anew. From a
  // steady state: the first value comes out as it is. Above half of the sampling rate the corner
  // lets everything through. Allocates: no.
  double next(double x, double seconds);
  void restart() { state_ = State::empty; }

 private:
  // y = b0 x + s1; s1 = b1 x - a1 y + s2; s2 = b2 x - a2 y (transposed direct form II)
  struct Section {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
    double s1 = 0, s2 = 0;
  };
  enum class State { empty, one_row, running };
  void design(double seconds);
  void settle(double x);

  int order_;
  double corner_;
  double seconds_ = 0;  // that the sections are designed for
  State state_ = State::empty;
  double first_ = 0;  // the first value
  std::vector<Section> sections_;
};

}  // namespace lstmtrain
