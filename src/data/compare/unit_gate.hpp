// The files of a training know each other: one in other units than the rest is refused before
// anything is learned from it.
#pragma once

#include <string>
#include <vector>

#include "data/clean/outliers.hpp"
#include "data/faults.hpp"

namespace lstmtrain {

// Gives every table its prints. `columns` are those of the tables.
void print_tables(const Hyperparams& hyperparams, const std::vector<std::string>& columns,
                  std::vector<Table>& tables);

// The tables as they were read, with their prints, each against all others. Where fewer than four
// have prints, what is found is a note instead of a fault. Nothing where IGNORE_UNIT_CHECK.
void gate_units(const Hyperparams& hyperparams, const RawTables& tables, const Faults& faults,
                Dataset& dataset);

// What does not fit of one file with its prints, against a model's training files.
std::vector<std::string> unlike_training(const std::vector<ColumnFamily>& families,
                                         const SourceFile& file, const FileSummary& summary);

}  // namespace lstmtrain
