// Stage 5: batches as the two training methods show them. A source holds indices only; gather()
// scales rows into a block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/state_dict.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

// What a row of a lane reads: a row of a file's inputs, and that of the targets it predicts.
struct BatchRow {
  std::size_t file = 0, input = 0, target = 0;
};

// The present batch: N lanes of T rows, of which the last `history` are backpropagated, the head
// runs from head_begin.
struct BatchShape {
  int lanes = 0;       // N
  int steps = 0;       // T, rows run forward
  int history = 0;     // k2 <= T: the last rows, kept for the backward pass
  int head_begin = 0;  // first row of the head, T - history <= head_begin < T
  int new_rows = 0;    // rows that no batch before this one of the epoch has read (window: all)
  std::size_t unmasked = 0;  // rows of all lanes that carry loss: the loss divides by it

  std::size_t rows() const {
    return static_cast<std::size_t>(lanes) * static_cast<std::size_t>(new_rows);
  }
};

// One block's slice of the arrays of BlockWorkspace: rows [0, rows) of lanes [first_lane,
// first_lane + used).
struct BlockArrays {
  int B = 0;  // lanes in memory
  float* x = nullptr;
  float* target = nullptr;
  std::uint8_t* mask = nullptr;
  std::uint8_t* reset = nullptr;

  // x of `features`, mask and reset of `rows` rows to 0.
  void clear(int rows, int features) const {
    const auto cells = static_cast<std::size_t>(rows) * static_cast<std::size_t>(B);
    std::fill_n(x, cells * static_cast<std::size_t>(features), 0.0F);
    std::fill_n(mask, cells, std::uint8_t{0});
    std::fill_n(reset, cells, std::uint8_t{0});
  }
};

class BatchSource {
 public:
  explicit BatchSource(const Dataset& dataset) : dataset_(dataset) {}
  virtual ~BatchSource() = default;
  const Dataset& dataset() const { return dataset_; }

  // The largest batch there will be; the workspace is planned for it.
  virtual BatchShape largest() const = 0;
  virtual std::size_t batches_per_epoch() const = 0;
  // Windows, or rows that carry loss, of one epoch.
  virtual std::size_t samples_per_epoch() const = 0;

  // Epochs count from 0; the order depends on (seed, epoch) only.
  virtual void start_epoch(int epoch) = 0;
  // The next batch, false at the epoch's end.
  virtual bool next() = 0;
  // The place in the epoch: after start_epoch and load, next() gives the batch that it would have
  // given after save. load throws data.
  virtual void save(StateDict& state) const = 0;
  virtual void load(const StateDict& state) = 0;
  virtual const BatchShape& shape() const = 0;

  // Rows [first_row, first_row + rows) of the present batch, for lanes first_lane .. first_lane +
  // used - 1; the other lanes of the block get x 0, mask 0, reset 0. Allocates: no. Thread-safe.
  virtual void gather(int first_lane, int used, int first_row, int rows,
                      const BlockArrays& block) const = 0;

  // Whether the state is carried from batch to batch (stream), and which row's state enters the
  // next batch, counted from the first backpropagated one.
  virtual bool carries_state() const { return false; }
  virtual int carry_row() const { return 0; }
  // A lane whose state was lost begins anew at the next batch: zero state, warm-up rows without
  // loss.
  virtual void restart_lane(int /*lane*/) {}

  // What row `row` of lane `lane` of the present batch reads; nothing for padding.
  virtual std::optional<BatchRow> row_of(int lane, int row) const = 0;

 protected:
  const Dataset& dataset_;
};

// The source of these settings' TRAINING_METHOD. It refers to `dataset`, which must outlive it.
std::unique_ptr<BatchSource> make_batches(const Hyperparams& hyperparams, const Dataset& dataset,
                                          const Scaler& scaler);

}  // namespace lstmtrain
