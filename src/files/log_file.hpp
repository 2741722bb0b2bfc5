// A log of a run: written line by line, from its end or from nothing.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace lstmtrain::files {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using LogFile = std::unique_ptr<std::FILE, CloseFile>;

// Null, and errno, where it cannot be opened: a link or a pipe that somebody put there, too.
LogFile open_log(const std::string& path, bool append);

}  // namespace lstmtrain::files
