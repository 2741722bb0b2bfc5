// POSIX calls with every result checked. A failed fsync is never repeated: the kernel may have
// dropped the pages, so the attempt as a whole has failed.
#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain::io {
namespace {

constexpr int kTempNames = 100;  // temporary files of dead processes that are stepped over

[[noreturn]] void fail(ErrorCode code, const std::string& path, const char* what, int error,
                       const char* expected) {
  throw Error(code,
              path + ": " + what + ", got \"" + std::strerror(error) + "\", expected " + expected);
}

// A descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  // Closes now; false when close reports a write error.
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0 || errno == EINTR;  // on Linux the descriptor is gone after EINTR
  }

 private:
  int fd_;
};

// A name in the folder that is removed unless the file was renamed away.
class TempName {
 public:
  explicit TempName(std::string name) : name_(std::move(name)) {}
  TempName(const TempName&) = delete;
  TempName& operator=(const TempName&) = delete;
  ~TempName() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }
  const std::string& get() const { return name_; }
  void keep() { name_.clear(); }

 private:
  std::string name_;
};

int open_retry(const std::string& path, int flags, mode_t mode = 0) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// Creates a file of a name that nobody uses; the umask applies to 0666.
int create_temp(const std::filesystem::path& target, std::string* name) {
  for (int i = 0; i < kTempNames; ++i) {
    const std::string base = "." + target.filename().string() + "." + std::to_string(i) + ".tmp";
    *name = (target.parent_path() / base).string();
    const int fd = open_retry(*name, O_CREAT | O_EXCL | O_WRONLY, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

// Asks for the space at once, so that a full disk is found before anything is written.
void reserve(int fd, std::size_t size, const std::string& path) {
  if (size == 0) return;
  int error;
  do {
    error = ::posix_fallocate(fd, 0, static_cast<off_t>(size));
  } while (error == EINTR);
  if (error != 0 && error != EOPNOTSUPP && error != EINVAL && error != ENOSYS) {
    fail(ErrorCode::io, path, "cannot be written", error,
         "room for the file. Hint: free space on the disk.");
  }
}

void write_all(int fd, std::span<const std::byte> bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      fail(ErrorCode::io, path, "cannot be written", n == 0 ? EIO : errno,
           "all bytes written. Hint: is the disk full?");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

// Makes the rename durable. Some file systems do not sync folders; they say EINVAL.
void sync_folder(const std::string& folder) {
  Descriptor fd(open_retry(folder, O_RDONLY | O_DIRECTORY));
  if (fd.get() < 0) return;  // a folder that can be written but not read
  if (::fsync(fd.get()) != 0 && errno != EINVAL) {
    fail(ErrorCode::io, folder, "cannot be synced", errno, "a durable folder entry.");
  }
}

}  // namespace

void write_file_atomically(const std::string& path, std::span<const std::byte> bytes) {
  const std::filesystem::path target(path);
  const std::string folder = target.has_parent_path() ? target.parent_path().string() : ".";
  std::string name;
  Descriptor fd(create_temp(target, &name));
  if (fd.get() < 0) {
    fail(ErrorCode::cannot_create, path, "cannot be created", errno,
         "a folder that exists and can be written. Hint: choose another folder.");
  }
  TempName temp(name);
  reserve(fd.get(), bytes.size(), path);
  write_all(fd.get(), bytes, path);
  if (::fsync(fd.get()) != 0 || !fd.close()) {
    fail(ErrorCode::io, path, "cannot be written", errno,
         "the bytes on the disk. Hint: is the disk full or failing?");
  }
  if (std::rename(name.c_str(), path.c_str()) != 0) {
    fail(ErrorCode::cannot_create, path, "cannot be replaced", errno,
         "a file, or nothing, of this name. Hint: choose another name.");
  }
  temp.keep();
  sync_folder(folder);
}

void write_file_atomically(const std::string& path, std::string_view text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

std::vector<std::byte> read_whole_file(const std::string& path) {
  Descriptor fd(open_retry(path, O_RDONLY | O_NONBLOCK));  // a pipe must not block
  if (fd.get() < 0) {
    fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::not_found : ErrorCode::io, path,
         "cannot be opened", errno, "a file that can be read. Hint: check the path.");
  }
  struct stat info;
  if (::fstat(fd.get(), &info) != 0) {
    fail(ErrorCode::io, path, "cannot be read", errno, "a file.");
  }
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorCode::data,
                path + ": is not a file, got a folder or a device, expected a file.");
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(ErrorCode::io, path, "cannot be read", errno, "a file that can be read.");
    if (n == 0) break;  // it shrank
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace lstmtrain::io
