// What a training step and an inference step cost on this machine.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain {

// One shape to measure: window method, loss on the last row.
struct BenchCase {
  std::string name;  // as it was asked for
  Cell cell = Cell::lstm;
  LayerNorm layer_norm = LayerNorm::none;
  std::vector<int> layer_sizes;  // H of each layer
  int inputs = 4;                // D
  int outputs = 1;               // K
  int lanes = 0;                 // N
  int steps = 0;                 // T
  int history = 0;               // TBPTT_HISTORY; 0: T
};

struct BenchResult {
  double ms_median = 0, ms_min = 0;  // a whole training step
  double rows_per_s = 0;             // N T / median
  double gflops = 0;                 // (2 T + 4 TBPTT_HISTORY) N G H (D + H) a layer / median
  double peak_share = 0;             // of the multiply-add peak of as many cores as threads, 0..1
  double infer_ns = 0;               // one row through the network, state carried; median
  double peak_rss_mb = 0;            // 10^6 bytes of the whole process; set by who ran it alone
  int threads = 0;
  int stats = 0;  // steps of those that were timed that took layer statistics
};

// Trains on made-up data by fit() itself, so a step is what a training's step is: gather, forward,
// loss, backward, guard, clip, optimiser, finiteness, report. Takes seconds.
struct BenchOptions {
  int threads = 1;     // 0 = the cores that help
  bool stats = false;  // layer statistics at every step
};

BenchResult run_bench(const BenchCase& bench, const BenchOptions& options);

}  // namespace lstmtrain
