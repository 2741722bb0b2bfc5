// OUTLIERS: cells of the files far outside of their column are told, taken for bad, brought to the
// range of the others, or refused, before anything is computed from them.
#pragma once

#include <string>
#include <vector>

#include "data/faults.hpp"
#include "data/table.hpp"

namespace lstmtrain {

// The tables of a training as they were read, before they are resampled or derived from.
struct RawTables {
  std::vector<Table> train, val, test;
};

// `columns` are those of the tables. Each set is judged with those before it, so that what is done
// to the training rows follows from them alone. Test rows are what a device will see: they are
// never changed, only told. Lines go to notes and warnings, what is left as it is to outliers;
// under OUTLIERS error a column with outliers is a fault. `train_name` as in AssemblyOptions.
void treat_outliers(const Hyperparams& hyperparams, const std::vector<std::string>& columns,
                    const std::string& train_name, const Faults& faults, RawTables& tables,
                    Dataset& dataset);

}  // namespace lstmtrain
