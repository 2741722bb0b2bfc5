// Cuts one array into several that begin on cache lines. Base of the scratches of the kernels.
#pragma once

#include <cstddef>

namespace lstmtrain::nn {

// A tile of weight gradients adds to so many columns of a row, zeros behind its own: behind the
// last row there is room for them.
inline constexpr long kTileColumns = 4;

template <class Scalar>
struct ScratchCut {
  std::size_t size = 0;  // elements in all

 protected:
  // The next `count` elements of `base`; of no base, none, and only `size` has a meaning.
  Scalar* take(Scalar* base, long count) {
    Scalar* begin = base == nullptr ? nullptr : base + size;
    constexpr long kLine = 64 / sizeof(Scalar);
    size += static_cast<std::size_t>((count + kLine - 1) / kLine * kLine);
    return begin;
  }
};

}  // namespace lstmtrain::nn
