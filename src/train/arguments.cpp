#include "train/arguments.hpp"

#include "base/arguments.hpp"

namespace lstmtrain {

void require_training(const std::string& where, const Hyperparams& hp, const Dataset& dataset,
                      int threads) {
  require_settings(hp);
  require_threads(where, threads);
  require_dataset(where, dataset);
  require_columns(where, dataset, hp.feature_columns, hp.target_columns);
}

}  // namespace lstmtrain
