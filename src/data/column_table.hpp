// A table whose cells are numbers already: the vectors of a MATLAB file, or columns in memory.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"

namespace lstmtrain {

// A column by its name; the values stay the caller's.
struct NumberColumn {
  std::string name;
  std::span<const double> values;
};

// The columns `wanted`, and the time in seconds (TIME_COLUMN, found as in a CSV file), of
// `columns`; the others are not looked at. `path` stands before messages, with the row from 1 as
// the line. Bad cells are counted here and judged by the caller. Throws Error(data): no row,
// missing or doubled columns, columns of several lengths.
Table column_table(const std::string& path, const std::string& name,
                   const std::vector<NumberColumn>& columns, const std::vector<std::string>& wanted,
                   const Hyperparams& hyperparams, const Digits& digits);

// The same for columns that are picked already: all of `columns`, in their order. `time` in
// seconds, one a row, or empty.
Table number_table(const std::string& path, const std::string& name,
                   const std::vector<NumberColumn>& columns, std::span<const double> time,
                   const Hyperparams& hyperparams, const Digits& digits);

}  // namespace lstmtrain
