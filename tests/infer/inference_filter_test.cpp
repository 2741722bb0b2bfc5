// Filters on predictions: known coefficients, polynomials that must come out as they went in, gaps.
#include "infer/inference_filter.hpp"

#include <cmath>

#include "base/nan.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

InferenceFilter filter(InferenceFilterType kind, std::size_t window, double alpha = 1) {
  return {kind, window, alpha, 2};
}

std::vector<float> run(CausalFilter causal, const std::vector<float>& x) {
  std::vector<float> y;
  for (const float value : x) y.push_back(causal.next(value));
  return y;
}

Dataset with_gap(std::size_t rows, std::size_t gap) {
  Dataset data;
  data.columns = {"x", "y"};
  data.num_features = 1;
  SourceFile file;
  file.rows = rows;
  file.columns = 2;
  file.values.assign(rows * 2, 0.0F);
  file.period = 1;
  for (std::size_t row = 0; row < rows; ++row)
    file.time.push_back(static_cast<double>(row) + (row < gap ? 0 : 100));
  data.files.push_back(file);
  return data;
}

}  // namespace

TEST_CASE("infer.inference_filter: the moving average of the rows there are") {
  using K = InferenceFilterType;
  CHECK(run(CausalFilter(filter(K::moving_average, 3)), {3, 5, 10, 3, 2}) ==
        std::vector<float>{3, 4, 6, 6, 5});
}

TEST_CASE("infer.inference_filter: the exponential average begins at the first value") {
  using K = InferenceFilterType;
  CHECK(run(CausalFilter(filter(K::exponential_moving_average, 1, 0.25)), {4, 8, 0}) ==
        std::vector<float>{4, 5, 3.75F});
}

TEST_CASE("infer.inference_filter: a row without a prediction leaves the state") {
  using K = InferenceFilterType;
  const std::vector<float> y = run(CausalFilter(filter(K::moving_average, 2)), {1, kNaNf, 3});
  CHECK(std::isnan(y[1]));
  CHECK(y[2] == 2);
}

TEST_CASE("infer.inference_filter: Savitzky-Golay has the published weights") {
  // Savitzky, Golay 1964, table I, quadratic over 5 points: (-3, 12, 17, 12, -3) / 35
  std::vector<float> impulse(11, 0.0F);
  impulse[5] = 35;
  const std::vector<float> y = savitzky_golay(impulse, 5, 2);
  const std::vector<float> expected = {0, 0, 0, -3, 12, 17, 12, -3, 0, 0, 0};
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(y[i] - expected[i]) < 1e-5F);
}

TEST_CASE("infer.inference_filter: Savitzky-Golay keeps a polynomial of its order, ends included") {
  std::vector<float> x;
  for (int i = 0; i < 40; ++i) {
    const float t = static_cast<float>(i) / 10;
    x.push_back(1 - 2 * t + 0.5F * t * t - 0.3F * t * t * t);
  }
  for (const std::size_t window : {std::size_t{7}, std::size_t{20}, std::size_t{500}}) {
    const std::vector<float> y = savitzky_golay(x, window, 3);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::abs(y[i] - x[i]) < 1e-4F);
  }
  const std::vector<float> lower = savitzky_golay(x, 20, 2);
  CHECK(std::abs(lower[0] - x[0]) > 1e-3F);
  CHECK(savitzky_golay({}, 5, 2).empty());
  CHECK(savitzky_golay(std::vector<float>{1, 2}, 5, 2) == std::vector<float>{1, 2});
}

TEST_CASE("infer.inference_filter: a file's state begins anew at a time gap") {
  using K = InferenceFilterType;
  const Dataset data = with_gap(6, 3);
  const std::vector<float> x = {2, 4, 6, 100, kNaNf, 200};
  const std::vector<float> y = filtered(filter(K::moving_average, 9), data, 0, x);
  CHECK(std::vector<float>(y.begin(), y.begin() + 4) == std::vector<float>{2, 3, 4, 100});
  CHECK(std::isnan(y[4]));
  CHECK(y[5] == 150);
}

TEST_CASE("infer.inference_filter: the settings name it, and what is not causal says so") {
  Hyperparams hp;
  CHECK_FALSE(inference_filter(hp).any());
  hp.inference_filter_type = InferenceFilterType::savitzky_golay;
  CHECK_FALSE(inference_filter(hp).causal());
  CHECK(filter_text(inference_filter(hp)).find("not causal") != std::string::npos);
  hp.inference_filter_type = InferenceFilterType::exponential_moving_average;
  CHECK(inference_filter(hp).causal());
}
