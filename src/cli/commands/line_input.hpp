// Lines of standard input, each at once when it is there.
#pragma once

#include <string>

namespace lstmtrain::cli {

class LineInput {
 public:
  // The next line without its '\n'; false at the end of the input. Waits for no more than a line.
  // Throws io, and data for a line above kMaxLine.
  bool next(std::string& line);

 private:
  bool refill();

  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not handed out yet
  bool ended_ = false;
};

}  // namespace lstmtrain::cli
