#include "run/trial_pruner.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace lstmtrain::run {
namespace {

constexpr int kFewestTrials = 5, kFewestEpochs = 3;
constexpr std::size_t kFewestCurves = 3;  // fewer have no median to speak of
constexpr int kBestColumn = 6;            // best_val_rmse in metrics.csv

std::string column(const std::string& line, int index) {
  std::istringstream in(line);
  std::string cell;
  for (int i = 0; i <= index; ++i) std::getline(in, cell, ',');
  return cell;
}

template <class Number>
bool read(const std::string& text, Number& value) {
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

}  // namespace

TrialPruner::TrialPruner(int trials, int max_epochs)
    : startup_(std::max(kFewestTrials, trials / 5)),
      warm_up_(std::max(kFewestEpochs, max_epochs / 10)) {}

void TrialPruner::add(const std::string& metrics_csv) {
  std::map<int, double>& curve = curves_.emplace_back();
  std::istringstream in(metrics_csv);
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    int epoch = 0;
    double best = 0;
    if (read(column(line, 0), epoch) && read(column(line, kBestColumn), best) &&
        std::isfinite(best))
      curve[epoch] = best;
  }
}

bool TrialPruner::prunes(int epoch, double best_val_rmse) const {
  if (epoch < warm_up_) return false;
  std::vector<double> others;
  for (const auto& curve : curves_) {
    const auto after = curve.upper_bound(epoch);  // one that ended before stands at its last best
    if (after != curve.begin()) others.push_back(std::prev(after)->second);
  }
  if (others.size() < kFewestCurves) return false;
  const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
  std::nth_element(others.begin(), middle, others.end());
  return !(best_val_rmse <= *middle);
}

}  // namespace lstmtrain::run
