#include "report/error_profile.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kErrorBins = 61;  // odd: the middle one holds the errors around 0
constexpr int kValueBins = 20;

std::size_t bin_of(double value, double low, double width, int bins) {
  return static_cast<std::size_t>(
      std::clamp(std::floor((value - low) / width), 0.0, static_cast<double>(bins - 1)));
}

Json histogram(const std::vector<float>& error, double factor) {
  double sum = 0;
  for (const double e : error) sum += e * e;
  const double rmse = std::sqrt(sum / static_cast<double>(error.size())) * factor;
  const double reach = rmse > 0 && std::isfinite(rmse) ? 4 * rmse : 1;
  const double width = 2 * reach / kErrorBins;
  std::vector<std::size_t> counts(kErrorBins);
  for (const double e : error) ++counts[bin_of(e * factor, -reach, width, kErrorBins)];
  return {{"low", -reach}, {"width", width}, {"counts", counts}};
}

Json by_value(const std::vector<float>& truth, const std::vector<float>& error, double factor) {
  const auto [least, most] = std::minmax_element(truth.begin(), truth.end());
  const double low = *least, span = static_cast<double>(*most) - low;
  const double width = span > 0 ? span / kValueBins : 1;
  std::vector<double> squares(kValueBins);
  std::vector<std::size_t> rows(kValueBins);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::size_t bin = bin_of(truth[i], low, width, kValueBins);
    squares[bin] += static_cast<double>(error[i]) * error[i];
    ++rows[bin];
  }
  Json rmse = Json::array();
  for (std::size_t b = 0; b < rows.size(); ++b) {
    rmse.push_back(rows[b] == 0
                       ? Json(nullptr)
                       : Json(std::sqrt(squares[b] / static_cast<double>(rows[b])) * factor));
  }
  return {{"low", low}, {"width", width}, {"rmse", rmse}, {"rows", rows}};
}

}  // namespace

void ErrorProfile::add(std::span<const float> truth, std::span<const float> predicted) {
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const float error = predicted[i] - truth[i];
    if (!std::isfinite(error)) continue;
    truth_.push_back(truth[i]);
    error_.push_back(error);
  }
}

Json ErrorProfile::json(double factor) const {
  if (error_.empty()) return nullptr;
  return {{"histogram", histogram(error_, factor)}, {"by_value", by_value(truth_, error_, factor)}};
}

}  // namespace lstmtrain::report
