// A table of text with aligned columns: names to the left, numbers to the right.
#pragma once

#include <string>
#include <vector>

namespace lstmtrain::cli {

class Table {
 public:
  // The first `left` columns are aligned to the left.
  explicit Table(std::vector<std::string> header, std::size_t left = 1)
      : rows_{std::move(header)}, left_(left) {}

  // Cells that are missing at the end are empty.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // A ruled line before the next row.
  void rule() { rules_.push_back(rows_.size()); }
  // The header, a rule, the rows; every line ends with '\n'. Widths count UTF-8 code points.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> rules_;
  std::size_t left_;
};

}  // namespace lstmtrain::cli
