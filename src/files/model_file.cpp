// Model <-> safetensors: the parameters, and what surrounds them.
#include "files/model_file.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "base/arguments.hpp"
#include "base/param_place.hpp"
#include "base/text/number_text.hpp"
#include "files/atomic_file.hpp"
#include "files/model_metadata.hpp"
#include "files/tensors/safetensors.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace files {
namespace {

std::vector<std::int64_t> shape_of(const ParamInfo& param) {
  return {param.shape.begin(), param.shape.end()};
}

StateDict params_to_tensors(const Model& model) {
  StateDict tensors;
  for (const ParamInfo& param : param_layout(model.spec)) {
    Tensor tensor{DType::f32, shape_of(param), std::vector<std::byte>(param.size * sizeof(float))};
    std::memcpy(tensor.bytes.data(), model.params.data() + param.offset, tensor.bytes.size());
    tensors[param.name] = std::move(tensor);
  }
  return tensors;
}

[[noreturn]] void fail(const std::string& where, const std::string& tensor,
                       const std::string& message) {
  throw Error(ErrorCode::data, where + ": tensor \"" + tensor + "\"" + message);
}

std::string describe(const Tensor& tensor) {
  return std::string(tensor.dtype == DType::f32 ? "F32" : "another type") + " of shape " +
         nlohmann::json(tensor.shape).dump();
}

void check_finite(const float* values, const ModelSpec& spec, const ParamInfo& param,
                  const std::string& where) {
  for (std::size_t i = 0; i < param.size; ++i) {
    if (!std::isfinite(values[i])) {
      fail(where, param.name,
           "[" + std::to_string(i) + "] is not finite (" + param_place(spec, param, i) + "), got " +
               text::number_text(values[i]) +
               ", expected a number. Hint: the model cannot be used.");
    }
  }
}

std::vector<float> params_from_tensors(const ModelSpec& spec, const StateDict& tensors,
                                       const std::string& where) {
  const std::vector<ParamInfo> layout = param_layout(spec);
  std::set<std::string> expected;
  std::vector<float> params;
  for (const ParamInfo& param : layout) {
    expected.insert(param.name);
    const auto found = tensors.find(param.name);
    if (found == tensors.end()) fail(where, param.name, " is missing.");
    const Tensor& tensor = found->second;
    if (tensor.dtype != DType::f32 || tensor.shape != shape_of(param)) {
      fail(where, param.name,
           ", got " + describe(tensor) + ", expected F32 of shape " +
               nlohmann::json(param.shape).dump() + ".");
    }
    params.resize(param.offset + param.size);
    std::memcpy(params.data() + param.offset, tensor.bytes.data(), tensor.bytes.size());
    check_finite(params.data() + param.offset, spec, param, where);
  }
  for (const auto& [name, tensor] : tensors) {
    if (expected.count(name) == 0) fail(where, name, " is none of this model's.");
  }
  return params;
}

}  // namespace

std::vector<std::byte> model_to_bytes(const Model& model, const std::string& where) {
  if (model.params.size() != param_count(model.spec)) {
    throw Error(ErrorCode::internal, where + ": parameters, got " +
                                         std::to_string(model.params.size()) + ", expected " +
                                         std::to_string(param_count(model.spec)));
  }
  auto bytes = to_safetensors(params_to_tensors(model), model_metadata(model), where);
  try {
    model_from_bytes(bytes, where);  // what is written can be read
  } catch (const Error& error) {
    throw Error(ErrorCode::config, error.what());
  }
  return bytes;
}

Model model_from_bytes(std::span<const std::byte> bytes, const std::string& where) {
  const TensorFile file = from_safetensors(bytes, where);
  Model model = model_from_metadata(file.metadata, where);
  model.params = params_from_tensors(model.spec, file.tensors, where);
  if (!file.verified) {
    throw Error(ErrorCode::data, where + ": metadata \"" + kChecksumKey +
                                     "\" is missing. Hint: the file was edited.");
  }
  return model;
}

}  // namespace files

void save_model(const std::string& path, const Model& model) {
  require_model("save_model", model);
  files::write_file_atomically(path, files::model_to_bytes(model, path));
}

Model load_model(const std::string& path) {
  return files::model_from_bytes(files::read_tensor_file(path), path);
}

}  // namespace lstmtrain
