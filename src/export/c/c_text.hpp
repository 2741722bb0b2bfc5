// Pieces of C as text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain::exporting {

// A literal that reads back to the same bits: "0.1F", "-3.0F".
std::string c_float(float value);

// "static const float NAME[3] = {...};" and a line end.
std::string c_array(const std::string& name, std::span<const float> values);
// The same of uint32_t, in hexadecimal digits.
std::string c_array(const std::string& name, std::span<const std::uint32_t> values);

// What may stand in a comment: printable ASCII without the comment's end.
std::string c_comment(std::string_view text);

std::string upper_case(std::string text);

// Names of an enumeration, one a column: "CURRENT", "CURRENT_2", "COLUMN_3" for what has no
// letters.
std::vector<std::string> c_names(const std::vector<std::string>& columns);

// `text` with each @KEY@ of `values` in its place.
std::string filled_in(const std::string& text,
                      const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace lstmtrain::exporting
