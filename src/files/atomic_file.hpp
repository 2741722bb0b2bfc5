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
