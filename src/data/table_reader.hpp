// Stage 1, the door: a file of rows by its kind, told by its name.
#pragma once

#include "data/csv/reader.hpp"

namespace lstmtrain {

// .mat by mat_reader, everything else as text. Spreadsheets are refused with the way to CSV.
Table read_table(const std::string& path, const std::string& name,
                 const std::vector<std::string>& columns, const Hyperparams& hyperparams);

}  // namespace lstmtrain
