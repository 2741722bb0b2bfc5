// What stands in a folder, to tell whether anything in it was touched.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "support/temp_dir.hpp"

namespace lstmtrain::test {

// Name -> time of the last change in ns, and the bytes of a file.
using Snapshot = std::map<std::string, std::pair<long long, std::string>>;

inline Snapshot snapshot(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  Snapshot found;
  const auto changed = [](const fs::path& path) {
    return static_cast<long long>(fs::last_write_time(path).time_since_epoch().count());
  };
  found["."] = {changed(folder), ""};
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    found[entry.path().lexically_relative(folder).string()] = {
        changed(entry.path()), entry.is_regular_file() ? read_file(entry.path()) : ""};
  return found;
}

}  // namespace lstmtrain::test
