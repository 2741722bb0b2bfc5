#include "files/protobuf_wire.hpp"

#include "support/catch.hpp"

using namespace lstmtrain::files;

namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

}  // namespace

TEST_CASE("files.protobuf_wire: integers as protobuf's page on encoding has them") {
  CHECK(varint(0) == bytes({0}));
  CHECK(varint(127) == bytes({0x7F}));
  CHECK(varint(128) == bytes({0x80, 0x01}));
  CHECK(varint(150) == bytes({0x96, 0x01}));
  CHECK(varint(~std::uint64_t{0}).size() == 10);
  CHECK(integer_field(1, 150) == bytes({0x08, 0x96, 0x01}));
  // int64 -2 is ten bytes
  CHECK(integer_field(1, -2) ==
        bytes({0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
  // a field number above 15 takes a second byte of key
  CHECK(integer_field(20, 2) == bytes({0xA0, 0x01, 0x02}));
}

TEST_CASE("files.protobuf_wire: strings and messages have their length in front, numbers theirs") {
  CHECK(bytes_field(2, "testing") == bytes({0x12, 0x07}) + "testing");
  CHECK(bytes_field(3, integer_field(1, 150)) == bytes({0x1A, 0x03, 0x08, 0x96, 0x01}));
  CHECK(bytes_field(1, std::string(300, 'a')).substr(0, 4) == bytes({0x0A, 0xAC, 0x02, 'a'}));
  CHECK(bytes_field(4, "") == bytes({0x22, 0x00}));
  CHECK(float_field(2, 0.5F) == bytes({0x15, 0, 0, 0, 0x3F}));
  CHECK(double_field(1, 1.0) == bytes({0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F}));
  CHECK(little_endian(std::uint32_t{0x01020304}) == bytes({4, 3, 2, 1}));
}
