// What a file says of its columns whatever their units. Cheap: of a sample of 300 to 600 rows.
#pragma once

#include <string>
#include <vector>

#include "data/table.hpp"
#include "lstmtrain/column_family.hpp"

namespace lstmtrain {

// Of each of `columns`, which are the file's; slopes are of the one that `target` names, if any. A
// file of fewer than 100 rows has prints without cells.
std::vector<ColumnPrint> column_prints(const std::vector<std::string>& columns,
                                       const std::string& target, const SourceFile& file);

// The same of one column alone, in consecutive rows: what a stream has shown of it.
ColumnPrint column_print(const std::string& column, std::vector<double> cells);

}  // namespace lstmtrain
