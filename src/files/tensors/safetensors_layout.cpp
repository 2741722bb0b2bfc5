// Rules of the format that hold for writing and for reading.
#include "files/tensors/safetensors_layout.hpp"

#include <algorithm>
#include <charconv>

#include "base/checksum.hpp"
#include "files/tensors/safetensors.hpp"

namespace lstmtrain::files {

const DTypeInfo& info(DType dtype) {
  return *std::find_if(kDTypes.begin(), kDTypes.end(),
                       [&](const DTypeInfo& known) { return known.dtype == dtype; });
}

std::string name_fault(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name == kMetadataKey) return "belongs to the metadata";
  if (name.size() > kMaxName) return "is longer than 1024 bytes";
  for (const char c : name) {
    if (c == '/' || c == '\\') return "has a path separator";
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "has a control character";
  }
  return "";
}

std::optional<std::size_t> byte_size(const std::vector<std::int64_t>& shape, DType dtype) {
  std::size_t size = info(dtype).size;
  for (const std::int64_t axis : shape) {
    if (axis < 0 || __builtin_mul_overflow(size, static_cast<std::uint64_t>(axis), &size)) {
      return std::nullopt;
    }
  }
  return size;
}

// A quote inside a JSON string is escaped, so this text can only be the field itself.
std::size_t find_checksum(std::string_view header) {
  const std::string before = std::string("\"") + kChecksumKey + "\":\"";
  const std::size_t at = header.find(before);
  if (at == std::string_view::npos) return at;
  const std::size_t digits = at + before.size();
  return header.size() - digits > 8 && header[digits + 8] == '"' ? digits : std::string_view::npos;
}

std::string checksum(std::string_view header, std::size_t digits, std::span<const std::byte> data) {
  Crc32c crc;
  crc.add(std::as_bytes(std::span(header.substr(0, digits))));
  crc.add(std::as_bytes(std::span(std::string_view(kZeroChecksum))));
  crc.add(std::as_bytes(std::span(header.substr(digits + 8))));
  crc.add(data);
  std::string text = kZeroChecksum;
  char hex[8];
  const auto end = std::to_chars(hex, hex + 8, crc.value(), 16).ptr;
  std::copy(hex, end, text.end() - (end - hex));
  return text;
}

}  // namespace lstmtrain::files
