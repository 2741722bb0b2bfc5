#include "files/checkpoint_store.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "files/atomic_file.hpp"
#include "files/format_version.hpp"
#include "files/tensors/safetensors.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

constexpr std::string_view kPrefix = "ckpt-", kSuffix = ".safetensors", kCorrupt = ".corrupt";
constexpr std::size_t kDigits = 12;
constexpr const char* kFormat = "lstmtrain checkpoint";

std::string name_of(std::int64_t step) {
  const std::string digits = std::to_string(step);
  return std::string(kPrefix) + std::string(kDigits - std::min(kDigits, digits.size()), '0') +
         digits + std::string(kSuffix);
}

// The names in `requires` that are understood here: what 0.1.0 had no place for.
constexpr std::array<std::string_view, 0> kFeatures = {};

// Whole, and a checkpoint; of whatever version.
Checkpoint verified(const std::string& path, std::span<const std::byte> bytes) {
  TensorFile file = from_safetensors(bytes, path);
  if (!file.verified) throw Error(ErrorCode::data, path + ": has no checksum.");
  if (file.metadata["format"] != kFormat) {
    throw Error(ErrorCode::data, path + ": format, got \"" + file.metadata["format"] +
                                     "\", expected \"" + kFormat + "\".");
  }
  return {path, std::move(file.tensors), std::move(file.metadata)};
}

}  // namespace

Checkpoint checkpoint_from_bytes(const std::string& path, std::span<const std::byte> bytes) {
  Checkpoint checkpoint = verified(path, bytes);
  required_by(checkpoint.metadata, path, kFeatures);
  return checkpoint;
}

CheckpointStore::CheckpointStore(std::string folder, int keep, FileSystem& files)
    : folder_(std::move(folder)), keep_(keep), files_(files) {}

bool CheckpointStore::is_checkpoint(const std::string& name) {
  const auto digits = name.begin() + static_cast<std::ptrdiff_t>(kPrefix.size());
  return name.size() == kPrefix.size() + kDigits + kSuffix.size() && name.starts_with(kPrefix) &&
         name.ends_with(kSuffix) &&
         std::all_of(digits, digits + kDigits, [](char c) { return c >= '0' && c <= '9'; });
}

bool CheckpointStore::is_corrupt(const std::string& name) {
  return name.ends_with(kCorrupt) && is_checkpoint(name.substr(0, name.size() - kCorrupt.size()));
}

std::string CheckpointStore::path(const std::string& name) const {
  return (std::filesystem::path(folder_) / name).string();
}

std::vector<std::string> CheckpointStore::names() {
  std::vector<std::string> names = files_.list(folder_);
  std::erase_if(names, [](const std::string& name) { return !is_checkpoint(name); });
  return names;
}

std::string CheckpointStore::newest_path() {
  const std::vector<std::string> all = names();
  return all.empty() ? "" : path(all.back());
}

std::string CheckpointStore::save(std::int64_t step, const StateDict& tensors, Metadata metadata) {
  metadata["format"] = kFormat;
  put_format_version(metadata, {});
  const std::string written = path(name_of(step));
  write_file_atomically(written, to_safetensors(tensors, metadata, written), files_);

  std::vector<std::string> old = names();
  if (old.size() > static_cast<std::size_t>(keep_)) {
    old.resize(old.size() - static_cast<std::size_t>(keep_));
    for (const std::string& name : old) files_.remove(path(name));  // the next save tries again
  }
  return written;
}

FoundCheckpoint CheckpointStore::newest() {
  FoundCheckpoint found;
  const std::vector<std::string> candidates = names();
  for (auto name = candidates.rbegin(); name != candidates.rend() && !found.newest; ++name) {
    try {
      found.newest = verified(path(*name), files_.read(path(*name), kMaxTensorFile));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::data) throw;
      const std::string aside = path(*name + std::string(kCorrupt));
      files_.rename(path(*name), aside);
      found.corrupt.push_back(std::string(error.what()) + " It is now " + aside + ".");
    }
  }
  if (found.newest) required_by(found.newest->metadata, found.newest->path, kFeatures);
  const std::vector<std::string> all = files_.list(folder_);
  if (!found.newest && std::any_of(all.begin(), all.end(), is_corrupt)) {
    std::string lines;
    for (const std::string& line : found.corrupt) lines += "\n" + line;
    throw Error(ErrorCode::data,
                folder_ +
                    ": no checkpoint verifies, expected one that is not damaged. Hint: "
                    "restore one from a copy, or start anew (--force)." +
                    lines);
  }
  return found;
}

}  // namespace lstmtrain::files
