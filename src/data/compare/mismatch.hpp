// Whether a file's columns are in the units of the other files: a factor, an offset, a turned sign,
// two columns in each other's place.
#pragma once

#include <cstddef>
#include <vector>

#include "data/compare/families.hpp"

namespace lstmtrain {

struct Mismatch {
  enum class Kind { factor, offset, sign, swapped };
  Kind kind = Kind::factor;
  std::size_t column = 0;
  std::size_t other = 0;  // of swapped: the column that stands here
  double value = 0;       // of factor: how many times too large; of offset: how much
};

// Of one file against the others: `families` are those of `file`'s columns, in its order. A file of
// too few rows has none. What is told apart: each mismatch turns a file that is unlike all others
// into one like them; one that is merely unlike them (colder, weaker, at rest) is none.
std::vector<Mismatch> find_mismatches(const FilePrints& file,
                                      const std::vector<ColumnFamily>& families);

}  // namespace lstmtrain
