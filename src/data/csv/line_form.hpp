// Lines that are no plain CSV: each within quotes as a whole, or cells apart by any number of
// blanks. They are rewritten as the CSV or tab-separated lines that they stand for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain {

enum class LineForm { plain, quoted, blanks };

// The form of a file that begins with `text`: quoted where every line of many is, blanks where a
// line of words names all of `columns` (by another usual name, or of `column_names`) and the lines
// below it are as wide.
LineForm find_line_form(std::string_view text, const std::vector<std::string>& columns,
                        const std::vector<std::string>& column_names);

// Whole lines as plain ones, as many as before, appended to `plain`.
void append_plain(std::string_view text, LineForm form, std::string& plain);

}  // namespace lstmtrain
