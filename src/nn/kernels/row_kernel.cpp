// Stage 9: what the one-row kernels share, and the dense head of one row.
#include "nn/kernels/row_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/row_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

void dense_row(int K, int Hp, const float* weight, const float* bias, const float* h, float* y) {
  const Tag<float> d;
  const int N = static_cast<int>(hn::Lanes(d));
  for (int k = 0; k < K; ++k, weight += Hp) {
    auto sum = hn::Mul(hn::LoadU(d, weight), hn::LoadU(d, h));
    for (int j = N; j < Hp; j += N)
      sum = hn::MulAdd(hn::LoadU(d, weight + j), hn::LoadU(d, h + j), sum);
    y[k] = bias[k] + hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

LSTMTRAIN_EXPORT(dense_row);

std::size_t row_packed_size(const RowKernel& kernel, int D, int H) {
  return row_tile_size(kernel.gates, D, H) * static_cast<std::size_t>(row_padded(H) / row_tile(H));
}

void pack_row(const RowKernel& kernel, const CellForward<float>& w, float* packed) {
  const int H = w.H, G = kernel.gates, parted = kernel.parted_gate, width = row_tile(H);
  std::fill_n(packed, row_packed_size(kernel, w.D, H), 0.0f);
  for (int j = 0; j < H; ++j) {
    const auto row = [&](int g) { return static_cast<long>(g) * H + j; };
    float* at = packed + row_tile_size(G, w.D, H) * static_cast<std::size_t>(j / width) + j % width;
    for (int g = 0; g < 4; ++g, at += width) {
      if (g == parted)
        *at = w.bias_ih[row(g)];
      else if (g < G)
        *at = w.bias_ih[row(g)] + w.bias_hh[row(g)];
      else if (parted >= 0 && g == G)
        *at = w.bias_hh[row(parted)];
    }
    for (int k = 0; k < w.D; ++k)
      for (int g = 0; g < G; ++g, at += width) *at = w.weight_ih[row(g) * w.D + k];
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < G; ++g, at += width) *at = w.weight_hh[row(g) * H + k];
  }
}

void dense_row_kernel(int K, int Hp, const float* weight, const float* bias, const float* h,
                      float* y) {
  LSTMTRAIN_DISPATCH(dense_row)(K, Hp, weight, bias, h, y);
}

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
