#include "files/held_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <mutex>
#include <vector>

#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

// Those of all runs of this process, several of a sweep at once.
struct Held {
  std::mutex mutex;
  std::vector<const HeldFolder*> folders;
};

Held& held() {
  static Held all;
  return all;
}

int open_folder(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

}  // namespace

HeldFolder::HeldFolder(std::string path) : path_(std::move(path)), fd_(open_folder(path_)) {
  if (fd_ < 0)
    throw Error(ErrorCode::cannot_create,
                path_ + ": cannot be opened, got \"" + std::strerror(errno) +
                    "\", expected a folder that can be read. Hint: give another folder.");
  const std::lock_guard lock(held().mutex);
  held().folders.push_back(this);
}

HeldFolder::~HeldFolder() {
  const std::lock_guard lock(held().mutex);
  std::erase(held().folders, this);
  ::close(fd_);
}

bool HeldFolder::removed() const {
  struct stat info;
  return ::fstat(fd_, &info) == 0 && info.st_nlink == 0;
}

std::string HeldFolder::where() const {
  struct stat ours, there;
  if (::fstat(fd_, &ours) != 0 || ours.st_nlink == 0) return "";
  if (::stat(path_.c_str(), &there) == 0 && there.st_dev == ours.st_dev &&
      there.st_ino == ours.st_ino)
    return path_;
  std::array<char, PATH_MAX> target{};
  const ssize_t size =
      ::readlink(("/proc/self/fd/" + std::to_string(fd_)).c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : path_;
}

// The descriptor keeps its number, by which others know the folder.
bool HeldFolder::make_again() {
  if (!removed() || ::mkdir(path_.c_str(), 0777) != 0) return false;
  const int fd = open_folder(path_);
  if (fd < 0) return false;
  const bool done = ::dup3(fd, fd_, O_CLOEXEC) == fd_;
  ::close(fd);
  return done;
}

Place place_of(const std::string& path) {
  const std::lock_guard lock(held().mutex);
  const HeldFolder* nearest = nullptr;
  for (const HeldFolder* folder : held().folders) {
    const std::string& above = folder->path();
    const bool below = path == above || (path.starts_with(above) && path[above.size()] == '/');
    if (below && (nearest == nullptr || above.size() > nearest->path().size())) nearest = folder;
  }
  if (nearest == nullptr) return {AT_FDCWD, path};
  const std::string& above = nearest->path();
  return {nearest->descriptor(), path == above ? "." : path.substr(above.size() + 1)};
}

}  // namespace lstmtrain::files
