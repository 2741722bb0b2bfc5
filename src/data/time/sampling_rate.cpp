#include "data/time/sampling_rate.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"

namespace lstmtrain {
namespace {

constexpr double kTolerance = 0.05;  // of the period

}  // namespace

double median_period(const SourceFile& file) {
  std::vector<double> steps;
  steps.reserve(file.time.size());
  for (std::size_t row = 1; row < file.time.size(); ++row)
    if (const double step = file.time[row] - file.time[row - 1]; step > 0) steps.push_back(step);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

double median_period_of(const Dataset& data, const std::vector<std::size_t>& files) {
  std::vector<double> periods;
  for (const std::size_t file : files)
    if (data.files[file].period > 0) periods.push_back(data.files[file].period);
  if (periods.empty()) return 0;
  std::sort(periods.begin(), periods.end());
  return periods[periods.size() / 2];
}

bool same_rate(double period, double expected) {
  if (period <= 0 || expected <= 0) return true;
  return std::abs(period - expected) <= kTolerance * expected;
}

std::string rate_text(double period) {
  return four_digits(1 / period) + " Hz (every " + four_digits(period) + " s)";
}

std::vector<std::string> rate_problems(const Hyperparams& hp, const Dataset& data) {
  std::vector<std::string> problems;
  const SourceFile* reference = nullptr;
  for (const SourceFile& file : data.files) {
    if (file.period <= 0 || hp.allow_mixed_rates) continue;
    if (reference == nullptr) reference = &file;
    if (same_rate(file.period, reference->period)) continue;
    problems.push_back(file.path + ": sampling rate, got " + rate_text(file.period) +
                       ", expected " + rate_text(reference->period) + " as in " + reference->path +
                       ", within 5 %. Hint: set RESAMPLE_HZ, or ALLOW_MIXED_RATES to true.");
  }
  return problems;
}

void note_resampled(const Hyperparams& hp, Dataset& data) {
  std::size_t files = 0, from = 0, to = 0;
  for (const FileSummary& summary : data.summaries) {
    if (summary.file_rows == 0) continue;
    ++files;
    from += summary.file_rows;
    to += summary.rows;
  }
  if (files > 0)
    data.notes.push_back("RESAMPLE_HZ: " + text::counted(files, "file") + " of " +
                         std::to_string(data.files.size()) + " brought to " +
                         rate_text(1 / hp.resample_hz) + ", " + text::counted(from, "row") +
                         " became " + std::to_string(to) +
                         "; errors and predictions are those of the new rows.");
}

}  // namespace lstmtrain
