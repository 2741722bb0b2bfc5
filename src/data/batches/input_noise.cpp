#include "data/batches/input_noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/column_number.hpp"

namespace lstmtrain {
namespace {

// Four standard normals from four words (Box & Muller 1958): sqrt(-2 ln u1) (cos, sin)(2 pi u2), u1
// in (0, 1].
std::array<double, 4> normals(const std::array<std::uint32_t, 4>& words) {
  std::array<double, 4> out{};
  for (std::size_t pair = 0; pair < 4; pair += 2) {
    const double radius = std::sqrt(-2 * std::log((words[pair] + 1.0) * 0x1p-32));
    const double angle = 2 * std::numbers::pi * words[pair + 1] * 0x1p-32;
    out[pair] = radius * std::cos(angle);
    out[pair + 1] = radius * std::sin(angle);
  }
  return out;
}

}  // namespace

InputNoise input_noise(const Hyperparams& hp, int D) {
  InputNoise noise{{}, Philox(hp.seed, Purpose::input_noise)};
  std::vector<double> deviations(static_cast<std::size_t>(D), hp.input_noise_std);
  for (const std::string& text : hp.input_noise_columns) {
    const auto named = parse_column_number(text);
    for (std::size_t d = 0; named && d < std::min(deviations.size(), hp.feature_columns.size());
         ++d)
      if (hp.feature_columns[d] == named->column) deviations[d] = named->value;
  }
  const bool any =
      std::any_of(deviations.begin(), deviations.end(), [](double s) { return s > 0; });
  if (any) noise.deviations = std::move(deviations);
  return noise;
}

void InputNoise::add(std::int64_t step, int first_row, int rows, int first_lane, int used, int B,
                     float* x) const {
  if (deviations.empty()) return;
  const int D = static_cast<int>(deviations.size());
  for (int t = 0; t < rows; ++t)
    for (int d = 0; d < D; ++d, x += B) {
      const double deviation = deviations[static_cast<std::size_t>(d)];
      for (int n = 0; deviation > 0 && n < used; n += 4) {
        const auto four = normals(
            rng(static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(first_row + t),
                static_cast<std::uint32_t>(d), static_cast<std::uint32_t>(first_lane + n) / 4));
        for (int j = 0; j < 4 && n + j < used; ++j)
          x[n + j] += static_cast<float>(deviation * four[static_cast<std::size_t>(j)]);
      }
    }
}

}  // namespace lstmtrain
