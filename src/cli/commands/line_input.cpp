#include "cli/commands/line_input.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "data/csv/limits.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {

// A stream of the C library would wait until its buffer is full: read() gives what is there.
bool LineInput::next(std::string& line) {
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != buffer_.npos) {
      line.assign(buffer_, begin_, end - begin_);
      begin_ = end + 1;
      return true;
    }
    searched = buffer_.size() - begin_;
    buffer_.erase(0, begin_);
    begin_ = 0;
    if (buffer_.size() > kMaxLine)
      throw Error(ErrorCode::data, "stdin: a line is too long, expected at most " +
                                       std::to_string(kMaxLine) +
                                       " bytes. Hint: rows are lines of CSV below a header.");
    if (!refill()) break;
  }
  line = std::move(buffer_);
  buffer_.clear();
  return !line.empty();
}

bool LineInput::refill() {
  if (ended_) return false;
  std::array<char, 65536> block;
  ssize_t size = 0;
  do size = read(STDIN_FILENO, block.data(), block.size());
  while (size < 0 && errno == EINTR);
  if (size < 0)
    throw Error(ErrorCode::io, "stdin: cannot be read, expected rows of CSV. Hint: pipe them in.");
  ended_ = size == 0;
  buffer_.append(block.data(), static_cast<std::size_t>(size));
  return !ended_;
}

}  // namespace lstmtrain::cli
