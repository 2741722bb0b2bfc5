#include "data/batches/window_batches.hpp"

#include <algorithm>
#include <array>

#include "base/rng.hpp"
#include "base/shape.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {

WindowBatches::WindowBatches(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler)
    : BatchSource(dataset),
      rows_(dataset, scaler),
      windows_(dataset, dataset.train, hp.lookback, hp.target_offset, hp.window_stride),
      seed_(hp.seed),
      lookback_(hp.lookback),
      history_(hp.history()),
      stride_(hp.window_stride),
      offset_(hp.target_offset),
      warmup_(hp.warmup_rows) {
  add_short_windows(dataset.train);
  const std::size_t all = total();
  batch_size_ = hp.batch_training ? std::min(all, static_cast<std::size_t>(hp.batch_size)) : all;
  start_epoch(0);
}

// Windows that end k2, 2 k2, ... rows before the first whole window of each series does.
void WindowBatches::add_short_windows(const std::vector<Segment>& segments) {
  for (const Segment& s : segments) {
    if (s.size() < static_cast<std::size_t>(lookback_ + offset_)) continue;
    for (int end = lookback_ - 1 - history_; end >= warmup_; end -= history_)
      short_windows_.push_back({s.file, s.begin, s.begin + static_cast<std::size_t>(end + offset_),
                                true, lookback_ - 1 - end});
  }
}

Window WindowBatches::window(int lane) const {
  const std::size_t index = order_[begin_ + static_cast<std::size_t>(lane)];
  return index < windows_.count() ? windows_.at(index) : short_windows_[index - windows_.count()];
}

BatchShape WindowBatches::largest() const {
  return {static_cast<int>(batch_size_), lookback_, history_, lookback_ - history_, lookback_, 0};
}

std::size_t WindowBatches::batches_per_epoch() const {
  return (total() + batch_size_ - 1) / batch_size_;
}

void WindowBatches::start_epoch(int epoch) {
  order_ = permutation(Philox(seed_, Purpose::shuffle), static_cast<std::uint32_t>(epoch),
                       static_cast<std::uint32_t>(total()));
  begin_ = end_ = 0;
}

bool WindowBatches::next() {
  if (end_ == order_.size()) return false;
  begin_ = end_;
  end_ = std::min(begin_ + batch_size_, order_.size());
  shape_ = largest();
  shape_.lanes = static_cast<int>(end_ - begin_);
  shape_.head_begin = lookback_ - 1;
  for (int lane = 0; lane < shape_.lanes; ++lane)
    for_each_scored(window(lane), [this](int row) {
      shape_.head_begin = std::min(shape_.head_begin, row);
      ++shape_.unmasked;
    });
  return true;
}

void WindowBatches::save(StateDict& state) const {
  put_number(state, "batches.end", static_cast<std::int64_t>(end_));
}

void WindowBatches::load(const StateDict& state) {
  const std::int64_t end = get_integer(state, "batches.end");
  if (end < 0 || static_cast<std::size_t>(end) > order_.size())
    throw Error(ErrorCode::data, "checkpoint: tensor \"batches.end\" is beyond the epoch's end.");
  end_ = static_cast<std::size_t>(end);
}

template <class Visit>
void WindowBatches::for_each_scored(const Window& w, Visit visit) const {
  const int last = lookback_ - 1, first = std::max(lookback_ - history_, w.padding + warmup_);
  visit(last);
  for (int row = last - stride_; w.starts && row >= first; row -= stride_) visit(row);
}

void WindowBatches::gather(int first_lane, int used, int first_row, int rows,
                           const BlockArrays& block) const {
  const int B = block.B;
  block.clear(rows, rows_.features());
  std::array<LaneRows, kBlockLanes> lanes{};
  for (int n = 0; n < used; ++n) {
    const Window w = window(first_lane + n);
    const auto source = [&](int row) {
      return w.begin + static_cast<std::size_t>(row - w.padding);
    };
    const int from = std::max(first_row, w.padding), count = first_row + rows - from;
    if (count <= 0) continue;
    const long t = from - first_row;
    lanes[static_cast<std::size_t>(n)] = {w.file, source(from), static_cast<int>(t), count};
    if (w.padding > 0 && from == w.padding) block.reset[t * B + n] = 1;
    for_each_scored(w, [&](int row) {
      const long scored = row - first_row;
      if (scored < 0 || scored >= rows) return;
      rows_.targets(w.file, source(row + offset_), 1, B,
                    block.target + scored * rows_.targets() * B + n);
      block.mask[scored * B + n] = 1;
    });
  }
  rows_.features(std::span(lanes).first(static_cast<std::size_t>(used)), rows, B, block.x);
}

// Of the rows before the first one of a series: that one.
std::optional<BatchRow> WindowBatches::row_of(int lane, int row) const {
  const Window w = window(lane);
  const auto input = w.begin + static_cast<std::size_t>(std::max(0, row - w.padding));
  return BatchRow{w.file, input, input + static_cast<std::size_t>(offset_)};
}

}  // namespace lstmtrain
