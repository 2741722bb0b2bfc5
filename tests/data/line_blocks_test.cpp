#include "data/line_blocks.hpp"

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
    CHECK(blocks.file_bytes() == text.size());
    std::string all;
    for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
      all += block;
      CHECK((block.back() == '\n' || all == text));
    }
    CHECK(all == text);
    CHECK(blocks.next().empty());
  }
}

TEST_CASE("data.line_blocks: a byte-order mark is passed over at the front only") {
  const TempDir dir;
  write_file(dir / "a", "\xEF\xBB\xBFx\n\xEF\xBB\xBFy\n");
  LineBlocks blocks((dir / "a").string());
  CHECK(blocks.next() == "x\n\xEF\xBB\xBFy\n");
}
