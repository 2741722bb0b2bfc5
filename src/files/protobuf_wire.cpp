#include "files/protobuf_wire.hpp"

#include <bit>

namespace lstmtrain::files {
namespace {

enum WireType { kVarint = 0, kEightBytes = 1, kLengthAndBytes = 2, kFourBytes = 5 };

std::string key(int field, WireType type) {
  return varint(static_cast<std::uint64_t>(field << 3 | type));
}

}  // namespace

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 128; value >>= 7) bytes += static_cast<char>(value | 128U);
  return bytes + static_cast<char>(value);
}

std::string integer_field(int field, std::int64_t value) {
  return key(field, kVarint) + varint(static_cast<std::uint64_t>(value));
}

std::string double_field(int field, double value) {
  return key(field, kEightBytes) + little_endian(std::bit_cast<std::uint64_t>(value));
}

std::string float_field(int field, float value) {
  return key(field, kFourBytes) + little_endian(std::bit_cast<std::uint32_t>(value));
}

std::string bytes_field(int field, std::string_view bytes) {
  std::string text = key(field, kLengthAndBytes) + varint(bytes.size());
  return text.append(bytes);
}

}  // namespace lstmtrain::files
