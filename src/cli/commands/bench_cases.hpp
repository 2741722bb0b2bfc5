// The shapes of `lstmtrain bench` as people write them: CELL,H[-H2...],N,T, where CELL is LSTM,
// GRU, LSTM+LN or GRU+LN (LAYER_NORM cell) and T may be T/TBPTT_HISTORY.
#pragma once

#include <string>
#include <vector>

#include "train/step_bench.hpp"

namespace lstmtrain::cli {

// Throws Error usage that names the part that is wrong.
BenchCase parse_bench_case(const std::string& text);

// Those of bench/cases/default.txt.
std::vector<BenchCase> default_bench_cases();

}  // namespace lstmtrain::cli
