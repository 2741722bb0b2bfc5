#include "train/threads.hpp"

#include <algorithm>
#include <thread>

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("train.threads: without being asked, a small model stays on one thread") {
  const BatchShape shape{128, 10, 10, 9, 10, 128};
  const ModelSpec small{Cell::lstm, 3, {4}, 1, LayerNorm::none, 0};
  const ModelSpec large{Cell::lstm, 3, {64}, 1, LayerNorm::none, 0};
  CHECK(step_flops(small, 128, 10, 10) == 6.0 * 128 * 10 * 4 * 4 * (3 + 4));
  CHECK(step_flops(small, 128, 10, 5) == (2.0 * 10 + 4.0 * 5) * 128 * 4 * 4 * (3 + 4));
  CHECK(useful_threads(0, small, shape) == 1);
  CHECK(useful_threads(2, small, shape) == 2);
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  CHECK(useful_threads(0, large, shape) == std::min(cores, 4));
  CHECK(useful_threads(8, large, shape) == 4);  // one a block of 32 lanes
}
