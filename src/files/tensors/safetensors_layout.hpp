// What writer and reader of safetensors share: constants, types, names, sizes and the checksum.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/state_dict.hpp"

namespace lstmtrain::files {

inline constexpr std::size_t kPrefix = 8;             // bytes of the header length
inline constexpr std::uint64_t kMaxHeader = 1 << 24;  // bytes; parsed it takes up to 25 times that
inline constexpr std::size_t kMaxName = 1024;         // bytes of a tensor's name
inline constexpr std::size_t kMaxAxes = 8;            // of a tensor
inline constexpr const char* kMetadataKey = "__metadata__";
inline constexpr const char* kZeroChecksum = "00000000";

struct DTypeInfo {
  DType dtype;
  const char* name;
  std::size_t size;  // bytes of an element, and its alignment
};
inline constexpr std::array<DTypeInfo, 4> kDTypes = {{{DType::f32, "F32", 4},
                                                      {DType::f64, "F64", 8},
                                                      {DType::i64, "I64", 8},
                                                      {DType::u64, "U64", 8}}};

const DTypeInfo& info(DType dtype);

// "" when the name is good, else what is wrong with it.
std::string name_fault(const std::string& name);

// Bytes of a tensor; nothing on overflow or a negative axis.
std::optional<std::size_t> byte_size(const std::vector<std::int64_t>& shape, DType dtype);

// Offset of the 8 digits of the checksum in the header, or npos.
std::size_t find_checksum(std::string_view header);

// 8 hexadecimal digits over the header, with 00000000 for those at `digits`, and the data.
std::string checksum(std::string_view header, std::size_t digits, std::span<const std::byte> data);

}  // namespace lstmtrain::files
