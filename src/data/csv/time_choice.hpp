// Which column of a CSV file is its time, and how its cells are written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/csv/layout.hpp"

namespace lstmtrain {

// Sets what `layout` says of the time: of the column `named`, else of the best of those that are a
// time by their names and their cells. `text` and the rest of `layout` as find_layout() has them.
// Throws Error(data) where `named` holds no time.
void find_time(const std::string& file, std::string_view text, std::optional<std::size_t> named,
               const CellForm& form, CsvLayout& layout);

}  // namespace lstmtrain
