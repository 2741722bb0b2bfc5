// Words put together: in a list, in a CSV file, in a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain::text {

// The words in one text.
std::string joined(const std::vector<std::string>& words, const std::string& between = ", ");

// As a terminal or a browser may be given it: '?' for each control character but line feed and
// tab (C0, DEL, C1), for each that turns the direction of writing, and for each byte that is no
// UTF-8.
std::string visible(std::string_view text);

// As it may stand in a message: at most `most` bytes, visible, on one line.
std::string printable(std::string_view text, std::size_t most = 40);

// A name as messages have it: printable, within double quotes.
std::string quoted(std::string_view name);

// A cell of a CSV file, in quotes where it must be (RFC 4180, section 2).
std::string csv_cell(const std::string& text);
// The same of a file that is for a spreadsheet too, which would run a cell that begins with = or @.
std::string spreadsheet_cell(const std::string& text);

}  // namespace lstmtrain::text
