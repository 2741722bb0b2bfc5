// Every result is checked. A failed fsync is never repeated: the kernel may have dropped the pages,
// so the attempt as a whole has failed.
#include "files/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

constexpr int kTempNames = 100;  // temporary files of dead processes that are stepped over

[[noreturn]] void fail(ErrorCode code, const std::string& path, const char* what, int error,
                       const char* expected) {
  throw Error(code,
              path + ": " + what + ", got \"" + std::strerror(error) + "\", expected " + expected);
}

// A new file under a temporary name: closed and removed unless it was renamed away.
class TempFile {
 public:
  TempFile(FileSystem& files, const std::filesystem::path& target) : files_(files) {
    for (int i = 0; i < kTempNames && fd_ < 0; ++i) {
      name_ = (target.parent_path() /
               ("." + target.filename().string() + "." + std::to_string(i) + ".tmp"))
                  .string();
      do {
        fd_ = files_.create(name_);
      } while (fd_ < 0 && errno == EINTR);
      if (fd_ < 0 && errno != EEXIST) break;
    }
    if (fd_ < 0) {
      name_.clear();
      fail(ErrorCode::cannot_create, target.string(), "cannot be created", errno,
           "a folder that exists and can be written. Hint: choose another folder.");
    }
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile() {
    if (fd_ >= 0) files_.close(fd_);
    if (!name_.empty()) files_.remove(name_);
  }

  void reserve(std::size_t size, const std::string& path) {
    int result;
    do {
      result = files_.reserve(fd_, size);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
      fail(ErrorCode::io, path, "cannot be written", errno,
           "room for the file. Hint: free space on the disk.");
    }
  }

  void write(std::span<const std::byte> bytes, const std::string& path) {
    while (!bytes.empty()) {
      const std::ptrdiff_t n = files_.write(fd_, bytes);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        fail(ErrorCode::io, path, "cannot be written", n == 0 ? EIO : errno,
             "all bytes written. Hint: is the disk full?");
      }
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  // The bytes are on the disk, and the descriptor is closed.
  void settle(const std::string& path) {
    const bool synced = files_.sync(fd_) == 0;
    const int error = errno;
    const bool closed = files_.close(fd_) == 0;
    fd_ = -1;
    if (!synced || !closed) {
      fail(ErrorCode::io, path, "cannot be written", synced ? errno : error,
           "the bytes on the disk. Hint: is the disk full or failing?");
    }
  }

  void rename_to(const std::string& path) {
    if (files_.rename(name_, path) != 0) {
      fail(ErrorCode::cannot_create, path, "cannot be replaced", errno,
           "a file, or nothing, of this name. Hint: choose another name.");
    }
    name_.clear();
  }

 private:
  FileSystem& files_;
  std::string name_;
  int fd_ = -1;
};

}  // namespace

void write_file_atomically(const std::string& path, std::span<const std::byte> bytes,
                           FileSystem& files) {
  const std::filesystem::path target(path);
  const std::string folder = target.has_parent_path() ? target.parent_path().string() : ".";
  TempFile temp(files, target);
  temp.reserve(bytes.size(), path);
  temp.write(bytes, path);
  temp.settle(path);
  temp.rename_to(path);
  if (files.sync_folder(folder) != 0) {
    fail(ErrorCode::io, folder, "cannot be synced", errno, "a durable folder entry.");
  }
}

void write_file_atomically(const std::string& path, std::string_view text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

std::string temporary_target(const std::string& name) {
  const std::size_t end = name.rfind(".tmp"), number = name.rfind('.', end - 1);
  const bool temporary = name.size() > 6 && name[0] == '.' && end == name.size() - 4 &&
                         number != std::string::npos && number > 1 && number + 1 < end &&
                         name.find_first_not_of("0123456789", number + 1) == end;
  return temporary ? name.substr(1, number - 1) : "";
}

std::vector<std::byte> read_whole_file(const std::string& path) {
  return FileSystem::posix().read(path);
}

std::string read_text_file(const std::string& path) {
  const std::vector<std::byte> bytes = read_whole_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace lstmtrain::files
