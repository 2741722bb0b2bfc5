// Which numbers of a column are bad cells all the same: MISSING_VALUES and VALID_RANGE. The one
// rule of files, of memory and of rows that arrive one by one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/expression/valid_range.hpp"
#include "data/csv/csv_cell.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

class CellRules {
 public:
  // For cells of `columns`, which are named as in the settings.
  CellRules(const Hyperparams& hyperparams, const std::vector<std::string>& columns);

  // The kind of a cell of that column. A number is compared as the table holds it, in float32: with
  // MISSING_VALUES 65.535 the cell 65.53500366 is missing, too.
  CellKind judge(std::size_t column, const CellValue& cell) const {
    return cell.kind == CellKind::number ? judge_number(column, cell.value) : cell.kind;
  }

  // "lies outside of VALID_RANGE 2..4.5, got \"65.535\""
  std::string describe(std::size_t column, CellKind kind, std::string_view text) const;

 private:
  CellKind judge_number(std::size_t column, double value) const;

  std::vector<float> missing_;
  std::vector<ValidRange> ranges_;  // one a column
};

}  // namespace lstmtrain
