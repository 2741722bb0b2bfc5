// Stage 1: a file's bytes as UTF-8 text, whatever it is kept as: plain, gzip (RFC 1952), UTF-16.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace lstmtrain {

// A flow of bytes. `read` fills up to `size` of them; fewer only at the end.
class Bytes {
 public:
  virtual ~Bytes() = default;
  virtual std::size_t read(char* to, std::size_t size) = 0;
};

struct TextSource {
  std::unique_ptr<Bytes> bytes;
  // About how many bytes of text it has, a hint: 0 when it is no regular file. A file with holes is
  // longer than what it holds; a compressed one holds more than it takes.
  std::size_t likely_bytes = 0;
};

// Opens a file or a pipe. Throws not_found, io; reading throws io, and data for a damaged gzip
// stream. `path` is what messages name, too.
TextSource open_text(const std::string& path);

}  // namespace lstmtrain
