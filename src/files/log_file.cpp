#include "files/log_file.hpp"

#include "files/file_system.hpp"

namespace lstmtrain::files {

LogFile open_log(const std::string& path, bool append) {
  const int fd = FileSystem::posix().open_log(path, append);
  return LogFile(fd < 0 ? nullptr : ::fdopen(fd, append ? "a" : "w"));
}

}  // namespace lstmtrain::files
