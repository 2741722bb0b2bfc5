#include "base/checksum.hpp"

#include <string>

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("base.checksum: CRC-32C of RFC 3720, appendix B.4") {
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAU);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43U);
  std::string rising;
  for (int i = 0; i < 32; ++i) rising += static_cast<char>(i);
  CHECK(crc32c(rising) == 0x46DD794EU);
  CHECK(crc32c("123456789") == 0xE3069283U);
}

TEST_CASE("base.checksum: bytes that come in parts give the checksum of the whole") {
  const std::string text = "123456789";
  Crc32c crc;
  crc.add(std::as_bytes(std::span(text).first(4)));
  crc.add({});
  crc.add(std::as_bytes(std::span(text).subspan(4)));
  CHECK(crc.value() == crc32c(text));
}
