// Values that are lists: column names and paths, numbers, and the layer sizes of one net or of
// several. Called by hyperparams_value.
#pragma once

#include "io/hyperparams_value.hpp"

namespace lstmtrain::io {

// A list of texts, or one text that Field::separator cuts; {"Name": "expression"} for
// DERIVED_COLUMNS. Always one value, a JSON array.
std::optional<Reading> read_names(const Field& field, const Json& written, const std::string& where,
                                  Faults& faults);

// A list of numbers, or one text with commas. Always one value, a JSON array.
std::optional<Reading> read_numbers(const Field& field, const Json& written,
                                    const std::string& where, Faults& faults);

// Layer sizes, each value a JSON array of integers: 64, [64, 32], "64,32" are one net;
// "64,32;128,64", "[64,32],[128,64]", [[64, 32], [128, 64]] are an axis of nets;
// "[[16,16],[64,64]]" and "[16,64]" are search ranges.
std::optional<Reading> read_sizes(const Field& field, const Json& written, const std::string& where,
                                  Faults& faults, std::vector<std::string>& notes);

}  // namespace lstmtrain::io
