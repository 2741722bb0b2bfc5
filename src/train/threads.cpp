#include "train/threads.hpp"

#include <algorithm>
#include <thread>

namespace lstmtrain {

double step_flops(const ModelSpec& spec, int lanes, int steps, int history) {
  double sum = 0, D = spec.input_size;
  for (const double H : spec.layer_sizes) {
    sum += (2.0 * steps + 4.0 * history) * lanes * spec.gates() * H * (D + H);
    D = H;
  }
  return sum;
}

int useful_threads(int asked, const ModelSpec& spec, const BatchShape& largest) {
  // To wake a thread costs some 30 us: two were as fast as one at steps of 6 to 15 Mflop.
  constexpr double kFlopsPerThread = 5e6;
  const double worth =
      step_flops(spec, largest.lanes, largest.steps, largest.history) / kFlopsPerThread;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
            helping = std::max(1, static_cast<int>(std::min<double>(cores, worth)));
  return std::min(asked > 0 ? asked : helping, BlockLayout::of(largest.lanes).blocks());
}

}  // namespace lstmtrain
