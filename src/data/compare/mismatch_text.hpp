// A mismatch in words: which file, which column, by how much, and the line that cures it.
#pragma once

#include <string>

#include "data/compare/mismatch.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// `others` is whom the file is compared with: "in the 39 other files".
std::string mismatch_text(const Mismatch& mismatch, const SourceFile& file,
                          const FileSummary& summary, const std::vector<ColumnFamily>& families,
                          const std::string& others);

}  // namespace lstmtrain
