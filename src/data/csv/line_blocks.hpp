// Stage 1: a file's text, packed or not, in blocks of whole lines, so that memory does not grow
// with the file. Works on pipes too; a file that shrinks while it is read ends there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/limits.hpp"
#include "data/csv/line_form.hpp"
#include "data/csv/text_source.hpp"

namespace lstmtrain {

class LineBlocks {
 public:
  // Throws not_found, io. `path` is what messages name, too.
  explicit LineBlocks(const std::string& path, std::size_t block_bytes = kMaxLine + 1);

  // The next lines, each whole with its end (the last one of the file perhaps without); empty at
  // the end of the file. Valid until the next call. The byte-order mark is passed over. `line` is
  // the number of the first of them, for messages.
  // Throws io, and data for bytes that are no text and for a line above kMaxLine.
  std::string_view next(std::uint64_t line = 1);

  // The first lines once more as plain ones, and all that follow. Before the second call of next().
  std::string_view reshaped(LineForm form);

  // About how long the file's text is, a hint: 0 when it is no regular file.
  std::size_t likely_bytes() const { return source_.likely_bytes; }

 private:
  void refill(std::uint64_t line);
  std::string_view as_plain(std::string_view lines);

  std::string path_;
  TextSource source_;
  std::vector<char> buffer_;
  std::string plain_;  // the lines last given, where `form_` is another
  LineForm form_ = LineForm::plain;
  std::size_t used_ = 0;   // bytes in buffer_
  std::size_t given_ = 0;  // of these, handed out by the last next()
  bool first_ = true, ended_ = false;
  bool by_returns_ = false;  // lines end with a carriage return alone
};

}  // namespace lstmtrain
