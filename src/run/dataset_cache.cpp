#include "run/dataset_cache.hpp"

#include "settings/settings.hpp"

namespace lstmtrain::run {

std::shared_ptr<const Dataset> DatasetCache::get(const Hyperparams& hp, const DataPaths& paths) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const Dataset>& dataset = loaded_[settings::data_settings(hp, paths.val.empty())];
  if (!dataset) dataset = std::make_shared<const Dataset>(load_dataset(hp, paths));
  return dataset;
}

}  // namespace lstmtrain::run
