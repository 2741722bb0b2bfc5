// Text comes out as it went in, whatever the file is kept as.
#include "data/csv/text_source.hpp"

#include <zlib.h>

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr const char* kText = "Zeit,I,U\n0,1.5,\u00B0\u03BC\n1,-2,\U0001F50B\n";

// In pieces of `size` bytes.
std::string read_all(const std::string& path, std::size_t size = 7) {
  const TextSource source = open_text(path);
  std::string text, piece(size, '\0');
  for (std::size_t got = size; got == size;) {
    got = source.bytes->read(piece.data(), size);
    text.append(piece, 0, got);
  }
  return text;
}

std::string gzip(const std::string& text) {
  const TempDir dir;
  const std::string path = (dir / "a.gz").string();
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return read_file(path);
}

// kText above in UTF-16, byte by byte.
std::string utf16(bool big_endian, bool mark) {
  const std::u16string units = u"Zeit,I,U\n0,1.5,\u00B0\u03BC\n1,-2,\U0001F50B\n";
  std::string bytes = !mark ? "" : big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : units) {
    const char high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 0xFFU);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

}  // namespace

TEST_CASE("data.text_source: plain, packed and UTF-16 files are the same text") {
  const TempDir dir;
  const std::string path = (dir / "a.csv").string();
  const auto text_of = [&](const std::string& bytes, std::size_t size) {
    write_file(path, bytes);
    std::string text = read_all(path, size);
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;  // passed over by LineBlocks
  };
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
    CHECK(text_of(kText, size) == kText);
    CHECK(text_of(gzip(kText), size) == kText);
    CHECK(text_of(gzip(kText) + gzip("2,3,4\n"), size) == std::string(kText) + "2,3,4\n");
    CHECK(text_of(gzip(kText) + std::string(512, '\0'), size) == kText);
    for (const bool big_endian : {false, true}) {
      CHECK(text_of(utf16(big_endian, true), size) == kText);
      CHECK(text_of(utf16(big_endian, false).substr(0, 2 * 9), size) == "Zeit,I,U\n");
      CHECK(text_of(gzip(utf16(big_endian, true)), size) == kText);
    }
  }
  CHECK(text_of("", 7).empty());
  CHECK(text_of("\x1F", 7) == "\x1F");
}

TEST_CASE("data.text_source: long files, halves of surrogates") {
  const TempDir dir;
  const std::string path = (dir / "a.csv").string();
  std::string rows;
  for (int row = 0; row < 100'000; ++row) rows += std::to_string(row) + ",1,2\n";
  write_file(path, gzip(rows));
  CHECK(read_all(path, 1 << 16) == rows);
  write_file(path, std::string("\xFF\xFE\x3D\xD8,\0\x3D\xD8", 8));
  CHECK(read_all(path) == "\xEF\xBB\xBF\uFFFD,\uFFFD");
}

TEST_CASE("data.text_source: a gzip file that is cut off or damaged is refused by name") {
  const TempDir dir;
  const std::string path = (dir / "a.csv.gz").string();
  std::string rows;
  for (int row = 0; row < 2000; ++row) rows += std::to_string(row * row % 977) + ",1,2\n";
  const std::string packed = gzip(rows);
  for (const std::size_t size :
       {std::size_t{5}, std::size_t{12}, packed.size() / 2, packed.size() - 1}) {
    write_file(path, packed.substr(0, size));
    CHECK_THAT(refused(ErrorCode::data, [&] { read_all(path, 1 << 16); }),
               contains("a.csv.gz: a damaged gzip file, the gzip stream is cut off"));
  }
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
  write_file(path, flipped);
  CHECK_THAT(refused(ErrorCode::data, [&] { read_all(path, 1 << 16); }),
             contains("a damaged gzip file"));
}

TEST_CASE("data.text_source: a packed table, and one of a spreadsheet's export, are read") {
  const TempDir dir;
  const std::string table = "Time,I,T,V\n0,1,2,3\n1,4,5,6\n";
  write_file(dir / "a.csv", table);
  write_file(dir / "b.csv.gz", gzip(table));
  std::string wide = "\xFF\xFE";
  for (const char c : table) wide += {c, '\0'};
  write_file(dir / "c.csv", wide);
  Hyperparams hp;
  hp.feature_columns = {"I", "T"};
  hp.target_columns = {"V"};
  hp.allow_overlap = true;
  const Dataset data = load_test_data(hp, {dir.path().string()});
  REQUIRE(data.files.size() == 3);
  for (const SourceFile& file : data.files) {
    CHECK(file.values == data.files[0].values);
    CHECK(file.time == std::vector<double>{0, 1});
  }
}
