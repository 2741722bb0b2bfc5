// Where a file is cut into unbroken parts, and why: for those who look at it.
#pragma once

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Sets `parts` and the first hundred `cuts` of the summary. keep_bad: bad rows cut nothing.
void count_cuts(const SourceFile& file, bool keep_bad, FileSummary& summary);

}  // namespace lstmtrain
