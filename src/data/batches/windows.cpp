#include "data/batches/windows.hpp"

#include <algorithm>
#include <string>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

void require_rows(const Dataset& dataset, const std::vector<Segment>& segments, std::size_t rows,
                  const std::string& fault, const std::string& what) {
  Segment longest;
  for (const Segment& segment : segments)
    if (segment.size() > longest.size()) longest = segment;
  if (longest.size() >= rows && rows > 0) return;
  const std::string found = longest.size() == 0 ? "no unbroken series"
                                                : "the longest unbroken series has " +
                                                      std::to_string(longest.size()) + " rows (" +
                                                      dataset.files[longest.file].path + ")";
  throw Error(ErrorCode::data, fault + ", got " + found + ", expected " + what + " = " +
                                   std::to_string(rows) +
                                   " rows or more. Hint: lower it or give longer files.");
}

Windows::Windows(const Dataset& dataset, const std::vector<Segment>& segments, int lookback,
                 int target_offset, int stride)
    : lookback_(static_cast<std::size_t>(lookback)),
      offset_(static_cast<std::size_t>(target_offset)),
      stride_(static_cast<std::size_t>(stride)) {
  const std::size_t span = lookback_ + offset_;
  require_rows(dataset, segments, span, "training data: no window", "LOOKBACK + TARGET_OFFSET");
  for (const Segment& segment : segments) {
    if (segment.size() < span) continue;
    segments_.push_back(segment);
    ends_.push_back(count() + (segment.size() - span) / stride_ + 1);
  }
}

Window Windows::at(std::size_t index) const {
  const auto segment = std::upper_bound(ends_.begin(), ends_.end(), index) - ends_.begin();
  const std::size_t before = segment == 0 ? 0 : ends_[static_cast<std::size_t>(segment - 1)];
  const Segment& s = segments_[static_cast<std::size_t>(segment)];
  const std::size_t begin = s.begin + (index - before) * stride_;
  return {s.file, begin, begin + lookback_ - 1 + offset_, begin == s.begin, 0};
}

}  // namespace lstmtrain
