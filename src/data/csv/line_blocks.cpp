#include "data/csv/line_blocks.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "data/csv/lines.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kCompression = 16;  // at most, of a file system that compresses

[[noreturn]] void refuse(const std::string& path, const char* what, int reason) {
  throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io,
              path + ": " + what + ", " + std::strerror(reason) +
                  ". Hint: check the path and its permissions.");
}

// A power cut leaves a line of NUL bytes, a cycler one in its preamble; where most of the lines
// have one it is no text.
bool is_binary(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  if (text.find('\0') == text.npos) return false;
  std::size_t lines = 0, spoilt = 0;
  for (std::size_t position = 0; position < text.size(); ++lines)
    spoilt += next_line(text, position).find('\0') != std::string_view::npos;
  return 2 * spoilt > lines;
}

}  // namespace

LineBlocks::LineBlocks(const std::string& path, std::size_t block_bytes)
    : path_(path), file_(std::fopen(path.c_str(), "rb")) {
  if (!file_) refuse(path, "cannot be opened", errno);
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // blocks are large already
  struct stat status {};
  if (fstat(fileno(file_.get()), &status) != 0) refuse(path, "cannot be read", errno);
  if (S_ISDIR(status.st_mode)) refuse(path, "cannot be read", EISDIR);
  std::size_t block = block_bytes;
  if (S_ISREG(status.st_mode)) {
    const auto size = static_cast<std::size_t>(status.st_size);
    const std::size_t stored = static_cast<std::size_t>(status.st_blocks) * 512;
    likely_bytes_ = std::min(size, stored * kCompression);
    block = std::min(block, size + 1);  // a small file fits whole, and its end is seen at once
  }
  buffer_.resize(block);
}

// Moves what was not handed out to the front and reads behind it.
void LineBlocks::refill(std::uint64_t line) {
  used_ -= given_;
  std::memmove(buffer_.data(), buffer_.data() + given_, used_);
  given_ = 0;
  if (used_ > kMaxLine)
    throw Error(ErrorCode::data, path_ + ":" + std::to_string(line) +
                                     ": the line is too long, expected at most " +
                                     std::to_string(kMaxLine) +
                                     " bytes. Hint: is it a CSV file with an end to every line?");
  if (used_ == buffer_.size()) buffer_.resize(2 * buffer_.size());  // one line fills it
  const std::size_t got =
      std::fread(buffer_.data() + used_, 1, buffer_.size() - used_, file_.get());
  if (std::ferror(file_.get()) != 0) refuse(path_, "cannot be read", errno);
  ended_ = got < buffer_.size() - used_;
  if (first_ && is_binary({buffer_.data() + used_, got}))
    throw Error(
        ErrorCode::data,
        path_ + ": a binary or UTF-16 file, expected CSV text. Hint: export it as UTF-8 CSV.");
  used_ += got;
}

std::string_view LineBlocks::next(std::uint64_t line) {
  std::string_view lines;
  while (lines.empty() && !ended_) {
    refill(line);
    const std::string_view text(buffer_.data(), used_);
    const std::size_t last = text.rfind('\n');
    lines = ended_ ? text : text.substr(0, last == text.npos ? 0 : last + 1);
  }
  given_ = lines.size();
  if (first_) lines = without_byte_order_mark(lines);
  first_ = false;
  return lines;
}

}  // namespace lstmtrain
