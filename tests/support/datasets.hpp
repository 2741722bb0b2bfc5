// Real data, where LSTMTRAIN_DATASETS leads to it. Cases that need it have the tag [datasets].
#pragma once

#include <cstdlib>
#include <filesystem>

#include "support/skip.hpp"

namespace lstmtrain::test {

// `place` below LSTMTRAIN_DATASETS; empty, and the case is skipped, where it is not there.
inline std::filesystem::path dataset(const std::filesystem::path& place) {
  const char* root = std::getenv("LSTMTRAIN_DATASETS");
  const std::filesystem::path folder = std::filesystem::path(root ? root : "") / place;
  if (root && std::filesystem::is_directory(folder)) return folder;
  skip(root ? "LSTMTRAIN_DATASETS does not lead to " + place.string()
            : "LSTMTRAIN_DATASETS is not set");
  return {};
}

}  // namespace lstmtrain::test
