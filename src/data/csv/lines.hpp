// Text cut into lines, and lines into cells, of a file or of rows that arrive one by one.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace lstmtrain {

// The first text of a file or stream without the mark that UTF-8 may begin with.
std::string_view without_byte_order_mark(std::string_view text);

// The next line from `position` on, without its end (LF or CRLF); position moves behind it.
std::string_view next_line(std::string_view text, std::size_t& position);

// Without the blanks around it.
std::string_view trim_line(std::string_view line);

// The end of the cell that begins at `p`: the next delimiter outside of quotes, or `end`.
const char* cell_end(const char* p, const char* end, char delimiter);

// The cells of a line; quotes are honoured. `cells` is reused.
void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells);

// How many of the first cells are blank.
std::size_t leading_blanks(const std::vector<std::string_view>& cells);

// The first rows of `text`, cut into cells once for all who look at them; of lines whose first
// `blank` cells are not all blank none.
using Rows = std::vector<std::vector<std::string_view>>;
Rows first_rows(std::string_view text, char delimiter, std::size_t most, std::size_t blank = 0);

}  // namespace lstmtrain
