// The calls that put files on a disk, one a method, so that tests can make each of them fail or
// forget what was not synced. This class is POSIX itself; the doubles in tests/support derive from
// it. Like the calls: -1 and errno on failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lstmtrain::files {

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // A descriptor of a new file that nobody else has; the umask applies to 0666.
  virtual int create(const std::string& path);
  // A descriptor of a pipe or a device that is there.
  virtual int open_stream(const std::string& path);
  // Room for `size` bytes, so that a full disk is found before anything is written; 0 where the
  // file system cannot tell.
  virtual int reserve(int fd, std::size_t size);
  virtual std::ptrdiff_t write(int fd, std::span<const std::byte> bytes);
  virtual int sync(int fd);
  virtual int close(int fd);
  virtual int rename(const std::string& from, const std::string& to);
  virtual int remove(const std::string& path);
  virtual bool exists(const std::string& path);
  // Unless it is there. Throws cannot_create.
  virtual void make_folder(const std::string& path);
  // A log, from its end or from nothing; never through a link, never of a pipe. -1: errno.
  virtual int open_log(const std::string& path, bool append);
  // Makes the entries of a folder durable; 0 where the file system has no such call.
  virtual int sync_folder(const std::string& folder);

  // The names in a folder, sorted; none when there is no folder. Throws io when it cannot be
  // listed.
  virtual std::vector<std::string> list(const std::string& folder);
  // All bytes of a regular file of at most `most`. Throws not_found, data (a folder, a device, too
  // long), io.
  virtual std::vector<std::byte> read(const std::string& path, std::uintmax_t most = UINTMAX_MAX);

  static FileSystem& posix();
};

}  // namespace lstmtrain::files
