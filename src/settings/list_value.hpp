// Values that are lists: column names and paths, numbers, and the layer sizes of one net or of
// several.
#pragma once

#include "settings/value.hpp"

namespace lstmtrain::settings {

// A list of texts, or one text that Field::separator cuts; {"Name": "expression"} for
// DERIVED_COLUMNS. Always one value, a JSON array.
std::optional<Reading> read_names(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults);

// A list of numbers, or one text with commas. Always one value, a JSON array.
std::optional<Reading> read_numbers(const Field& field, const text::Json& written,
                                    const std::string& where, text::Faults& faults);

// Layer sizes, each value a JSON array of integers: 64, [64, 32], "64,32" are one net;
// "64,32;128,64", "[64,32],[128,64]", [[64, 32], [128, 64]] are an axis of nets;
// "[[16,16],[64,64]]" and "[16,64]" are search ranges.
std::optional<Reading> read_sizes(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults,
                                  std::vector<std::string>& notes);

}  // namespace lstmtrain::settings
