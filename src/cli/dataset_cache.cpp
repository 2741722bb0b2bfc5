#include "cli/dataset_cache.hpp"

#include "io/hyperparams_json.hpp"

namespace lstmtrain::cli {

std::shared_ptr<const Dataset> DatasetCache::get(const Hyperparams& hp, const DataPaths& paths) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const Dataset>& dataset = loaded_[io::data_settings(hp, paths.val.empty())];
  if (!dataset) dataset = std::make_shared<const Dataset>(load_dataset(hp, paths));
  return dataset;
}

}  // namespace lstmtrain::cli
