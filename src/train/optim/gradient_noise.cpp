#include "train/optim/gradient_noise.hpp"

#include <cmath>

namespace lstmtrain {
namespace {

constexpr double kGamma = 0.55;

}  // namespace

void GradientNoise::add(std::int64_t step, std::span<float> grads) const {
  if (eta <= 0) return;
  const auto low = static_cast<std::uint32_t>(step), high = static_cast<std::uint32_t>(step >> 32);
  // sigma_t^2 = eta / (1 + t)^gamma
  const double sigma = std::sqrt(eta / std::pow(1 + static_cast<double>(step), kGamma));
  // g_t = g_t + N(0, sigma_t^2)
  for (std::size_t i = 0; i < grads.size(); ++i)
    grads[i] += static_cast<float>(sigma * rng.normal(low, high, static_cast<std::uint32_t>(i)));
}

}  // namespace lstmtrain
