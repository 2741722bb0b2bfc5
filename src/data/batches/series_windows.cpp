#include "data/batches/series_windows.hpp"

#include <algorithm>

namespace lstmtrain {

std::vector<Segment> SeriesWindows::cut(const std::vector<Segment>& segments, int length,
                                        int target_offset) {
  const auto rows = static_cast<std::size_t>(length),
             offset = static_cast<std::size_t>(target_offset);
  std::vector<Segment> windows;
  for (const Segment& s : segments)
    for (std::size_t begin = s.begin; begin + offset < s.end; begin += rows) {
      const std::size_t end = std::min(begin + rows, s.end - offset);
      windows.push_back(
          {s.file, end - s.begin < rows ? s.begin : std::min(begin, end - rows), end});
    }
  return windows;
}

SeriesWindows::SeriesWindows(const Dataset& dataset, const std::vector<Segment>& segments,
                             const Scaler& scaler, int length, int target_offset)
    : BatchSource(dataset),
      rows_(dataset, scaler),
      windows_(cut(segments, length, target_offset)),
      length_(length),
      offset_(target_offset),
      last_(windows_.size()) {}

void SeriesWindows::show(std::size_t first, std::size_t last) {
  first_ = first;
  last_ = last;
}

BatchShape SeriesWindows::largest() const {
  BatchShape shape;
  shape.lanes = 1;
  shape.steps = shape.history = shape.new_rows = length_;
  return shape;
}

bool SeriesWindows::next() {
  if (next_ == last_) return false;
  const auto rows = static_cast<int>(windows_[next_++].size());
  shape_ = largest();
  shape_.steps = shape_.history = shape_.new_rows = rows;
  shape_.unmasked = static_cast<std::size_t>(rows);
  return true;
}

void SeriesWindows::gather(int /*first_lane*/, int used, int first_row, int rows,
                           const BlockArrays& block) const {
  const int B = block.B;
  block.clear(rows, rows_.features());
  if (used == 0) return;
  const Segment& w = window();
  const std::size_t row = w.begin + static_cast<std::size_t>(first_row);
  rows_.features(w.file, row, rows, B, block.x);
  rows_.targets(w.file, row + static_cast<std::size_t>(offset_), rows, B, block.target);
  for (int t = 0; t < rows; ++t) block.mask[static_cast<long>(t) * B] = 1;
}

std::optional<BatchRow> SeriesWindows::row_of(int lane, int row) const {
  if (lane > 0) return {};
  const std::size_t input = window().begin + static_cast<std::size_t>(row);
  return BatchRow{window().file, input, input + static_cast<std::size_t>(offset_)};
}

}  // namespace lstmtrain
