// The hyperparameter files of VEstim's history. They stand beside the datasets, not in this
// repository.
#pragma once

#include <algorithm>
#include <vector>

#include "support/datasets.hpp"

namespace lstmtrain::test {

// None, and the case is skipped, where LSTMTRAIN_DATASETS does not lead to them.
inline std::vector<std::filesystem::path> vestim_files() {
  namespace fs = std::filesystem;
  const fs::path folder = dataset("../reference/vestim-files");
  std::vector<fs::path> files;
  if (folder.empty()) return files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  return files;
}

}  // namespace lstmtrain::test
