// Named tensors and strings in one file, in the safetensors layout, so that Python opens it:
//   u64 header length N | N bytes JSON header, padded with blanks to a multiple of 8 | data
// Header: {"__metadata__":{string:string}, name:{"dtype","shape","data_offsets":[begin,end]}, ...};
// tensors by falling alignment of their type, then by name; little-endian, row-major, no gaps.
// Source: huggingface/safetensors, README.md and tensor.rs. Ours in addition: the metadata field
// "crc32c", 8 hexadecimal digits over the header (with the field as 00000000) and the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/state_dict.hpp"

namespace lstmtrain::files {

inline constexpr const char* kChecksumKey = "crc32c";

struct TensorFile {
  StateDict tensors;
  Metadata metadata;      // without the checksum
  bool verified = false;  // the file had a checksum, and it was right
};

// Equal content gives equal bytes. `where` begins every message.
// Throws internal: a name or a size that a reader would refuse.
std::vector<std::byte> to_safetensors(const StateDict& tensors, const Metadata& metadata,
                                      const std::string& where);

// Throws data with what, got and expected: anything that the format forbids, types other than
// F32 F64 I64 U64, a wrong checksum. Does not look at the values: they may be NaN.
TensorFile from_safetensors(std::span<const std::byte> bytes, const std::string& where);

// The same with a file. Throws cannot_create, io; not_found, data, io.
void write_safetensors(const std::string& path, const StateDict& tensors, const Metadata& metadata);
TensorFile read_safetensors(const std::string& path);

inline constexpr std::uintmax_t kMaxTensorFile = std::uintmax_t{1} << 32;  // bytes

// The bytes of such a file, which is refused before it is read when it has more than `most`.
std::vector<std::byte> read_tensor_file(const std::string& path,
                                        std::uintmax_t most = kMaxTensorFile);

}  // namespace lstmtrain::files
