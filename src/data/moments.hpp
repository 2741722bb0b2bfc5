// Running count, range, mean and deviation of numbers, in double (Welford 1962).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lstmtrain {

struct Moments {
  std::size_t n = 0;
  double mean = 0, m2 = 0;  // m2: sum of squares about the mean
  double min = 0, max = 0;

  void add(double x) {
    if (n++ == 0) min = max = x;
    min = std::min(min, x);
    max = std::max(max, x);
    const double delta = x - mean;
    mean += delta / static_cast<double>(n);
    m2 += delta * (x - mean);
  }
  // Those of two groups of numbers together (Chan, Golub and LeVeque 1979, eq. 2.1).
  void add_group(const Moments& other) {
    if (other.n == 0) return;
    if (n == 0) {
      *this = other;
      return;
    }
    const auto a = static_cast<double>(n), b = static_cast<double>(other.n);
    const double delta = other.mean - mean;
    m2 += other.m2 + delta * delta * a * b / (a + b);
    mean += delta * b / (a + b);
    n += other.n;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  double deviation() const { return n > 0 ? std::sqrt(m2 / static_cast<double>(n)) : 0; }
};

}  // namespace lstmtrain
