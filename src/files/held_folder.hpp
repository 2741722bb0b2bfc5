// A folder held by its descriptor: what is written below its path goes into it wherever it is
// renamed to, and never into another folder that stands at that path since.
#pragma once

#include <string>

namespace lstmtrain::files {

class HeldFolder {
 public:
  // From here on every FileSystem call on a path below `path` goes by the descriptor. Throws
  // cannot_create.
  explicit HeldFolder(std::string path);
  HeldFolder(const HeldFolder&) = delete;
  HeldFolder& operator=(const HeldFolder&) = delete;
  ~HeldFolder();

  int descriptor() const { return fd_; }
  const std::string& path() const { return path_; }
  // Where it is now; "" when it was removed.
  std::string where() const;
  bool removed() const;
  // A folder that was removed is made again and held; false where that cannot be, as where another
  // one stands at its path.
  bool make_again();

 private:
  const std::string path_;
  int fd_ = -1;
};

// What a call on `path` is given: a folder's descriptor and a name in it; AT_FDCWD and the path
// itself where no folder above it is held.
struct Place {
  int folder = 0;
  std::string name;
};
Place place_of(const std::string& path);

}  // namespace lstmtrain::files
