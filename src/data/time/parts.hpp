// Where a file falls into series: at a time gap, a step back, and where another series begins.
#pragma once

#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Whether a series begins at `row` whatever the times say.
bool is_break(const SourceFile& file, std::size_t row);

// Parts of a file between time gaps (gaps.hpp), bad rows included. Without a time column breaks
// alone end them.
std::vector<Segment> parts_in_time(const SourceFile& file, std::size_t index);

// Counts gaps, steps backward and repeated stamps into `summary`.
void count_gaps(const SourceFile& file, FileSummary& summary);

}  // namespace lstmtrain
