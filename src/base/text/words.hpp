// Words put together: in a list, in a CSV file, in a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain::text {

// The words in one text.
std::string joined(const std::vector<std::string>& words, const std::string& between = ", ");

// As it may stand in a message: at most `most` bytes, without control characters.
std::string printable(std::string_view text, std::size_t most = 40);

// A cell of a CSV file, in quotes where it must be (RFC 4180, section 2).
std::string csv_cell(const std::string& text);

}  // namespace lstmtrain::text
