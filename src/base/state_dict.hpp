// Named tensors: the one currency between stateful classes and io. PyTorch's word and names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lstmtrain {

enum class DType { f32, f64, i64, u64 };

struct Tensor {
  DType dtype = DType::f32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;  // row-major, little-endian
};

using StateDict = std::map<std::string, Tensor>;
using Metadata = std::map<std::string, std::string>;

}  // namespace lstmtrain
