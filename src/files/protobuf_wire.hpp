// Protobuf's wire format, as far as it is written here: numbers, strings and messages within
// messages, one field after the other (protobuf.dev, "Encoding"). TensorBoard's event files and
// ONNX are made of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lstmtrain::files {

// Little-endian on every machine.
template <class Integer>
std::string little_endian(Integer value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof value; ++i)
    bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  return bytes;
}

// Seven bits a byte, the lowest first; all bytes but the last have their high bit set.
std::string varint(std::uint64_t value);

// A field is its number (1 to 2^29 - 1) and what it holds. Negative integers are their 64 bits.
std::string integer_field(int field, std::int64_t value);
std::string double_field(int field, double value);
std::string float_field(int field, float value);
// A string, bytes, or a message that is bytes already.
std::string bytes_field(int field, std::string_view bytes);

}  // namespace lstmtrain::files
