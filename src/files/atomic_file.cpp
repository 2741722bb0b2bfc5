// Every result is checked. A failed fsync is never repeated: the kernel may have dropped the pages,
// so the attempt as a whole has failed.
#include "files/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 200;  // of what a temporary name is made of: 255 in all
constexpr int kTempNames = 100;  // temporary files of dead processes that are stepped over

[[noreturn]] void fail(ErrorCode code, const std::string& path, const char* what, int error,
                       const char* expected) {
  throw Error(code,
              path + ": " + what + ", got \"" + std::strerror(error) + "\", expected " + expected);
}

// Pipes, sockets, devices, and whatever descriptor /dev/stdout stands for.
bool is_stream(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const bool special =
      fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
  const std::string folder = path.parent_path().string();
  return special || folder == "/dev" || folder == "/dev/fd" || folder == "/proc/self/fd";
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path, FileSystem& files)
    : path_(path), files_(files), stream_(is_stream(path)) {
  const fs::path target(path);
  const std::string name = target.filename().string().substr(0, kLongestName);
  for (int i = 0; i < kTempNames && fd_ < 0; ++i) {
    if (!stream_)
      temporary_ =
          (target.parent_path() / ("." + name + "." + std::to_string(i) + ".tmp")).string();
    do {
      fd_ = stream_ ? files_.open_stream(path) : files_.create(temporary_);
    } while (fd_ < 0 && errno == EINTR);
    if (fd_ < 0 && (stream_ || errno != EEXIST)) break;
  }
  if (fd_ < 0) {
    temporary_.clear();
    fail(ErrorCode::cannot_create, path, "cannot be created", errno,
         "a folder that exists and can be written. Hint: choose another folder.");
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) files_.close(fd_);
  if (!temporary_.empty()) files_.remove(temporary_);
}

void AtomicFile::reserve(std::size_t size) {
  if (stream_) return;
  int result;
  do {
    result = files_.reserve(fd_, size);
  } while (result != 0 && errno == EINTR);
  if (result != 0)
    fail(ErrorCode::io, path_, "cannot be written", errno,
         "room for the file. Hint: free space on the disk.");
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::ptrdiff_t n = files_.write(fd_, bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0)
      fail(ErrorCode::io, path_, "cannot be written", n == 0 ? EIO : errno,
           "all bytes written. Hint: is the disk full?");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

void AtomicFile::commit() {
  const bool synced = stream_ || files_.sync(fd_) == 0;
  const int error = errno;
  const bool closed = files_.close(fd_) == 0;
  fd_ = -1;
  if (!synced || !closed)
    fail(ErrorCode::io, path_, "cannot be written", synced ? errno : error,
         "the bytes on the disk. Hint: is the disk full or failing?");
  if (stream_) return;
  if (files_.rename(temporary_, path_) != 0)
    fail(ErrorCode::cannot_create, path_, "cannot be replaced", errno,
         "a file, or nothing, of this name. Hint: choose another name.");
  temporary_.clear();
  const fs::path target(path_);
  const std::string folder = target.has_parent_path() ? target.parent_path().string() : ".";
  if (files_.sync_folder(folder) != 0)
    fail(ErrorCode::io, folder, "cannot be synced", errno, "a durable folder entry.");
}

void write_file_atomically(const std::string& path, std::span<const std::byte> bytes,
                           FileSystem& files) {
  AtomicFile file(path, files);
  file.reserve(bytes.size());
  file.write(bytes);
  file.commit();
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
