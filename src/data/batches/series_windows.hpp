// Every row of some series: windows of `length` rows one behind the other, one a batch, zero state,
// loss on every row that has a target. Not a way to train: a way to look at each window by
// itself.
#pragma once

#include <vector>

#include "data/batches/batch_source.hpp"
#include "data/batches/scaled_rows.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

class SeriesWindows : public BatchSource {
 public:
  SeriesWindows(const Dataset& dataset, const std::vector<Segment>& segments, const Scaler& scaler,
                int length, int target_offset);

  // The windows of `segments`. The last one of a series reaches back into the one before it; a
  // series that is shorter is one window.
  static std::vector<Segment> cut(const std::vector<Segment>& segments, int length,
                                  int target_offset);

  // Only windows [first, last) are shown from here on.
  void show(std::size_t first, std::size_t last);
  const Segment& window() const { return windows_[next_ - 1]; }

  BatchShape largest() const override;
  std::size_t batches_per_epoch() const override { return last_ - first_; }
  std::size_t samples_per_epoch() const override { return last_ - first_; }
  void start_epoch(int) override { next_ = first_; }
  bool next() override;
  void save(StateDict&) const override {}
  void load(const StateDict&) override {}
  const BatchShape& shape() const override { return shape_; }
  void gather(int first_lane, int used, int first_row, int rows,
              const BlockArrays& block) const override;
  std::optional<BatchRow> row_of(int lane, int row) const override;

 private:
  ScaledRows rows_;
  std::vector<Segment> windows_;
  int length_, offset_;
  std::size_t first_ = 0, last_ = 0, next_ = 0;
  BatchShape shape_;
};

}  // namespace lstmtrain
