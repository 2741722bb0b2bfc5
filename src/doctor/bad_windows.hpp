// Which windows of the data break a training, or bend it: each is run through a model by itself.
#pragma once

#include <string>
#include <vector>

#include "doctor/time_bound.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// A window is extreme where its loss or gradient norm is so many times the median one, or a cell
// lies so many times the column's spread (1 to 99 % of its values) from its median.
struct BadWindowLimits {
  double loss = 100, grad_norm = 20, input = 10;
};

struct BadWindow {
  Segment rows;
  std::string what;  // "non-finite input", "extreme loss", ...
  bool finite = true;
  bool by_cell = false;            // one of its cells stands out, whatever the network says
  double loss = 0, grad_norm = 0;  // scaled units; NaN where it was not run through the network
  // The cell that lies farthest from its column's median, or that is not finite.
  std::size_t row = 0, column = 0;  // of the file; into Dataset::columns
  double value = 0;                 // physical units
  // Of a window that is not finite: the cell or the stage of the network that is the first one, and
  // the row of the data where, "file:line".
  std::string first, where;
};

struct BadWindows {
  std::size_t windows = 0;                  // whose cells were looked at
  std::size_t measured = 0;                 // that were run through the network
  double median_loss = 0, median_norm = 0;  // of the finite ones
  std::vector<BadWindow> bad;               // what is not finite first, then by rows
  bool any_nonfinite() const { return !bad.empty() && !bad.front().finite; }
};

// Runs the training and validation rows of `dataset` through `model` in windows of `length` rows
// one behind the other, from the zero state; on so many threads, which change nothing. `bound`
// null: all of them; else as many as it allows, spread evenly.
BadWindows find_bad_windows(const Hyperparams& hyperparams, const Dataset& dataset,
                            const Model& model, int length, const BadWindowLimits& limits,
                            int threads, const TimeBound* bound = nullptr);

// The same by the cells alone: no window is run through a network, which is quick.
BadWindows find_bad_cells(const Dataset& dataset, int length, int target_offset,
                          const BadWindowLimits& limits);

// A model of these settings that was never trained: fresh parameters, the scaler of `dataset`.
Model fresh_model(const Hyperparams& hyperparams, const Dataset& dataset);

}  // namespace lstmtrain
