#include "predict/model_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/arguments.hpp"
#include "base/limits.hpp"
#include "files/tensors/safetensors_layout.hpp"
#include "lstmtrain/error.hpp"
#include "predict/json_view.hpp"

namespace lstmtrain::predicting {
namespace {

// What a model file may require (files/model_metadata.cpp) that makes no difference to a row of
// cells that the caller has looked through.
constexpr std::string_view kKnown[] = {"robust_scaler", "valid_range"};

// In the order of the enums.
constexpr const char* kLayerNorms[] = {"none", "output", "cell"};
constexpr const char* kOutputFilters[] = {"none", "ema", "lpf"};

std::string shape_text(const std::vector<int>& shape) {
  std::string text;
  for (const int axis : shape) text += (text.empty() ? "[" : ",") + std::to_string(axis);
  return text + "]";
}

class ModelBytes {
 public:
  ModelBytes(std::span<const std::byte> bytes, const std::string& where) : where_(where) {
    std::uint64_t length = 0;
    if (bytes.size() > files::kPrefix) std::memcpy(&length, bytes.data(), files::kPrefix);
    if (length == 0 || length > files::kMaxHeader || length > bytes.size() - files::kPrefix)
      fail("no header of a safetensors file, got " + std::to_string(bytes.size()) +
           " bytes. Hint: the file is cut off, or it is no model.");
    header_ = {reinterpret_cast<const char*>(bytes.data()) + files::kPrefix,
               static_cast<std::size_t>(length)};
    data_ = bytes.subspan(files::kPrefix + header_.size());
    check();
  }

  JsonView header() const { return {header_, where_ + ": header"}; }

  // F32 of that shape, at the end of `to`.
  void append(const ParamInfo& param, std::vector<float>& to) const {
    const JsonView tensor = header().at(param.name);
    if (tensor.at("dtype").string() != "F32") tensor.fail("F32");
    const std::vector<double> shape = tensor.at("shape").numbers(param.shape.size());
    if (!std::equal(shape.begin(), shape.end(), param.shape.begin(),
                    [](double a, int b) { return a == b; }))
      tensor.fail("shape " + shape_text(param.shape));
    const auto last = static_cast<long long>(data_.size());
    const std::vector<JsonView> offsets = tensor.at("data_offsets").elements();
    const std::size_t size = param.size * sizeof(float);
    if (offsets.size() != 2 ||
        offsets[1].integer(0, last) - offsets[0].integer(0, last) != static_cast<long long>(size))
      tensor.fail(std::to_string(size) + " bytes of data");
    const std::size_t at = to.size();
    to.resize(at + param.size);
    std::memcpy(to.data() + at, data_.data() + offsets[0].integer(0, last), size);
    for (std::size_t i = at; i < to.size(); ++i)
      if (!std::isfinite(to[i])) tensor.fail("numbers, of which one is not finite");
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::data, where_ + ": " + message);
  }

  void check() const {
    const std::size_t digits = files::find_checksum(header_);
    if (digits == header_.npos)
      fail("has no checksum. Hint: it is no model of lstmtrain, or the file was edited.");
    if (header_.substr(digits, 8) != files::checksum(header_, digits, data_))
      fail(
          "its checksum is wrong. Hint: the file is damaged or was edited; take an undamaged "
          "copy.");
  }

  std::string where_;
  std::string_view header_;
  std::span<const std::byte> data_;
};

// A field of the metadata: a string that is a JSON text itself.
class Field {
 public:
  Field(const JsonView& metadata, const char* key, const std::string& where)
      : text_(metadata.at(key).string()), view_(text_, where + ": metadata \"" + key + "\"") {}
  Field(const Field&) = delete;
  const JsonView* operator->() const { return &view_; }

 private:
  const std::string text_;
  const JsonView view_;
};

template <std::size_t kCount>
int choice(const JsonView& value, const char* const (&words)[kCount]) {
  const auto found = std::find(std::begin(words), std::end(words), value.string());
  if (found == std::end(words)) value.fail("a word that is known here");
  return static_cast<int>(found - std::begin(words));
}

ModelSpec read_spec(const Field& field) {
  ModelSpec spec;
  const std::string cell = field->at("cell").string();
  const auto* const facts = std::find_if(std::begin(kCellFacts), std::end(kCellFacts),
                                         [&](const CellFacts& one) { return one.name == cell; });
  if (facts == std::end(kCellFacts)) field->at("cell").fail("a cell that is known here");
  spec.cell = facts->cell;
  const auto size = [](const JsonView& value, int most) {
    return static_cast<int>(value.integer(1, most));
  };
  spec.input_size = size(field->at("input_size"), limits::kMostColumns);
  spec.output_size = size(field->at("output_size"), limits::kMostColumns);
  for (const JsonView& units : field->at("layer_sizes").elements())
    spec.layer_sizes.push_back(size(units, limits::kMostUnits));
  spec.layer_norm = static_cast<LayerNorm>(choice(field->at("layer_norm"), kLayerNorms));
  if (field->has("output_filter"))
    spec.output_filter =
        static_cast<OutputFilter>(choice(field->at("output_filter"), kOutputFilters));
  return spec;
}

Scaler read_scaler(const Field& field, std::size_t columns) {
  Scaler scaler;
  scaler.offset = field->at("offset").numbers(columns);
  scaler.scale = field->at("scale").numbers(columns);
  scaler.min = field->at("min").numbers(columns);
  scaler.max = field->at("max").numbers(columns);
  return scaler;
}

void check_version(const JsonView& metadata, const std::string& where) {
  const auto refuse = [&](const std::string& what) {
    throw Error(
        ErrorCode::data,
        where + ": " + what + ". Hint: the file is from a newer lstmtrain; update this one.");
  };
  if (metadata.at("format").string() != "lstmtrain")
    metadata.at("format").fail("\"lstmtrain\", a model");
  const std::string version = metadata.at("format_version").string();
  if (version == "1") return;
  if (version != "2") refuse("format_version " + version + " is unknown here");
  const Field required(metadata, "requires", where);
  for (const JsonView& name : required->elements())
    if (std::find(std::begin(kKnown), std::end(kKnown), name.string()) == std::end(kKnown))
      refuse("requires " + name.string() + ", which is unknown here");
}

}  // namespace

Model read_model(std::span<const std::byte> bytes, const std::string& where) {
  const ModelBytes file(bytes, where);
  const JsonView metadata = file.header().at(files::kMetadataKey);
  check_version(metadata, where);
  Model model;
  model.spec = read_spec(Field(metadata, "model", where));
  require_spec(where, model.spec);
  if (model.spec.layer_norm == LayerNorm::cell)
    throw Error(ErrorCode::config,
                where +
                    ": LAYER_NORM, got cell, expected none or output: this library has no "
                    "one-row kernel of it. Hint: link all of liblstmtrain.");
  const Field columns(metadata, "columns", where);
  const auto inputs = static_cast<std::size_t>(model.spec.input_size);
  const auto targets = static_cast<std::size_t>(model.spec.output_size);
  model.features = columns->at("features").strings(inputs);
  model.targets = columns->at("targets").strings(targets);
  model.scaler = read_scaler(Field(metadata, "scaler", where), inputs + targets);
  require_scaler(where, model.scaler, inputs + targets);
  const Field units(metadata, "units", where);
  for (const JsonView& unit : units->elements())
    model.units.push_back({unit.at("name").string(), unit.at("factor").number()});
  if (model.units.size() != targets) units->fail("a unit a target");
  model.target_offset =
      static_cast<int>(Field(metadata, "target_offset", where)->integer(0, limits::kMostRows));
  model.warmup_rows =
      static_cast<int>(Field(metadata, "warmup_rows", where)->integer(0, limits::kMostRows));
  model.period = Field(metadata, "period", where)->number();
  for (const ParamInfo& param : param_layout(model.spec)) file.append(param, model.params);
  return model;
}

}  // namespace lstmtrain::predicting
