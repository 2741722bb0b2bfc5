// What a reader of any format yields: the columns that were asked for, and what was found in them.
// Everything behind the readers knows tables alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/digits.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

struct Table {
  SourceFile file;
  FileSummary summary;  // counts and ranges of the columns; gaps and bad rows are the gate's
  std::vector<std::string> notes;  // lines for the user
};

// Where one table comes from: a file, or memory. `read` is given the columns that are needed, in
// order, and may throw Error.
struct TableSource {
  std::string path;  // stands before messages; no two sources of a data set share it
  std::string name;  // as it is shown
  std::function<Table(const std::vector<std::string>& columns, const Digits& digits)> read;
};

}  // namespace lstmtrain
