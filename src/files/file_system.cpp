#include "files/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "files/held_folder.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

int open_retry(const std::string& path, int flags) {
  const Place place = place_of(path);
  int fd;
  do {
    fd = ::openat(place.folder, place.name.c_str(), flags | O_CLOEXEC, 0666);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// A descriptor that is closed at the end of its scope.
struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  const int fd;
};

[[noreturn]] void fail(ErrorCode code, const std::string& path, const char* what,
                       const char* expected) {
  throw Error(code,
              path + ": " + what + ", got \"" + std::strerror(errno) + "\", expected " + expected);
}

}  // namespace

int FileSystem::create(const std::string& path) {
  const Place place = place_of(path);
  return ::openat(place.folder, place.name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
}

int FileSystem::open_stream(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
}

int FileSystem::reserve(int fd, std::size_t size) {
  if (size == 0) return 0;
  const int error = ::posix_fallocate(fd, 0, static_cast<off_t>(size));
  if (error == 0 || error == EOPNOTSUPP || error == EINVAL || error == ENOSYS) return 0;
  errno = error;
  return -1;
}

std::ptrdiff_t FileSystem::write(int fd, std::span<const std::byte> bytes) {
  return ::write(fd, bytes.data(), bytes.size());
}

int FileSystem::sync(int fd) { return ::fsync(fd); }

// On Linux the descriptor is gone after EINTR.
int FileSystem::close(int fd) { return ::close(fd) == 0 || errno == EINTR ? 0 : -1; }

int FileSystem::rename(const std::string& from, const std::string& to) {
  const Place source = place_of(from), target = place_of(to);
  return ::renameat(source.folder, source.name.c_str(), target.folder, target.name.c_str());
}

int FileSystem::remove(const std::string& path) {
  const Place place = place_of(path);
  return ::unlinkat(place.folder, place.name.c_str(), 0);
}

bool FileSystem::exists(const std::string& path) {
  const Place place = place_of(path);
  return ::faccessat(place.folder, place.name.c_str(), F_OK, 0) == 0;
}

void FileSystem::make_folder(const std::string& path) {
  const Place place = place_of(path);
  if (::mkdirat(place.folder, place.name.c_str(), 0777) == 0) return;
  const int error = errno;
  struct stat info;
  const bool there = error == EEXIST &&
                     ::fstatat(place.folder, place.name.c_str(), &info, 0) == 0 &&
                     S_ISDIR(info.st_mode);
  errno = error;
  if (!there)
    fail(ErrorCode::cannot_create, path, "cannot be created",
         "a place for a folder. Hint: is the disk full?");
}

int FileSystem::open_log(const std::string& path, bool append) {
  const int fd =
      open_retry(path, O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK | (append ? O_APPEND : 0));
  if (fd < 0) return -1;
  struct stat info;
  const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  const bool ready = append ? ::lseek(fd, 0, SEEK_END) >= 0 : ::ftruncate(fd, 0) == 0;
  if (regular && ready) return fd;
  ::close(fd);
  errno = regular ? EIO : ENOTSUP;
  return -1;
}

int FileSystem::sync_folder(const std::string& folder) {
  const Descriptor file(open_retry(folder, O_RDONLY | O_DIRECTORY));
  if (file.fd < 0) return 0;  // a folder that can be written but not read
  return ::fsync(file.fd) == 0 || errno == EINVAL ? 0 : -1;
}

std::vector<std::string> FileSystem::list(const std::string& folder) {
  std::vector<std::string> names;
  const int fd = open_retry(folder, O_RDONLY | O_DIRECTORY);
  if (fd < 0 && errno == ENOENT) return names;
  DIR* const entries = fd < 0 ? nullptr : ::fdopendir(fd);
  errno = entries == nullptr ? errno : 0;
  while (entries != nullptr) {
    errno = 0;
    const dirent* entry = ::readdir(entries);
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  const int error = errno;
  if (entries != nullptr) ::closedir(entries);
  errno = error;
  if (error != 0)
    fail(ErrorCode::io, folder, "the folder cannot be listed",
         "one that can be read. Hint: check its rights.");
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::byte> FileSystem::read(const std::string& path, std::uintmax_t most) {
  const Descriptor file(open_retry(path, O_RDONLY | O_NONBLOCK));  // a pipe must not block
  if (file.fd < 0) {
    fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::not_found : ErrorCode::io, path,
         "cannot be opened", "a file that can be read. Hint: check the path.");
  }
  struct stat info;
  if (::fstat(file.fd, &info) != 0) fail(ErrorCode::io, path, "cannot be read", "a file.");
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorCode::data,
                path + ": is not a file, got a folder or a device, expected a file.");
  }
  if (static_cast<std::uintmax_t>(info.st_size) > most) {
    throw Error(ErrorCode::data, path + ": the file is too long, got " +
                                     std::to_string(info.st_size) + " bytes, expected at most " +
                                     std::to_string(most) + ". Hint: is it the right file?");
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::read(file.fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(ErrorCode::io, path, "cannot be read", "a file that can be read.");
    if (n == 0) break;  // it shrank
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

FileSystem& FileSystem::posix() {
  static FileSystem files;
  return files;
}

}  // namespace lstmtrain::files
