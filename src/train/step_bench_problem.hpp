// What a shape to be measured stands for: the settings and made-up data.
#pragma once

#include "lstmtrain/dataset.hpp"
#include "train/step_bench.hpp"

namespace lstmtrain {

// Window method, every window from the zero state, loss on its last row.
Hyperparams bench_settings(const BenchCase& bench);

// Made-up rows of the case's inputs and outputs; `number` makes them differ.
SourceFile bench_rows(const BenchCase& bench, std::size_t rows, std::uint32_t number);

// Training rows for `steps` batches of windows, and a window to validate on.
Dataset bench_data(const BenchCase& bench, int steps);

// [not empty] in any order; of an even number the upper of the two in the middle.
double median(std::vector<double> values);

}  // namespace lstmtrain
