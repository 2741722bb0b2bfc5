// Stage 1, the door: the formats that a table may come in, a row of one table each. A format more
// is a row more.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace lstmtrain {

// Whether a folder is searched for files of a format: always; only where it has no file of a format
// that is searched always, since such a file is often an export of the other; where it has none of
// these either (a text may be a read-me); never.
enum class Searched { always, otherwise, last, never };

using TableReader = Table (*)(const std::string& path, const std::string& name,
                              const std::vector<std::string>& columns,
                              const Hyperparams& hyperparams, const Digits& digits);

struct TableFormat {
  std::string_view name;
  std::array<std::string_view, 5> extensions;  // lower case, with the dot; "" is none
  Searched searched;
  TableReader read;          // null: this program cannot read it,
  std::string_view refusal;  // and says so: what it is, what is expected, a hint
};

std::span<const TableFormat> table_formats();

// The format that a file's name tells; null for a name that tells none.
const TableFormat* format_of(const std::string& path);

// Reads a file by its format, as text where its name tells none. Throws as read_csv, and
// Error(data) with the way to CSV for a format that cannot be read.
Table read_table(const std::string& path, const std::string& name,
                 const std::vector<std::string>& columns, const Hyperparams& hyperparams,
                 const Digits& digits = {});

}  // namespace lstmtrain
