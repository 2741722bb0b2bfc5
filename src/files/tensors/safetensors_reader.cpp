// Bytes to tensors and strings. Trusts nothing: sizes are checked against the length of the file
// before they are used, and products for overflow.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "base/text/json_limits.hpp"
#include "base/text/number_text.hpp"
#include "base/text/strict_json.hpp"
#include "files/atomic_file.hpp"
#include "files/tensors/safetensors.hpp"
#include "files/tensors/safetensors_layout.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

static_assert(std::endian::native == std::endian::little, "the data is copied as it lies");

struct Slot {
  std::size_t begin, end;
  const std::string* name;
};

std::string brief(const nlohmann::json& value) { return text::shortened(value.dump()); }

// "tensor "fc.weight"[3] is not finite, got nan; " of the first weight that is none; "" when all
// are. States of a training in F64 may be NaN: no validation yet.
std::string nonfinite_value(const StateDict& tensors) {
  for (const auto& [name, tensor] : tensors) {
    if (tensor.dtype != DType::f32) continue;
    for (std::size_t i = 0; i < tensor.bytes.size() / sizeof(float); ++i) {
      float value;
      std::memcpy(&value, tensor.bytes.data() + i * sizeof value, sizeof value);
      if (!std::isfinite(value))
        return "tensor \"" + name + "\"[" + std::to_string(i) + "] is not finite, got " +
               text::number_text(value) + "; ";
    }
  }
  return "";
}

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, const std::string& where)
      : bytes_(bytes), where_(where) {}

  TensorFile read() {
    split();
    const nlohmann::json header = text::parse_strict_object(header_, where_ + ": header");
    TensorFile file;
    for (const auto& [name, entry] : header.items()) {
      if (name == kMetadataKey) {
        read_metadata(entry, &file.metadata);
      } else {
        read_tensor(name, entry, &file.tensors);
      }
    }
    check_cover();
    file.verified = verify(file.tensors, &file.metadata);
    return file;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::data, where_ + ": " + message);
  }
  [[noreturn]] void fail(const std::string& tensor, const std::string& message) const {
    fail("tensor \"" + tensor + "\": " + message);
  }

  // Cuts the file into header_ and data_.
  void split() {
    const std::string whole = std::to_string(bytes_.size()) + " bytes";
    if (bytes_.size() <= kPrefix) fail("is too short, got " + whole + ", expected a header.");
    std::uint64_t length;
    std::memcpy(&length, bytes_.data(), kPrefix);
    if (length > kMaxHeader || length > bytes_.size() - kPrefix) {
      fail("length of the header, got " + std::to_string(length) + ", expected at most " +
           std::to_string(std::min<std::uint64_t>(kMaxHeader, bytes_.size() - kPrefix)) +
           ". Hint: the file is cut off, or it is no safetensors file.");
    }
    header_ = {reinterpret_cast<const char*>(bytes_.data()) + kPrefix,
               static_cast<std::size_t>(length)};
    data_ = bytes_.subspan(kPrefix + header_.size());
    if (header_.empty() || header_[0] != '{') fail("header, expected '{' as its first byte.");
  }

  void read_metadata(const nlohmann::json& entry, Metadata* metadata) const {
    if (!entry.is_object()) fail("__metadata__, got " + brief(entry) + ", expected an object.");
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) {
        fail("__metadata__ " + brief(key) + ", got " + brief(value) + ", expected a string.");
      }
      (*metadata)[key] = value.get<std::string>();
    }
  }

  void read_tensor(const std::string& name, const nlohmann::json& entry, StateDict* tensors) {
    if (const std::string fault = name_fault(name); !fault.empty()) {
      fail("tensor " + brief(name) + ": its name " + fault + ".");
    }
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") ||
        !entry.contains("shape") || !entry.contains("data_offsets")) {
      fail(name, "expected exactly dtype, shape and data_offsets.");
    }
    Tensor tensor;
    tensor.dtype = read_dtype(name, entry["dtype"]);
    for (const std::uint64_t axis : read_integers(name, "shape", entry["shape"])) {
      tensor.shape.push_back(static_cast<std::int64_t>(axis));
    }
    const auto offsets = read_integers(name, "data_offsets", entry["data_offsets"]);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data_.size()) {
      fail(name, "data_offsets, got " + brief(entry["data_offsets"]) +
                     ", expected [begin,end] within " + std::to_string(data_.size()) +
                     " bytes of data. Hint: the file is cut off or damaged.");
    }
    const auto size = byte_size(tensor.shape, tensor.dtype);
    if (size != offsets[1] - offsets[0]) {
      fail(name, "shape " + brief(entry["shape"]) + " needs " +
                     (size ? std::to_string(*size) : "more than 2^64") + " bytes, got " +
                     std::to_string(offsets[1] - offsets[0]) + ".");
    }
    const auto bytes = data_.subspan(offsets[0], *size);
    tensor.bytes.assign(bytes.begin(), bytes.end());
    const auto place = tensors->emplace(name, std::move(tensor)).first;
    slots_.push_back({offsets[0], offsets[1], &place->first});
  }

  DType read_dtype(const std::string& name, const nlohmann::json& value) const {
    for (const DTypeInfo& known : kDTypes) {
      if (value == known.name) return known.dtype;
    }
    fail(name, "dtype, got " + brief(value) + ", expected F32, F64, I64 or U64.");
  }

  // Up to 2^63 - 1 each, one an axis.
  std::vector<std::uint64_t> read_integers(const std::string& name, const char* key,
                                           const nlohmann::json& value) const {
    std::vector<std::uint64_t> integers;
    bool good = value.is_array() && value.size() <= kMaxAxes;
    for (const auto& element : good ? value : nlohmann::json::array()) {
      good = good && element.is_number_unsigned() &&
             element.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max();
      if (good) integers.push_back(element.get<std::uint64_t>());
    }
    if (!good) fail(name, std::string(key) + ", got " + brief(value) + ", expected counts.");
    return integers;
  }

  // The tensors cover the data without a gap, an overlap or a rest.
  void check_cover() {
    std::sort(slots_.begin(), slots_.end(), [](const Slot& a, const Slot& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t covered = 0;
    for (const Slot& slot : slots_) {
      if (slot.begin != covered) {
        fail(*slot.name, "data_offsets begin at " + std::to_string(slot.begin) + ", expected " +
                             std::to_string(covered) + ": no gap and no overlap.");
      }
      covered = slot.end;
    }
    if (covered != data_.size()) {
      fail("bytes of data, got " + std::to_string(data_.size()) + ", expected " +
           std::to_string(covered) + ". Hint: something was appended to the file.");
    }
  }

  // Compares the checksum, when there is one, and takes it out of the metadata.
  bool verify(const StateDict& tensors, Metadata* metadata) const {
    const auto field = metadata->find(kChecksumKey);
    if (field == metadata->end()) return false;
    const std::size_t digits = find_checksum(header_);
    const std::string expected =
        digits == std::string_view::npos ? "8 digits" : checksum(header_, digits, data_);
    if (field->second != expected) {
      fail(nonfinite_value(tensors) + "checksum " + std::string(kChecksumKey) + ", got " +
           brief(field->second) + ", expected \"" + expected +
           "\". Hint: the file is damaged or was edited; take an undamaged copy.");
    }
    metadata->erase(field);
    return true;
  }

  std::span<const std::byte> bytes_;
  const std::string& where_;
  std::string_view header_;
  std::span<const std::byte> data_;
  std::vector<Slot> slots_;
};

}  // namespace

TensorFile from_safetensors(std::span<const std::byte> bytes, const std::string& where) {
  return Reader(bytes, where).read();
}

TensorFile read_safetensors(const std::string& path) {
  return from_safetensors(read_tensor_file(path), path);
}

std::vector<std::byte> read_tensor_file(const std::string& path, std::uintmax_t most) {
  return FileSystem::posix().read(path, most);
}

}  // namespace lstmtrain::files
