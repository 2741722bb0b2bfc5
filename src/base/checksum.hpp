// CRC-32C (Castagnoli), the checksum of our files: finds every burst of up to 32 bits and every
// single flipped bit. Polynomial and check value: RFC 3720, appendix B.4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lstmtrain {

inline constexpr std::array<std::uint32_t, 256> kCrc32cTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t remainder = i;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0x82F63B78u : 0u);
    }
    table[i] = remainder;
  }
  return table;
}();

// The checksum of all bytes given to add(), in order.
class Crc32c {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte b : bytes) {
      state_ = (state_ >> 8) ^ kCrc32cTable[(state_ ^ std::to_integer<std::uint32_t>(b)) & 0xFF];
    }
  }
  std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFF;
};

inline std::uint32_t crc32c(std::string_view bytes) {
  Crc32c crc;
  crc.add(std::as_bytes(std::span(bytes)));
  return crc.value();
}

}  // namespace lstmtrain
