// The data of a sweep: read once for all runs whose settings read it the same way.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain::run {

class DatasetCache {
 public:
  // Thread-safe; a second run that needs the same data waits until it is read. Throws as
  // load_dataset does.
  std::shared_ptr<const Dataset> get(const Hyperparams& hyperparams, const DataPaths& paths);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Dataset>> loaded_;
};

}  // namespace lstmtrain::run
