// Annealed gradient noise: its deviation at any step, its independence, and what it is a function
// of.
#include "train/optim/gradient_noise.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

GradientNoise noise_of(double eta, std::uint64_t seed = 3) {
  return {eta, Philox(seed, Purpose::gradient_noise)};
}

std::vector<float> draws(const GradientNoise& noise, std::int64_t step, std::size_t count) {
  std::vector<float> grads(count, 0.0F);
  noise.add(step, grads);
  return grads;
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum / static_cast<double>(a.size());
}

std::vector<float> trained(const Hyperparams& hp) {
  Reporter silent;
  return fit(hp, low_pass_data({300}), silent, {.threads = 1}).model.params;
}

}  // namespace

// 40,000 draws: the deviation of a mean square is 0.7 % of it, that of a correlation 0.5 %.
TEST_CASE("train.gradient_noise: sigma_t^2 is eta / (1 + t)^0.55, another draw at every step") {
  constexpr std::size_t kCount = 40000;
  for (const double eta : {0.01, 1.0}) {
    const GradientNoise noise = noise_of(eta);
    const std::vector<float> first = draws(noise, 0, kCount);
    CHECK(product(first, first) == Approx(eta).epsilon(0.03));
    double sum = 0;
    for (const float value : first) sum += static_cast<double>(value);
    CHECK(std::abs(sum) / kCount < 0.02 * std::sqrt(eta));
    for (const std::int64_t step : {std::int64_t{1}, std::int64_t{1000},
                                    std::int64_t{1} << 32}) {  // the high word counts, too
      const std::vector<float> later = draws(noise, step, kCount);
      const double variance = eta / std::pow(1 + static_cast<double>(step), 0.55);
      CHECK(product(later, later) == Approx(variance).epsilon(0.03));
      CHECK(std::abs(product(first, later)) < 0.02 * std::sqrt(eta * variance));
    }
  }
  CHECK(draws(noise_of(1, 4), 0, 8) != draws(noise_of(1), 0, 8));
}

TEST_CASE("train.gradient_noise: a function of step and parameter, added to what is there") {
  const GradientNoise noise = noise_of(0.3);
  const std::vector<float> whole = draws(noise, 7, 50), part = draws(noise, 7, 20);
  CHECK(std::memcmp(whole.data(), part.data(), 20 * sizeof(float)) == 0);
  std::vector<float> grads(50, 2.0F);
  noise.add(7, grads);
  for (std::size_t i = 0; i < grads.size(); ++i) CHECK(grads[i] == 2.0F + whole[i]);
}

TEST_CASE("train.gradient_noise: eta 0 changes no byte, not even the sign of a zero") {
  std::vector<float> grads{-0.0F, 1e-40F, NAN};
  const std::vector<float> before = grads;
  noise_of(0).add(5, grads);
  CHECK(std::memcmp(grads.data(), before.data(), sizeof(float) * grads.size()) == 0);
}

TEST_CASE("train.gradient_noise: GRADIENT_NOISE changes a training, and repeats with the seed") {
  Hyperparams hp = small_run(true);
  hp.max_epochs = 2;
  const std::vector<float> without = trained(hp);
  hp.gradient_noise = 1e-4;
  const std::vector<float> with = trained(hp);
  CHECK(with != without);
  CHECK(with == trained(hp));
}
