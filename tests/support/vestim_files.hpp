// The hyperparameter files of VEstim's history. They stand beside the datasets, not in this
// repository: none, with a warning, where LSTMTRAIN_DATASETS does not lead to them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "support/catch.hpp"

namespace lstmtrain::test {

inline std::vector<std::filesystem::path> vestim_files() {
  namespace fs = std::filesystem;
  const char* datasets = std::getenv("LSTMTRAIN_DATASETS");
  const fs::path folder = fs::path(datasets ? datasets : "") / ".." / "reference" / "vestim-files";
  std::vector<fs::path> files;
  if (datasets && fs::is_directory(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
  if (files.empty()) WARN("skipped: LSTMTRAIN_DATASETS/../reference/vestim-files is not there");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace lstmtrain::test
