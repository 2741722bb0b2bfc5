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

inline constexpr int kBlockLanes = 64;  // most lanes of a block: its state stays in L1
inline constexpr int kLaneMultiple =
    16;  // one AVX-512 vector of floats; every narrower vector divides it

constexpr int round_up(int n, int multiple) { return (n + multiple - 1) / multiple * multiple; }
constexpr int divide_up(int n, int divisor) { return (n + divisor - 1) / divisor; }

// How N lanes are cut into blocks. Depends on N alone, so that results do not depend on the
// threads.
struct BlockLayout {
  int lanes = 0;  // N

  int blocks() const { return divide_up(lanes, kBlockLanes); }
  int first_lane(int block) const { return block * kBlockLanes; }
  // Lanes of `block` that carry data.
  int used(int block) const {
    const int rest = lanes - first_lane(block);
    return rest < kBlockLanes ? rest : kBlockLanes;
  }
  // Lanes of `block` in memory: B.
  int width(int block) const { return round_up(used(block), kLaneMultiple); }
};

}  // namespace lstmtrain
