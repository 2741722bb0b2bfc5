// lstmtrain.h: every function is a door that no exception passes.
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/checksum.hpp"
#include "base/flush_to_zero.hpp"
#include "base/nan.hpp"
#include "lstmtrain.h"
#include "lstmtrain/error.hpp"
#include "lstmtrain/version.hpp"
#include "nn/row_network.hpp"
#include "predict/model_reader.hpp"
#include "predict/row_scaler.hpp"

using namespace lstmtrain;

// The model without its parameters, which stand packed in the network.
struct lstmtrain_predictor {
  explicit lstmtrain_predictor(Model read)
      : model(std::move(read)),
        scaler(model),
        network(model.spec, model.params),
        y(model.targets.size()) {}

  Model model;
  RowScaler scaler;
  nn::RowNetwork network;
  std::vector<float> y;  // [targets]
};

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 32;  // of a model file

void say(lstmtrain_error* error, int code, const char* text) {
  if (error == nullptr) return;
  error->code = code;
  std::snprintf(error->text, sizeof error->text, "%s", text);
}

// What `function` returns; `failed`, with the reason in *error, where it throws.
template <class Result, class Function>
Result guarded(lstmtrain_error* error, Result failed, const Function& function) noexcept {
  try {
    return function();
  } catch (const Error& fault) {
    say(error, exit_status(fault.code()), fault.what());
  } catch (const std::bad_alloc&) {
    say(error, exit_status(ErrorCode::internal), "lstmtrain: no memory");
  } catch (const std::exception& fault) {
    say(error, exit_status(ErrorCode::internal), fault.what());
  }
  return failed;
}

[[noreturn]] void refuse(const std::string& what, std::size_t got, std::size_t expected,
                         const char* count) {
  throw Error(ErrorCode::config, "lstmtrain: " + what + ", got " + std::to_string(got) +
                                     ", expected " + std::to_string(expected) + ". Hint: " + count +
                                     " says how many.");
}

template <class Pointer>
void require(const char* what, Pointer pointer) {
  if (pointer == nullptr)
    throw Error(ErrorCode::config,
                std::string("lstmtrain: ") + what +
                    ", got NULL, expected a pointer. Hint: what made it may have failed.");
}

std::vector<std::byte> read_file(const char* path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "rb"), &std::fclose);
  const auto fail = [&] {
    throw Error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                std::string(path) + ": cannot be read, " + std::strerror(errno) +
                    ". Hint: give the best.safetensors of a run.");
  };
  if (!file) fail();
  std::vector<std::byte> bytes;
  for (std::size_t part = 1 << 16; bytes.size() < kMostBytes;) {
    const std::size_t at = bytes.size();
    bytes.resize(at + part);
    bytes.resize(at + std::fread(bytes.data() + at, 1, part, file.get()));
    if (std::ferror(file.get()) != 0) fail();
    if (bytes.size() == at) return bytes;
  }
  throw Error(ErrorCode::data, std::string(path) +
                                   ": is no model, got 4 GiB or more. Hint: give the "
                                   "best.safetensors of a run.");
}

lstmtrain_predictor* predictor_of(std::span<const std::byte> bytes, const char* where) {
  return new lstmtrain_predictor(predicting::read_model(bytes, where));
}

const char* name_at(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? names[index].c_str() : nullptr;
}

constexpr std::uint64_t kStateMagic = 0x31307473'6d74736c;  // "lstmst01", little-endian

// In front of a state's numbers.
struct StateHeader {
  std::uint64_t magic = kStateMagic;
  std::uint32_t shape = 0;     // CRC-32C of what the numbers mean
  std::uint32_t checksum = 0;  // and of the numbers
};

template <class T>
std::uint32_t checksum(std::span<const T> values) {
  Crc32c crc;
  crc.add(std::as_bytes(values));
  return crc.value();
}

std::uint32_t shape_of(const ModelSpec& spec) {
  std::vector<int> shape = {static_cast<int>(spec.cell), spec.input_size, spec.output_size,
                            static_cast<int>(spec.layer_norm),
                            static_cast<int>(spec.output_filter)};
  shape.insert(shape.end(), spec.layer_sizes.begin(), spec.layer_sizes.end());
  return checksum(std::span<const int>(shape));
}

std::size_t state_size(const lstmtrain_predictor& predictor) {
  return sizeof(StateHeader) + predictor.network.state_size() * sizeof(float);
}

int step(lstmtrain_predictor& p, const double* x, double* y) {
  const FlushToZero flush;
  const bool finite = p.scaler.scale(x);  // before y is written, which may be the same memory
  if (!finite) {
    std::fill_n(y, p.y.size(), kNaN);
    return LSTMTRAIN_NOT_FINITE;
  }
  p.network.step(p.scaler.scaled(), p.y.data());
  p.scaler.unscale(p.y.data());
  std::copy(p.y.begin(), p.y.end(), y);
  return LSTMTRAIN_OK;
}

}  // namespace

const char* lstmtrain_version(void) { return version(); }

lstmtrain_predictor* lstmtrain_load(const char* path, lstmtrain_error* error) {
  return guarded<lstmtrain_predictor*>(error, nullptr, [&] {
    require("path", path);
    return predictor_of(read_file(path), path);
  });
}

lstmtrain_predictor* lstmtrain_from_bytes(const void* bytes, size_t size, lstmtrain_error* error) {
  return guarded<lstmtrain_predictor*>(error, nullptr, [&] {
    require("bytes", bytes);
    return predictor_of({static_cast<const std::byte*>(bytes), size}, "model");
  });
}

lstmtrain_predictor* lstmtrain_copy(const lstmtrain_predictor* predictor, lstmtrain_error* error) {
  return guarded<lstmtrain_predictor*>(error, nullptr, [&] {
    require("predictor", predictor);
    auto copy = std::make_unique<lstmtrain_predictor>(predictor->model);
    std::vector<float> state(predictor->network.state_size());
    predictor->network.save_state(state.data());
    copy->network.load_state(state.data());
    return copy.release();
  });
}

void lstmtrain_free(lstmtrain_predictor* predictor) { delete predictor; }

size_t lstmtrain_features(const lstmtrain_predictor* p) {
  return p == nullptr ? 0 : p->model.features.size();
}
size_t lstmtrain_targets(const lstmtrain_predictor* p) {
  return p == nullptr ? 0 : p->model.targets.size();
}
const char* lstmtrain_feature(const lstmtrain_predictor* p, size_t index) {
  return p == nullptr ? nullptr : name_at(p->model.features, index);
}
const char* lstmtrain_target(const lstmtrain_predictor* p, size_t index) {
  return p == nullptr ? nullptr : name_at(p->model.targets, index);
}
double lstmtrain_period(const lstmtrain_predictor* p) { return p == nullptr ? 0 : p->model.period; }
int lstmtrain_target_offset(const lstmtrain_predictor* p) {
  return p == nullptr ? 0 : p->model.target_offset;
}
int lstmtrain_warmup_rows(const lstmtrain_predictor* p) {
  return p == nullptr ? 0 : p->model.warmup_rows;
}

int lstmtrain_step(lstmtrain_predictor* predictor, const double* x, size_t features, double* y,
                   size_t targets, lstmtrain_error* error) {
  return guarded<int>(error, LSTMTRAIN_ERROR, [&] {
    require("predictor", predictor);
    require("x", x);
    require("y", y);
    if (features != predictor->scaler.features())
      refuse("features of a row", features, predictor->scaler.features(), "lstmtrain_features()");
    if (targets != predictor->y.size())
      refuse("room for targets", targets, predictor->y.size(), "lstmtrain_targets()");
    return step(*predictor, x, y);
  });
}

void lstmtrain_reset(lstmtrain_predictor* predictor) {
  if (predictor != nullptr) predictor->network.reset();
}

size_t lstmtrain_state_size(const lstmtrain_predictor* predictor) {
  return predictor == nullptr ? 0 : state_size(*predictor);
}

int lstmtrain_save_state(const lstmtrain_predictor* predictor, void* bytes, size_t size,
                         lstmtrain_error* error) {
  return guarded<int>(error, LSTMTRAIN_ERROR, [&] {
    require("predictor", predictor);
    require("bytes", bytes);
    if (size != state_size(*predictor))
      refuse("bytes of a state", size, state_size(*predictor), "lstmtrain_state_size()");
    std::vector<float> values(predictor->network.state_size());
    predictor->network.save_state(values.data());
    const StateHeader header = {.shape = shape_of(predictor->model.spec),
                                .checksum = checksum(std::span<const float>(values))};
    std::memcpy(bytes, &header, sizeof header);
    std::memcpy(static_cast<std::byte*>(bytes) + sizeof header, values.data(),
                values.size() * sizeof(float));
    return LSTMTRAIN_OK;
  });
}

int lstmtrain_restore_state(lstmtrain_predictor* predictor, const void* bytes, size_t size,
                            lstmtrain_error* error) {
  return guarded<int>(error, LSTMTRAIN_ERROR, [&] {
    require("predictor", predictor);
    require("bytes", bytes);
    if (size != state_size(*predictor))
      refuse("bytes of a state", size, state_size(*predictor), "lstmtrain_state_size()");
    StateHeader header;
    std::memcpy(&header, bytes, sizeof header);
    std::vector<float> values(predictor->network.state_size());
    std::memcpy(values.data(), static_cast<const std::byte*>(bytes) + sizeof header,
                values.size() * sizeof(float));
    const bool good =
        header.magic == kStateMagic && header.shape == shape_of(predictor->model.spec) &&
        header.checksum == checksum(std::span<const float>(values)) &&
        std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
    if (!good)
      throw Error(
          ErrorCode::config,
          "lstmtrain: a state, got one of another model or damaged, expected what "
          "lstmtrain_save_state() of this model gave. Hint: lstmtrain_reset() begins anew.");
    predictor->network.load_state(values.data());
    return LSTMTRAIN_OK;
  });
}
