#include "data/csv/packed_clock.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace lstmtrain {
namespace {

constexpr double kEqualShare = 0.9;  // of the steps, where logs have holes

std::optional<double> seconds_of(double number) {
  if (!(number >= 0 && number < 240000) || number != std::floor(number)) return std::nullopt;
  const auto digits = static_cast<int>(number);
  const int hours = digits / 10000, minutes = digits / 100 % 100, seconds = digits % 100;
  if (minutes >= 60 || seconds >= 60) return std::nullopt;
  return 3600.0 * hours + 60.0 * minutes + seconds;
}

// The share of the steps that are the most common one.
double equal_share(const std::vector<double>& times) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  std::sort(steps.begin(), steps.end());
  std::ptrdiff_t most = 0;
  for (auto first = steps.begin(); first != steps.end();) {
    const auto end = std::upper_bound(first, steps.end(), *first);
    most = std::max(most, end - first);
    first = end;
  }
  return static_cast<double>(most) / static_cast<double>(steps.size());
}

}  // namespace

std::optional<double> packed_clock(std::span<const double> numbers) {
  std::vector<double> digits, seconds;
  for (const double number : numbers) {
    if (std::isnan(number)) continue;
    const std::optional<double> time = seconds_of(number);
    if (!time) return std::nullopt;
    digits.push_back(number);
    seconds.push_back(*time);
  }
  if (digits.size() < 3) return std::nullopt;
  const double share = equal_share(seconds);
  if (share < kEqualShare || equal_share(digits) >= share) return std::nullopt;
  for (std::size_t i = 1; i < digits.size(); ++i)
    if (digits[i] - digits[i - 1] != seconds[i] - seconds[i - 1]) return digits[i - 1];
  return std::nullopt;
}

}  // namespace lstmtrain
