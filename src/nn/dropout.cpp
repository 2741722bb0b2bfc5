#include "nn/dropout.hpp"

namespace lstmtrain::nn {

template <class Scalar>
void Dropout::apply(int rows, int H, int B, const Scalar* x, Scalar* y) const {
  const auto threshold = static_cast<std::uint64_t>(probability * 0x1p32);
  const Scalar keep = probability < 1 ? Scalar(1 / (1 - probability)) : Scalar(0);
  for (int t = 0; t < rows; ++t)
    for (int k = 0; k < H; ++k) {
      const long row = (static_cast<long>(t) * H + k) * B;
      const std::uint32_t unit = (layer << 16) | static_cast<std::uint32_t>(k);
      for (int n = 0; n < B; n += 4) {
        const auto word = rng(step, first_row + static_cast<std::uint32_t>(t), unit,
                              (first_lane + static_cast<std::uint32_t>(n)) / 4);
        for (int j = 0; j < 4; ++j)
          y[row + n + j] =
              word[static_cast<unsigned>(j)] >= threshold ? x[row + n + j] * keep : Scalar(0);
      }
    }
}

template void Dropout::apply(int, int, int, const float*, float*) const;
template void Dropout::apply(int, int, int, const double*, double*) const;

}  // namespace lstmtrain::nn
