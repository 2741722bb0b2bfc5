// Stage 3: windows as index ranges. A window is LOOKBACK consecutive rows of one segment and the
// row of its target. Nothing is stored per window and nothing is copied.
#pragma once

#include <cstddef>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

struct Window {
  std::size_t file = 0;
  std::size_t begin = 0;   // first row
  std::size_t target = 0;  // begin + lookback - 1 + target_offset
  bool starts = false;     // begins at the first row of its segment
  int padding = 0;         // rows before `begin` that hold nothing, of a window that is cut short
};

// Throws Error(data) when none of `segments` has `rows` rows: names the longest, and `what` asks
// for them, such as "LOOKBACK + TARGET_OFFSET". `fault`: "training data: no window".
void require_rows(const Dataset& dataset, const std::vector<Segment>& segments, std::size_t rows,
                  const std::string& fault, const std::string& what);

class Windows {
 public:
  // lookback, stride >= 1, target_offset >= 0, in rows. Throws Error(data) when `segments` yield no
  // window: names the longest series and what to do.
  Windows(const Dataset& dataset, const std::vector<Segment>& segments, int lookback,
          int target_offset, int stride);

  std::size_t count() const { return ends_.empty() ? 0 : ends_.back(); }
  // Window `index` in [0, count()), in the order of the segments. O(log segments).
  Window at(std::size_t index) const;

 private:
  std::size_t lookback_, offset_, stride_;
  std::vector<Segment> segments_;  // only those long enough
  std::vector<std::size_t> ends_;  // windows up to and including each segment
};

}  // namespace lstmtrain
