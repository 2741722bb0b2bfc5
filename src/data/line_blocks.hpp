// Stage 1: a file's text in blocks of whole lines, so that memory does not grow with the file.
// Called by csv_reader. Works on pipes too; a file that shrinks while it is read ends there.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain {

class LineBlocks {
 public:
  // Throws not_found, io. `path` is what messages name, too.
  explicit LineBlocks(const std::string& path, std::size_t block_bytes = std::size_t{1} << 20);

  // The next lines, each whole with its end (the last one of the file perhaps without); empty at
  // the end of the file. Valid until the next call. The byte-order mark is passed over.
  // Throws io, and data for bytes that are no text.
  std::string_view next();

  std::size_t file_bytes() const { return file_bytes_; }  // 0 when it is no regular file

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void refill();

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;   // bytes in buffer_
  std::size_t given_ = 0;  // of these, handed out by the last next()
  std::size_t file_bytes_ = 0;
  bool first_ = true, ended_ = false;
};

}  // namespace lstmtrain
