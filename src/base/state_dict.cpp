#include "base/state_dict.hpp"

#include <cstring>

#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

template <class T>
constexpr DType kType = DType::f32;
template <>
constexpr DType kType<double> = DType::f64;
template <>
constexpr DType kType<std::int64_t> = DType::i64;

[[noreturn]] void fail(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::data, "checkpoint: tensor \"" + name + "\" " + what);
}

template <class T>
const Tensor& find(const StateDict& state, const std::string& name) {
  const auto found = state.find(name);
  if (found == state.end()) fail(name, "is missing.");
  if (found->second.dtype != kType<T>) fail(name, "is of another type.");
  return found->second;
}

std::int64_t in_range(std::int64_t value, const std::string& name, std::int64_t low,
                      std::int64_t high) {
  if (value < low || value > high)
    fail(name, "is out of range, got " + std::to_string(value) + ", expected " +
                   std::to_string(low) + ".." + std::to_string(high) + ".");
  return value;
}

}  // namespace

template <class T>
void put(StateDict& state, const std::string& name, std::span<const T> values) {
  Tensor tensor{kType<T>, {static_cast<std::int64_t>(values.size())}, {}};
  tensor.bytes.resize(values.size_bytes());
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), values.size_bytes());
  state[name] = std::move(tensor);
}

template <class T>
void get(const StateDict& state, const std::string& name, std::span<T> values) {
  const Tensor& tensor = find<T>(state, name);
  if (tensor.bytes.size() != values.size_bytes()) {
    fail(name, "has the wrong size, got " + std::to_string(tensor.bytes.size() / sizeof(T)) +
                   ", expected " + std::to_string(values.size()) + ".");
  }
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), values.size_bytes());
}

template <class T>
std::vector<T> get_all(const StateDict& state, const std::string& name) {
  std::vector<T> values(find<T>(state, name).bytes.size() / sizeof(T));
  get(state, name, std::span<T>(values));
  return values;
}

void put_number(StateDict& state, const std::string& name, std::int64_t value) {
  put(state, name, std::span<const std::int64_t>(&value, 1));
}

void put_number(StateDict& state, const std::string& name, double value) {
  put(state, name, std::span<const double>(&value, 1));
}

std::int64_t get_integer(const StateDict& state, const std::string& name) {
  std::int64_t value = 0;
  get(state, name, std::span<std::int64_t>(&value, 1));
  return value;
}

double get_double(const StateDict& state, const std::string& name) {
  double value = 0;
  get(state, name, std::span<double>(&value, 1));
  return value;
}

std::int64_t get_count(const StateDict& state, const std::string& name) {
  return in_range(get_integer(state, name), name, 0, std::int64_t{1} << 53);
}

int get_int(const StateDict& state, const std::string& name, int low, int high) {
  return static_cast<int>(in_range(get_integer(state, name), name, low, high));
}

template void put(StateDict&, const std::string&, std::span<const float>);
template void put(StateDict&, const std::string&, std::span<const double>);
template void put(StateDict&, const std::string&, std::span<const std::int64_t>);
template void get(const StateDict&, const std::string&, std::span<float>);
template void get(const StateDict&, const std::string&, std::span<double>);
template void get(const StateDict&, const std::string&, std::span<std::int64_t>);
template std::vector<float> get_all(const StateDict&, const std::string&);
template std::vector<double> get_all(const StateDict&, const std::string&);
template std::vector<std::int64_t> get_all(const StateDict&, const std::string&);

}  // namespace lstmtrain
