#include "data/window_batches.hpp"

#include <algorithm>

#include "base/rng.hpp"

namespace lstmtrain {

WindowBatches::WindowBatches(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler)
    : dataset_(dataset),
      rows_(dataset, scaler),
      windows_(dataset, dataset.train, hp.lookback, hp.target_offset, hp.window_stride),
      seed_(hp.seed),
      lookback_(hp.lookback),
      history_(std::min(hp.lookback, hp.tbptt_history > 0 ? hp.tbptt_history : hp.lookback)) {
  const std::size_t all = windows_.count();
  batch_size_ = hp.batch_training ? std::min(all, static_cast<std::size_t>(hp.batch_size)) : all;
  start_epoch(0);
}

BatchShape WindowBatches::largest() const {
  return {
      static_cast<int>(batch_size_), lookback_, history_, lookback_ - 1, lookback_, batch_size_};
}

std::size_t WindowBatches::batches_per_epoch() const {
  return (windows_.count() + batch_size_ - 1) / batch_size_;
}

void WindowBatches::start_epoch(int epoch) {
  order_ = permutation(Philox(seed_, Purpose::shuffle), static_cast<std::uint32_t>(epoch),
                       static_cast<std::uint32_t>(windows_.count()));
  begin_ = end_ = 0;
}

bool WindowBatches::next() {
  if (end_ == order_.size()) return false;
  begin_ = end_;
  end_ = std::min(begin_ + batch_size_, order_.size());
  shape_ = largest();
  shape_.lanes = static_cast<int>(end_ - begin_);
  shape_.unmasked = end_ - begin_;
  return true;
}

void WindowBatches::gather(int first_lane, int used, int first_row, int rows,
                           const BlockArrays& block) const {
  const int B = block.B;
  const auto cells = static_cast<std::size_t>(rows) * static_cast<std::size_t>(B);
  std::fill_n(block.x, cells * static_cast<std::size_t>(rows_.features()), 0.0F);
  std::fill_n(block.mask, cells, std::uint8_t{0});
  std::fill_n(block.reset, cells, std::uint8_t{0});
  const int last = lookback_ - 1 - first_row;  // the row of the target, if it is among these
  for (int n = 0; n < used; ++n) {
    const Window w = window(first_lane + n);
    rows_.features(w.file, w.begin + static_cast<std::size_t>(first_row), rows, B, block.x + n);
    if (last >= rows) continue;
    rows_.targets(w.file, w.target, 1, B,
                  block.target + static_cast<long>(last) * rows_.targets() * B + n);
    block.mask[last * B + n] = 1;
  }
}

std::string WindowBatches::where(int lane, int row) const {
  const Window w = window(lane);
  const SourceFile& file = dataset_.files[w.file];
  return file.name + ":" + std::to_string(file.line(w.begin + static_cast<std::size_t>(row)));
}

}  // namespace lstmtrain
