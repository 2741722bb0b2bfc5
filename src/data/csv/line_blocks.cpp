#include "data/csv/line_blocks.hpp"

#include <algorithm>
#include <cstring>

#include "data/csv/lines.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kLeastBlock = std::size_t{1} << 16;  // a header is found in the first one

// A power cut leaves a line of NUL bytes, a cycler one in its preamble; where most of the lines
// have one it is no text.
bool is_binary(std::string_view text) {
  if (text.find('\0') == text.npos) return false;
  std::size_t lines = 0, spoilt = 0;
  for (std::size_t position = 0; position < text.size(); ++lines)
    spoilt += next_line(text, position).find('\0') != std::string_view::npos;
  return 2 * spoilt > lines;
}

}  // namespace

LineBlocks::LineBlocks(const std::string& path, std::size_t block_bytes)
    : path_(path), source_(open_text(path)) {
  // A small file fits whole, and its end is seen at once.
  const std::size_t likely = std::max(source_.likely_bytes + 1, kLeastBlock);
  buffer_.resize(source_.likely_bytes > 0 ? std::min(block_bytes, likely) : block_bytes);
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
  const std::size_t got = source_.bytes->read(buffer_.data() + used_, buffer_.size() - used_);
  ended_ = got < buffer_.size() - used_;
  if (first_ && is_binary({buffer_.data() + used_, got}))
    throw Error(ErrorCode::data,
                path_ + ": a binary file, expected CSV text. Hint: export it as UTF-8 CSV.");
  char* const begin = buffer_.data() + used_;
  if (first_ && got > 0)
    by_returns_ = std::find(begin, begin + got, '\n') == begin + got &&
                  std::find(begin, begin + got, '\r') != begin + got;
  if (by_returns_) std::replace(begin, begin + got, '\r', '\n');
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
  return form_ == LineForm::plain ? lines : as_plain(lines);
}

std::string_view LineBlocks::reshaped(LineForm form) {
  form_ = form;
  return as_plain(without_byte_order_mark({buffer_.data(), given_}));
}

std::string_view LineBlocks::as_plain(std::string_view lines) {
  plain_.clear();
  append_plain(lines, form_, plain_);
  return plain_;
}

}  // namespace lstmtrain
