// The memory order of everything inside the network, said once.
//
//   T steps, N lanes of a batch, B lanes of a block, D inputs, H hidden units, K outputs, L layers,
//   G gates (LSTM 4, GRU 3). A sequence is [block][T][feature][lane]: lanes contiguous, blocks of
//   at most kBlockLanes lanes, each padded to a multiple of kLaneMultiple with lanes whose input is
//   0 and that carry no loss. Weights are row-major in PyTorch's shapes: weight_ih [G*H,D],
//   weight_hh [G*H,H], biases [G*H].
#pragma once

#include <cstddef>

namespace lstmtrain {

inline constexpr int kBlockLanes = 64;  // most lanes of any block: its state stays in L1
inline constexpr int kLaneMultiple =
    16;  // one AVX-512 vector of floats; every narrower vector divides it

constexpr int round_up(int n, int multiple) { return (n + multiple - 1) / multiple * multiple; }
constexpr int divide_up(int n, int divisor) { return (n + divisor - 1) / divisor; }

// Lanes of the blocks of a batch of at most N: as many blocks as small batches can have for two or
// four cores, as long as each fills the registers. Depends on N alone, so that results do not
// depend on the threads.
constexpr int block_lanes(int N) { return N <= 32 ? 16 : N <= 128 ? 32 : kBlockLanes; }

// How N lanes are cut into blocks.
struct BlockLayout {
  int lanes = 0;           // N
  int most = kBlockLanes;  // of a block: block_lanes() of the largest batch

  static constexpr BlockLayout of(int N) { return {N, block_lanes(N)}; }

  constexpr int blocks() const { return divide_up(lanes, most); }
  constexpr int first_lane(int block) const { return block * most; }
  // Lanes of `block` that carry data.
  constexpr int used(int block) const {
    const int rest = lanes - first_lane(block);
    return rest < most ? rest : most;
  }
  // Lanes of `block` in memory: B.
  constexpr int width(int block) const { return round_up(used(block), kLaneMultiple); }
};

}  // namespace lstmtrain
