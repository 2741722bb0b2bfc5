// What is told of the time that a file's layout has.
#pragma once

#include "data/csv/layout.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

TimeSummary time_summary(const CsvLayout& layout);

}  // namespace lstmtrain
