#include "data/time/gaps.hpp"

#include <algorithm>
#include <vector>

#include "base/plain_text.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestGaps = 20;
constexpr double kManyGaps = 0.01;  // of the steps
constexpr double kUsual = 0.95;     // of the gaps are no longer than those of a slow rate
constexpr double kSlack = 2;        // times a slow rate's step

}  // namespace

double longest_step(const Hyperparams& hp, double period) {
  return hp.gap_seconds > 0 ? hp.gap_seconds : hp.gap_factor * period;
}

double longest_step(const SourceFile& file) {
  return file.longest_step > 0 ? file.longest_step : kGapPeriods * file.period;
}

std::optional<std::string> allow_changing_rate(const Hyperparams& hp, SourceFile& file) {
  if (hp.resample_hz <= 0 || hp.gap_seconds > 0 || file.period <= 0) return std::nullopt;
  const double longest = longest_step(file);
  std::vector<double> gaps;
  for (std::size_t row = 1; row < file.time.size(); ++row)
    if (const double step = file.time[row] - file.time[row - 1]; step > longest)
      gaps.push_back(step);
  if (gaps.size() < kFewestGaps ||
      static_cast<double>(gaps.size()) <= kManyGaps * static_cast<double>(file.time.size()))
    return std::nullopt;
  const auto usual =
      gaps.begin() + static_cast<std::ptrdiff_t>(kUsual * static_cast<double>(gaps.size() - 1));
  std::nth_element(gaps.begin(), usual, gaps.end());
  file.longest_step = kSlack * *usual;
  return file.path + ": logged at a changing rate, every " + four_digits(file.period) +
         " s and every " + four_digits(*usual) + " s; steps up to " +
         four_digits(file.longest_step) + " s are no gaps. Hint: GAP_SECONDS says otherwise.";
}

}  // namespace lstmtrain
