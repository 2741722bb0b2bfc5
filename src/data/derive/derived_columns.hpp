// Stage 1b: the columns that the settings derive from others (DERIVED_COLUMNS): which columns a
// file must have, and a row of the model's columns from a row of the file's. One definition for
// training, testing and a device.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/csv/reader.hpp"
#include "data/derive/formula.hpp"

namespace lstmtrain {

class DerivedColumns {
 public:
  // The features, then the targets of the settings. Throws Error(config) for a text that is no
  // formula.
  explicit DerivedColumns(const Hyperparams& hyperparams);

  // Whether the model has such columns at all; without, its columns are those of the file.
  bool any() const { return !formulas_.empty(); }
  // The name of one that computes with seconds; empty when none does.
  const std::string& timed() const { return timed_; }
  // The columns of the file that are read: those of the model first, in its order.
  const std::vector<std::string>& raw() const { return raw_; }
  std::size_t size() const { return places_.size(); }
  bool is_derived(std::size_t column) const { return places_[column] >= raw_.size(); }
  // Of a column that is not derived.
  std::size_t raw_index(std::size_t column) const { return places_[column]; }

  // The next row: `raw` [raw().size()] in, `out` [size()] features and targets; NaN for what has no
  // value. `seconds` since the row before. A derived column restarts by itself behind a row in
  // which one of its own columns is bad. Allocates: no.
  void next(std::span<const double> raw, double seconds, std::span<double> out);

  // The next row is the first of a series.
  void restart();

 private:
  struct Source {
    Formula formula;
    std::vector<std::size_t> inputs;  // into row_
  };

  std::vector<std::string> raw_;
  std::string timed_;
  std::vector<Source> formulas_;     // only those that are needed
  std::vector<std::size_t> places_;  // of each column of the model in row_
  std::vector<double> row_;          // raw, then derived
  std::vector<double> inputs_;
};

// The file with the model's columns instead of its own; their ranges and bad cells in the summary.
// The states restart at every break in time. Throws Error(data) when seconds are needed and the
// file has no time column.
void derive_columns(DerivedColumns& columns, const std::vector<std::string>& names, Table& table);

}  // namespace lstmtrain
