#include "data/csv/lines.hpp"

#include <algorithm>

namespace lstmtrain {

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string_view next_line(std::string_view text, std::size_t& position) {
  const std::size_t begin = position;
  const std::size_t end = text.find('\n', begin);
  position = end == text.npos ? text.size() : end + 1;
  std::string_view line = text.substr(begin, (end == text.npos ? text.size() : end) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view trim_line(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

const char* cell_end(const char* p, const char* end, char delimiter) {
  for (bool quoted = false; p != end && (quoted || *p != delimiter); ++p)
    if (*p == '"') quoted = !quoted;
  return p;
}

void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells) {
  cells.clear();
  const char* const end = line.data() + line.size();
  for (const char* p = line.data();; ++p) {
    const char* const begin = p;
    p = cell_end(begin, end, delimiter);
    cells.emplace_back(begin, static_cast<std::size_t>(p - begin));
    if (p == end) return;
  }
}

std::size_t leading_blanks(const std::vector<std::string_view>& cells) {
  const auto filled = std::find_if(cells.begin(), cells.end(), [](std::string_view cell) {
    return cell.find_first_not_of(" \t\r\"") != cell.npos;
  });
  return static_cast<std::size_t>(filled - cells.begin());
}

Rows first_rows(std::string_view text, char delimiter, std::size_t most, std::size_t blank) {
  std::size_t position = 0;
  Rows rows;
  while (rows.size() < most && position < text.size()) {
    split_cells(next_line(text, position), delimiter, rows.emplace_back());
    if (blank > 0 && leading_blanks(rows.back()) < blank) rows.pop_back();
  }
  return rows;
}

}  // namespace lstmtrain
