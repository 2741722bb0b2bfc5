// Stage 5, method "window": shuffled windows of LOOKBACK rows, loss on the last row, zero state
// each window. No window ends on the first rows of a series, but a test counts them: there, from
// WARMUP_ROWS on, the first window carries loss on its earlier rows, as far back as the gradient
// sees (TBPTT_HISTORY), and shorter windows from the same first row do the rest.
#pragma once

#include <cstdint>
#include <vector>

#include "data/batches/batch_source.hpp"
#include "data/batches/scaled_rows.hpp"
#include "data/batches/windows.hpp"

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
  void save(StateDict& state) const override;
  void load(const StateDict& state) override;
  const BatchShape& shape() const override { return shape_; }
  void gather(int first_lane, int used, int first_row, int rows,
              const BlockArrays& block) const override;
  std::optional<BatchRow> row_of(int lane, int row) const override;

 private:
  void add_short_windows(const std::vector<Segment>& segments);
  std::size_t total() const { return windows_.count() + short_windows_.size(); }
  // Calls visit(row) for each row of `w` that carries loss.
  template <class Visit>
  void for_each_scored(const Window& w, Visit visit) const;
  Window window(int lane) const;

  ScaledRows rows_;
  Windows windows_;
  std::uint64_t seed_;
  int lookback_, history_, stride_, offset_, warmup_;
  std::vector<Window> short_windows_;  // of the first rows of each series, when k2 < LOOKBACK
  std::size_t batch_size_;
  std::vector<std::uint32_t> order_;
  std::size_t begin_ = 0, end_ = 0;  // of the present batch in order_
  BatchShape shape_;
};

}  // namespace lstmtrain
