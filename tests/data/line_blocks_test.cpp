#include "data/csv/line_blocks.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("data.line_blocks: the blocks of any size are the file, cut at ends of lines") {
  const std::string text = "a,b\n\n1,2\r\na line that is longer than the block\nlast";
  for (const std::size_t size : std::initializer_list<std::size_t>{1, 2, 7, 16, 1000}) {
    INFO("block: " << size);
    const TempDir dir;
    write_file(dir / "a", text);
    LineBlocks blocks((dir / "a").string(), size);
    std::string all;
    for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
      all += block;
      CHECK((block.back() == '\n' || all == text));
    }
    CHECK(all == text);
    CHECK(blocks.next().empty());
  }
}

TEST_CASE("data.line_blocks: a line has at most 1 MiB, and the next one is refused by its number") {
  const TempDir dir;
  const std::string path = (dir / "a").string(), line(kMaxLine, 'x');
  write_file(path, "a\n" + line + "\n" + line);
  LineBlocks good(path);
  std::string text;
  for (std::string_view block = good.next(); !block.empty(); block = good.next()) text += block;
  CHECK(text.size() == 2 * kMaxLine + 3);

  write_file(path, "a\n" + line + "x\n");
  LineBlocks bad(path);
  CHECK(bad.next(1) == "a\n");
  CHECK_THAT(refused(ErrorCode::data, [&] { bad.next(2); }),
             contains("a:2: the line is too long, expected at most 1048576 bytes"));
}

TEST_CASE("data.line_blocks: a file with holes is not taken for as long as it says") {
  const TempDir dir;
  write_file(dir / "a", "I,T,V\n");
  std::filesystem::resize_file(dir / "a", std::uintmax_t{1} << 40);
  LineBlocks blocks((dir / "a").string());
  CHECK(blocks.likely_bytes() < std::size_t{1} << 24);
  CHECK(blocks.next() == "I,T,V\n");
  CHECK_THAT(refused(ErrorCode::data, [&] { blocks.next(2); }),
             contains("a:2: the line is too long"));
}

TEST_CASE("data.line_blocks: binary files are told, a line of NUL bytes is text") {
  const TempDir dir;
  write_file(dir / "a", std::string("I\0\0V\n1\0\0\0\n", 10));
  LineBlocks binary((dir / "a").string());
  CHECK_THAT(refused(ErrorCode::data, [&] { binary.next(); }), contains("a binary file"));
  const std::string spoilt("I,V\n1,2\n\0\0\0\n3,4\n", 16);
  write_file(dir / "a", spoilt);
  CHECK(LineBlocks((dir / "a").string()).next() == spoilt);
}

TEST_CASE("data.line_blocks: a byte-order mark is passed over at the front only") {
  const TempDir dir;
  write_file(dir / "a", "\xEF\xBB\xBFx\n\xEF\xBB\xBFy\n");
  LineBlocks blocks((dir / "a").string());
  CHECK(blocks.next() == "x\n\xEF\xBB\xBFy\n");
}
