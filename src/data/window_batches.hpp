// Stage 5, method "window": shuffled windows of LOOKBACK rows, loss on the last row, zero state
// each window.
#pragma once

#include <cstdint>
#include <vector>

#include "data/batch_source.hpp"
#include "data/scaled_rows.hpp"
#include "data/windows.hpp"

namespace lstmtrain {

class WindowBatches : public BatchSource {
 public:
  // Throws Error(data) when no series is long enough for one window.
  WindowBatches(const Hyperparams& hyperparams, const Dataset& dataset, const Scaler& scaler);

  BatchShape largest() const override;
  std::size_t batches_per_epoch() const override;
  std::size_t samples_per_epoch() const override { return windows_.count(); }
  void start_epoch(int epoch) override;
  bool next() override;
  const BatchShape& shape() const override { return shape_; }
  void gather(int first_lane, int used, int first_row, int rows,
              const BlockArrays& block) const override;
  std::string where(int lane, int row) const override;

 private:
  Window window(int lane) const {
    return windows_.at(order_[begin_ + static_cast<std::size_t>(lane)]);
  }

  const Dataset& dataset_;
  ScaledRows rows_;
  Windows windows_;
  std::uint64_t seed_;
  int lookback_, history_;
  std::size_t batch_size_;
  std::vector<std::uint32_t> order_;
  std::size_t begin_ = 0, end_ = 0;  // of the present batch in order_
  BatchShape shape_;
};

}  // namespace lstmtrain
