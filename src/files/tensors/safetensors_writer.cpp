// Tensors and strings to bytes; the layout stands in safetensors.hpp.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/text/strict_json.hpp"
#include "files/atomic_file.hpp"
#include "files/tensors/safetensors.hpp"
#include "files/tensors/safetensors_layout.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

static_assert(std::endian::native == std::endian::little, "the data is copied as it lies");

using Entry = std::pair<const std::string, Tensor>;

std::vector<const Entry*> in_file_order(const StateDict& tensors) {
  std::vector<const Entry*> order;
  for (const Entry& entry : tensors) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
    return info(a->second.dtype).size > info(b->second.dtype).size;
  });
  return order;
}

[[noreturn]] void fail(const std::string& where, const std::string& tensor,
                       const std::string& message) {
  throw Error(ErrorCode::internal, where + ": tensor \"" + tensor + "\": " + message);
}

std::string make_header(const std::vector<const Entry*>& order, const Metadata& metadata,
                        const std::string& where) {
  nlohmann::ordered_json header;
  header[kMetadataKey] = metadata;
  header[kMetadataKey][kChecksumKey] = kZeroChecksum;
  std::size_t offset = 0;
  for (const Entry* entry : order) {
    const auto& [name, tensor] = *entry;
    const auto size = byte_size(tensor.shape, tensor.dtype);
    const std::string fault = name_fault(name);
    if (!fault.empty()) fail(where, name, "its name " + fault);
    if (size != tensor.bytes.size()) fail(where, name, "shape and bytes differ");
    header[name] = {{"dtype", info(tensor.dtype).name},
                    {"shape", tensor.shape},
                    {"data_offsets", {offset, offset + *size}}};
    offset += *size;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::internal, where + ": a string is not UTF-8: " + error.what());
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

}  // namespace

std::vector<std::byte> to_safetensors(const StateDict& tensors, const Metadata& metadata,
                                      const std::string& where) {
  const auto order = in_file_order(tensors);
  std::string header = make_header(order, metadata, where);
  std::vector<std::byte> data;
  for (const Entry* entry : order) {
    data.insert(data.end(), entry->second.bytes.begin(), entry->second.bytes.end());
  }
  const std::size_t digits = find_checksum(header);
  header.replace(digits, 8, checksum(header, digits, data));

  std::vector<std::byte> bytes(kPrefix + header.size() + data.size());
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, kPrefix);
  std::memcpy(bytes.data() + kPrefix, header.data(), header.size());
  std::copy(data.begin(), data.end(), bytes.end() - static_cast<std::ptrdiff_t>(data.size()));
  return bytes;
}

void write_safetensors(const std::string& path, const StateDict& tensors,
                       const Metadata& metadata) {
  write_file_atomically(path, to_safetensors(tensors, metadata, path));
}

}  // namespace lstmtrain::files
