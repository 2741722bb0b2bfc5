// Data that a program has in memory: columns in place of files. It passes the same gate, derived
// columns, resampling and split, so that equal rows give equal datasets, scalers and models, to the
// last bit, whichever way they came.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// A column of a series, in physical units. Borrowed: it must live until the call that takes it
// returns, and not longer.
struct MemoryColumn {
  std::string name;
  std::variant<std::span<const double>, std::span<const float>> values;
};

// A series, which stands for a file: columns of one length, in any order, found by their names
// letter by letter. Those that the settings do not name are passed over. NaN is a bad cell, as
// "nan" in a file is.
struct MemorySeries {
  std::string name;  // in messages and results, where a file has its name
  std::vector<MemoryColumn> columns;
  // Seconds, rising, one a row. Empty: the column that TIME_COLUMN names; where it names none, no
  // time. Borrowed.
  std::span<const double> time = {};
};

// val empty: split off the training series, as the settings say.
struct MemoryData {
  std::vector<MemorySeries> train, val, test;
};

// Copies the rows that the settings ask for; what they borrow may go when it returns. Throws config
// for settings out of range, data as load_dataset does; messages name the series and count its rows
// from 1. May be called from any thread, and by several at once.
Dataset dataset_from_memory(const Hyperparams& hyperparams, const MemoryData& data);

// For testing only, as load_test_data.
Dataset test_data_from_memory(const Hyperparams& hyperparams,
                              const std::vector<MemorySeries>& series);

}  // namespace lstmtrain
