// The groups of test --by: rows by the value of a column, or files by the beginning of their name.
#pragma once

#include <string>
#include <vector>

#include "infer/group_errors.hpp"

namespace lstmtrain {

// by: "COLUMN:WIDTH", whose groups are [i WIDTH, (i+1) WIDTH), or "file-prefix", the name up to the
// first of _ - . and blank: "25degC" of "25degC__UDDS.csv". A column that the model does not use is
// read from the files again; rows without a number there are in no group. `paths` are those that
// `dataset` was read from. Throws usage for another form, data when there is no such column.
RowGroups row_groups(const std::string& by, const Hyperparams& hyperparams, const Dataset& dataset,
                     const std::vector<std::string>& paths);

// What a run measures its test by without being asked: each feature in about ten steps of 1, 2 or 5
// times a power of ten, and the files' prefixes where there are several.
std::vector<std::string> usual_conditions(const Dataset& dataset);

}  // namespace lstmtrain
