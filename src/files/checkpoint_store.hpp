// Stage 17: the checkpoints of a run: generations of ckpt-<step, 12 digits>.safetensors in its
// folder, each complete or absent. Knows tensors and strings only, not what they mean.
// Order: the new one is on the disk, its folder entry too, and only then the oldest is removed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/state_dict.hpp"
#include "files/file_system.hpp"

namespace lstmtrain::files {

struct Checkpoint {
  std::string path;
  StateDict tensors;
  Metadata metadata;
};

// Throws data: damaged, no checkpoint, or of a version that is not known (format_version.hpp). Does
// not look at what the tensors mean: what loads them does.
Checkpoint checkpoint_from_bytes(const std::string& path, std::span<const std::byte> bytes);

// What was found in a folder.
struct FoundCheckpoint {
  std::optional<Checkpoint> newest;  // that verifies
  std::vector<std::string> corrupt;  // a line each: what is wrong, and the name it has now
};

class CheckpointStore {
 public:
  // Keeps the newest `keep` >= 1 generations.
  CheckpointStore(std::string folder, int keep, FileSystem& files = FileSystem::posix());

  // Writes the state after `step` updates; its path. Throws cannot_create, io: then all earlier
  // ones are as they were.
  std::string save(std::int64_t step, const StateDict& tensors, Metadata metadata);

  // The newest checkpoint that verifies. Those that do not are renamed to <name>.corrupt, once.
  // Throws data when there are corrupt ones only, now or from an earlier look; and when the newest
  // is whole, but of a newer lstmtrain: it keeps its name.
  FoundCheckpoint newest();

  // The newest file, verified or not; "" where there is none.
  std::string newest_path();

  // Whether `name` is that of a checkpoint, or of a corrupt one that was put aside.
  static bool is_checkpoint(const std::string& name);
  static bool is_corrupt(const std::string& name);

 private:
  std::vector<std::string> names();  // the oldest first
  std::string path(const std::string& name) const;

  std::string folder_;
  int keep_;
  FileSystem& files_;
};

}  // namespace lstmtrain::files
