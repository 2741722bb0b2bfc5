// Whole files: written so that after a crash, a kill or a full disk either the old file or the
// complete new one is there, and read with distrust of their size.
// The order of the calls is that of Pillai et al., "All file systems are not created equal",
// OSDI 2014: temporary file in the same folder, fsync, rename, fsync of the folder.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "files/file_system.hpp"

namespace lstmtrain::files {

// A file that is written in parts, and is there when it is whole: until commit() `path` is as it
// was, and without it nothing stays. A pipe or a device cannot be replaced: it is written as a
// stream. Throws as write_file_atomically.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path, FileSystem& files = FileSystem::posix());
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  // Room for so many bytes in all, so that a full disk is found before any is written.
  void reserve(std::size_t size);
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  // The bytes are on the disk, the file has its name, and the entry of the folder is on the disk.
  void commit();

 private:
  const std::string path_;
  FileSystem& files_;
  std::string temporary_;  // "": a stream, or committed
  bool stream_ = false;
  int fd_ = -1;
};

// Replaces `path` by `bytes`. On failure `path` is as it was and no temporary file stays, unless
// the disk refuses even its removal.
// Throws cannot_create (the folder is missing or closed to us, `path` is a folder), io.
void write_file_atomically(const std::string& path, std::span<const std::byte> bytes,
                           FileSystem& files = FileSystem::posix());
void write_file_atomically(const std::string& path, std::string_view text);

// The name of the file that a temporary file was to become, for one that a dead process left; ""
// for other names.
std::string temporary_target(const std::string& name);

// All bytes of a regular file. Throws not_found, data (a folder or a device), io.
std::vector<std::byte> read_whole_file(const std::string& path);
// The same as text.
std::string read_text_file(const std::string& path);

}  // namespace lstmtrain::files
