// A course of losses in ten parts: one batch alone says little.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

namespace lstmtrain {

// Means over tenths of the steps, at least of one step each.
inline std::vector<double> tenths(const std::vector<double>& losses) {
  std::vector<double> means;
  const std::size_t size = std::max<std::size_t>(losses.size() / 10, 1);
  for (auto begin = losses.begin(); losses.end() - begin >= static_cast<std::ptrdiff_t>(size);
       begin += static_cast<std::ptrdiff_t>(size))
    means.push_back(std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), 0.0) /
                    static_cast<double>(size));
  return means;
}

}  // namespace lstmtrain
