// Lines of a file that are no rows: counted, the first one named.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace lstmtrain {

class LeftOut {
 public:
  // `place` is "path:line:column". A line that belongs to the file's form, such as that of a cycle
  // between its records, is no fault.
  void add(const std::string& place, const std::string& what, bool fault = true);
  std::size_t count() const { return count_; }

  // A line cut off, a footer: a line for the user; none where nothing was left out. A file of which
  // half is at fault is another one than it seems: throws data.
  std::optional<std::string> note(std::size_t rows) const;

 private:
  std::size_t count_ = 0, faults_ = 0;
  std::string first_;
};

}  // namespace lstmtrain
