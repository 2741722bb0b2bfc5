// The locale de_DE.UTF-8, whose decimal sign is a comma, made in a folder of its own where the
// machine does not have it.
#pragma once

#include <cstdlib>
#include <map>
#include <string>

#include "support/temp_dir.hpp"

namespace lstmtrain::test {

// What chooses it: LC_ALL, and LOCPATH where it was made. Empty when it cannot be had.
inline const std::map<std::string, std::string>& german() {
  static const TempDir folder;
  static const std::map<std::string, std::string> env = [] {
    const std::string place = (folder / "de_DE.UTF-8").string();
    const std::string probe = "test \"$(LC_ALL=de_DE.UTF-8 /usr/bin/printf %.1f 1,5 2>&1)\" = 1,5";
    std::map<std::string, std::string> found = {{"LC_ALL", "de_DE.UTF-8"}};
    if (std::system(probe.c_str()) == 0) return found;
    found["LOCPATH"] = folder.path().string();
    std::system(("localedef -i de_DE -f UTF-8 '" + place + "' >/dev/null 2>&1").c_str());
    const std::string there = "LOCPATH='" + folder.path().string() + "' sh -c '" + probe + "'";
    return std::system(there.c_str()) == 0 ? found : std::map<std::string, std::string>{};
  }();
  return env;
}

}  // namespace lstmtrain::test
