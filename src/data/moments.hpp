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
  double deviation() const { return n > 0 ? std::sqrt(m2 / static_cast<double>(n)) : 0; }
};

}  // namespace lstmtrain
