// Prints of many files as families, one a column.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lstmtrain/column_family.hpp"

namespace lstmtrain {

using FilePrints = std::vector<ColumnPrint>;  // of one file, a print a column

// Of the files whose prints have cells, all but `left_out` (an index into `files`, or past its
// end). Every file has the same columns.
std::vector<ColumnFamily> column_families(std::span<const FilePrints* const> files,
                                          std::size_t left_out);

}  // namespace lstmtrain
