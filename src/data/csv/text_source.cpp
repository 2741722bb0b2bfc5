#include "data/csv/text_source.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kCompression = 16;  // at most, of a file system that compresses
constexpr std::size_t kGzipRatio = 5;     // of CSV, usually
constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::size_t kHead = 4096;  // looked at to tell what a file is

[[noreturn]] void refuse(const std::string& path, const char* what, int reason) {
  throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io,
              path + ": " + what + ", " + std::strerror(reason) +
                  ". Hint: check the path and its permissions.");
}

class FileBytes final : public Bytes {
 public:
  explicit FileBytes(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "rb")) {
    if (!file_) refuse(path, "cannot be opened", errno);
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // blocks are large already
    if (fstat(fileno(file_.get()), &status_) != 0) refuse(path, "cannot be read", errno);
    if (S_ISDIR(status_.st_mode)) refuse(path, "cannot be read", EISDIR);
  }
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t got = std::fread(to, 1, size, file_.get());
    if (std::ferror(file_.get()) != 0) refuse(path_, "cannot be read", errno);
    return got;
  }
  std::size_t likely_bytes() const {
    if (!S_ISREG(status_.st_mode)) return 0;
    const std::size_t stored = static_cast<std::size_t>(status_.st_blocks) * 512;
    return std::min(static_cast<std::size_t>(status_.st_size), stored * kCompression);
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  struct stat status_ {};
};

// What was looked at, then the rest.
class WithHead final : public Bytes {
 public:
  WithHead(std::string head, std::unique_ptr<Bytes> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t from_head = std::min(size, head_.size() - given_);
    std::memcpy(to, head_.data() + given_, from_head);
    given_ += from_head;
    return from_head + (from_head < size ? rest_->read(to + from_head, size - from_head) : 0);
  }

 private:
  std::string head_;
  std::size_t given_ = 0;
  std::unique_ptr<Bytes> rest_;
};

// One gzip member behind the other, as gzip and pigz write them.
class Inflated final : public Bytes {
 public:
  Inflated(const std::string& path, std::unique_ptr<Bytes> packed)
      : path_(path), packed_(std::move(packed)), in_(kChunk) {
    constexpr int kGzip = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzip) != Z_OK) damaged("zlib cannot be started");
  }
  Inflated(const Inflated&) = delete;
  Inflated& operator=(const Inflated&) = delete;
  ~Inflated() override { inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    std::size_t got = 0;
    while (got < size && more()) {
      // avail_out is 32 bits wide.
      const std::size_t part = std::min(size - got, kMostOut);
      stream_.next_out = reinterpret_cast<Bytef*>(to + got);
      stream_.avail_out = static_cast<uInt>(part);
      const int state = inflate(&stream_, Z_NO_FLUSH);
      got += part - stream_.avail_out;
      if (state == Z_STREAM_END)
        inside_ = false;
      else if (state != Z_OK && state != Z_BUF_ERROR)
        damaged(stream_.msg != nullptr ? stream_.msg : "it cannot be unpacked");
    }
    return got;
  }

 private:
  static constexpr std::size_t kMostOut = std::size_t{1} << 30;

  // Whether there is something to unpack; what follows the last member and is none, such as zeros
  // of a tape, is passed over.
  bool more() {
    if (stream_.avail_in == 0) {
      stream_.next_in = reinterpret_cast<Bytef*>(in_.data());
      stream_.avail_in = static_cast<uInt>(packed_->read(in_.data(), in_.size()));
    }
    if (stream_.avail_in == 0 && inside_) damaged("the gzip stream is cut off");
    if (stream_.avail_in == 0) return false;
    if (inside_) return true;
    if (begun_ && *stream_.next_in != 0x1F) return false;
    inflateReset(&stream_);
    return inside_ = begun_ = true;
  }
  [[noreturn]] void damaged(const std::string& what) const {
    throw Error(ErrorCode::data, path_ + ": a damaged gzip file, " + what + ". Hint: gzip -t " +
                                     path_ + " tells; copy it again.");
  }

  std::string path_;
  std::unique_ptr<Bytes> packed_;
  std::vector<char> in_;
  z_stream stream_{};
  bool inside_ = false, begun_ = false;  // of a member
};

// UTF-16 as UTF-8; a surrogate without its other half is U+FFFD (Unicode 15, section 3.9).
class FromUtf16 final : public Bytes {
 public:
  FromUtf16(std::unique_ptr<Bytes> units, bool big_endian)
      : units_(std::move(units)), high_(big_endian ? 0 : 1) {}

  std::size_t read(char* to, std::size_t size) override {
    while (text_.size() - given_ < size && refill()) {
    }
    const std::size_t got = std::min(size, text_.size() - given_);
    std::memcpy(to, text_.data() + given_, got);
    given_ += got;
    return got;
  }

 private:
  bool refill() {
    text_.erase(0, given_);
    given_ = 0;
    char bytes[kChunk];
    const std::size_t got = units_->read(bytes, sizeof bytes);
    for (std::size_t i = 0; i + 1 < got; i += 2)
      add((unit_byte(bytes[i + high_]) << 8U) | unit_byte(bytes[i + 1 - high_]));
    if (got < sizeof bytes && lead_ != 0) put(kReplacement);
    if (got < sizeof bytes) lead_ = 0;
    return got == sizeof bytes;
  }
  static unsigned unit_byte(char c) { return static_cast<unsigned char>(c); }
  void add(unsigned unit) {
    const bool trails = unit >= 0xDC00 && unit < 0xE000;
    if (lead_ != 0 && trails) {
      put(0x10000 + ((lead_ - 0xD800) << 10U) + (unit - 0xDC00));
      lead_ = 0;
      return;
    }
    if (lead_ != 0) put(kReplacement);
    lead_ = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    if (lead_ == 0) put(trails ? kReplacement : unit);
  }
  void put(unsigned code) {
    const auto tail = [&](unsigned shift) {
      text_ += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
    };
    if (code < 0x80) {
      text_ += static_cast<char>(code);
    } else if (code < 0x800) {
      text_ += static_cast<char>(0xC0U | (code >> 6U));
      tail(0);
    } else if (code < 0x10000) {
      text_ += static_cast<char>(0xE0U | (code >> 12U));
      tail(6);
      tail(0);
    } else {
      text_ += static_cast<char>(0xF0U | (code >> 18U));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  static constexpr unsigned kReplacement = 0xFFFD;
  std::unique_ptr<Bytes> units_;
  std::size_t high_;  // which byte of a unit is the high one
  std::string text_;
  std::size_t given_ = 0;
  unsigned lead_ = 0;  // a high surrogate that waits for its other half
};

std::unique_ptr<Bytes> with_head(std::unique_ptr<Bytes> bytes, std::string& head) {
  head.resize(kHead);
  head.resize(bytes->read(head.data(), head.size()));
  return std::make_unique<WithHead>(head, std::move(bytes));
}

// By the mark, or by ASCII of which every second byte is NUL.
enum class Encoding { bytes, utf16_little, utf16_big };

Encoding encoding_of(std::string_view head) {
  if (head.starts_with("\xFF\xFE")) return Encoding::utf16_little;
  if (head.starts_with("\xFE\xFF")) return Encoding::utf16_big;
  std::size_t nul[2] = {0, 0};
  for (std::size_t i = 0; i < head.size(); ++i) nul[i % 2] += head[i] == '\0';
  const std::size_t pairs = head.size() / 2;
  if (pairs == 0) return Encoding::bytes;
  // Nine of ten characters of a table of numbers are ASCII.
  if (nul[0] == 0 && 10 * nul[1] >= 9 * pairs) return Encoding::utf16_little;
  if (nul[1] == 0 && 10 * nul[0] >= 9 * pairs) return Encoding::utf16_big;
  return Encoding::bytes;
}

}  // namespace

TextSource open_text(const std::string& path) {
  auto file = std::make_unique<FileBytes>(path);
  TextSource source;
  source.likely_bytes = file->likely_bytes();
  std::string head;
  source.bytes = with_head(std::move(file), head);
  if (head.starts_with("\x1F\x8B")) {
    source.likely_bytes *= kGzipRatio;
    source.bytes = with_head(std::make_unique<Inflated>(path, std::move(source.bytes)), head);
  }
  const Encoding encoding = encoding_of(head);
  if (encoding == Encoding::bytes) return source;
  source.likely_bytes /= 2;
  source.bytes =
      std::make_unique<FromUtf16>(std::move(source.bytes), encoding == Encoding::utf16_big);
  return source;
}

}  // namespace lstmtrain
