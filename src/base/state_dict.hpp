// Named tensors: the one currency between stateful classes and io. PyTorch's word and names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
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

// put and get are twins for T = float, double, std::int64_t. get throws data when the tensor is
// missing, of another type, or of another size than what it is read into.
template <class T>
void put(StateDict& state, const std::string& name, std::span<const T> values);
template <class T>
void get(const StateDict& state, const std::string& name, std::span<T> values);

// A tensor [n] of whatever n.
template <class T>
std::vector<T> get_all(const StateDict& state, const std::string& name);

// One number, as a tensor [1]: integers as i64, floating scalars as f64.
void put_number(StateDict& state, const std::string& name, std::int64_t value);
void put_number(StateDict& state, const std::string& name, double value);
std::int64_t get_integer(const StateDict& state, const std::string& name);
double get_double(const StateDict& state, const std::string& name);

// A count, such as that of steps: 0 to 2^53, up to where a double holds each of them, and the
// arithmetic of the schedules is exact.
std::int64_t get_count(const StateDict& state, const std::string& name);

// The most that a counter of type int may hold when it is read: it goes on to count.
inline constexpr int kMostCount = 1'000'000'000;

// An integer within low..high, so that a damaged state cannot lead out of an array.
int get_int(const StateDict& state, const std::string& name, int low, int high);

}  // namespace lstmtrain
