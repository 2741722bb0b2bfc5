// Damaged tensor files with a right checksum: the checksum stops every accident, and a reader must
// stand what somebody made on purpose.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "files/tensors/safetensors_layout.hpp"

namespace lstmtrain::fuzz {

// The same bytes with a right checksum, which no mutation would find by itself.
inline std::string with_checksum(std::string_view bytes) {
  std::string text(bytes);
  std::uint64_t length = 0;
  if (text.size() < files::kPrefix) return text;
  std::memcpy(&length, text.data(), files::kPrefix);
  if (length > text.size() - files::kPrefix) return text;
  const std::string_view header(text.data() + files::kPrefix, length);
  const std::size_t digits = files::find_checksum(header);
  if (digits == header.npos) return text;
  const std::string sum = files::checksum(
      header, digits, std::as_bytes(std::span(text).subspan(files::kPrefix + header.size())));
  return text.replace(files::kPrefix + digits, sum.size(), sum);
}

}  // namespace lstmtrain::fuzz
