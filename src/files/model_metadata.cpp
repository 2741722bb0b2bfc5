// Each field is written and read by functions that stand together.
#include "files/model_metadata.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

#include "base/choices.hpp"
#include "base/limits.hpp"
#include "base/text/json_field.hpp"
#include "base/text/json_limits.hpp"
#include "base/text/strict_json.hpp"
#include "files/column_family_json.hpp"
#include "files/format_version.hpp"
#include "files/training_column_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// The names in `requires` that are understood here: what 0.1.0 had no place for.
constexpr std::string_view kRobustScaler = "robust_scaler", kValidRange = "valid_range";
constexpr std::array kModelFeatures = {kRobustScaler, kValidRange};

// Bounds of columns, without which a reader would feed cells that were none in training.
bool has_valid_range(const Model& model) {
  const json settings = json::parse(model.hyperparams, nullptr, false);
  return settings.is_object() && !settings.value("VALID_RANGE", json::array()).empty();
}

// What a reader must understand to use `model` rightly.
std::vector<std::string> required_for(const Model& model) {
  std::vector<std::string> required;
  if (model.scaler.method == Normalization::robust) required.emplace_back(kRobustScaler);
  if (has_valid_range(model)) required.emplace_back(kValidRange);
  return required;
}

std::vector<const char*> cell_names() {
  std::vector<const char*> names;
  for (const CellFacts& facts : kCellFacts) names.push_back(facts.name);
  return names;
}

const char* name_of(OutputFilter filter) {
  return filter == OutputFilter::none ? "none" : filter == OutputFilter::ema ? "ema" : "lpf";
}

ordered_json spec_to_json(const ModelSpec& spec) {
  ordered_json object = {
      {"cell", cell_facts(spec.cell).name},     {"input_size", spec.input_size},
      {"layer_sizes", spec.layer_sizes},        {"output_size", spec.output_size},
      {"layer_norm", name_of(spec.layer_norm)}, {"dropout", spec.dropout}};
  // Only where there is one: files without a filter stay what they always were.
  if (spec.output_filter != OutputFilter::none)
    object["output_filter"] = name_of(spec.output_filter);
  return object;
}

ModelSpec spec_from_json(const text::JsonField& field) {
  ModelSpec spec;
  spec.cell = kCellFacts[field.at("cell").choice(cell_names())].cell;
  spec.input_size = field.at("input_size").integer(1, limits::kMostColumns);
  const text::JsonField sizes = field.at("layer_sizes");
  for (const text::JsonField& size : sizes.elements())
    spec.layer_sizes.push_back(size.integer(1, limits::kMostUnits));
  if (spec.layer_sizes.empty() || spec.layer_sizes.size() > limits::kMostLayers)
    sizes.fail("1 to " + std::to_string(limits::kMostLayers) + " layers");
  spec.output_size = field.at("output_size").integer(1, limits::kMostColumns);
  spec.layer_norm = static_cast<LayerNorm>(field.at("layer_norm").choice(words_of<LayerNorm>()));
  const text::JsonField dropout = field.at("dropout");
  spec.dropout = dropout.number();
  if (spec.dropout < 0 || spec.dropout > limits::kMostDropout) dropout.fail("0 to 1");
  if (field.value.contains("output_filter"))
    spec.output_filter =
        std::array{OutputFilter::none, OutputFilter::ema,
                   OutputFilter::lpf}[field.at("output_filter").choice({"none", "ema", "lpf"})];
  return spec;
}

void columns_from_json(const text::JsonField& field, Model* model) {
  model->features = field.at("features").names(static_cast<std::size_t>(model->spec.input_size));
  model->targets = field.at("targets").names(static_cast<std::size_t>(model->spec.output_size));
  std::set<std::string> distinct(model->features.begin(), model->features.end());
  distinct.insert(model->targets.begin(), model->targets.end());
  if (distinct.size() != model->features.size() + model->targets.size() ||
      distinct.count("") != 0) {
    field.fail("column names, each once");
  }
}

ordered_json scaler_to_json(const Scaler& scaler) {
  return {{"method", name_of(scaler.method)},
          {"offset", scaler.offset},
          {"scale", scaler.scale},
          {"min", scaler.min},
          {"max", scaler.max}};
}

// Whether a row of the training range is finite for the network, and what it says is finite for us.
bool is_usable(const Scaler& scaler, std::size_t c) {
  constexpr double kOutput = 1;  // what a network says of its target is about that
  for (const double x :
       {scaler.transform(c, scaler.min[c]), scaler.transform(c, scaler.max[c]),
        scaler.inverse_transform(c, kOutput), scaler.inverse_transform(c, -kOutput)})
    if (!(std::abs(x) < static_cast<double>(std::numeric_limits<float>::max()))) return false;
  return true;
}

Scaler scaler_from_json(const text::JsonField& field, std::size_t columns) {
  Scaler scaler;
  scaler.method = static_cast<Normalization>(field.at("method").choice(words_of<Normalization>()));
  scaler.offset = field.at("offset").numbers(columns);
  scaler.scale = field.at("scale").numbers(columns);
  scaler.min = field.at("min").numbers(columns);
  scaler.max = field.at("max").numbers(columns);
  if (std::count(scaler.scale.begin(), scaler.scale.end(), 0.0) != 0) {
    field.at("scale").fail("scales other than 0");
  }
  for (std::size_t c = 0; c < columns; ++c)
    if (!is_usable(scaler, c))
      field.fail("an offset and a scale under which the training range of column " +
                 std::to_string(c) + " is finite in float32, scaled and back");
  return scaler;
}

ordered_json statistics_to_json(const std::vector<TrainingColumn>& columns) {
  ordered_json list = ordered_json::array();
  for (const TrainingColumn& column : columns) list.push_back(training_column_json(column));
  return list;
}

std::vector<TrainingColumn> statistics_from_json(const text::JsonField& field, std::size_t count) {
  std::vector<TrainingColumn> columns;
  for (const text::JsonField& element : field.elements())
    columns.push_back(training_column_from(element));
  if (columns.size() != count) field.fail(std::to_string(count) + " columns");
  return columns;
}

ordered_json units_to_json(const std::vector<Unit>& units) {
  ordered_json list = ordered_json::array();
  for (const Unit& unit : units) list.push_back({{"name", unit.name}, {"factor", unit.factor}});
  return list;
}

std::vector<Unit> units_from_json(const text::JsonField& field, std::size_t count) {
  std::vector<Unit> units;
  for (const text::JsonField& element : field.elements()) {
    const Unit unit{element.at("name").text(), element.at("factor").number()};
    if (unit.factor == 0) element.fail("a factor other than 0");
    units.push_back(unit);
  }
  if (units.size() != count) field.fail(std::to_string(count) + " units, one a target");
  return units;
}

// The metadata of a file, read field by field.
class MetadataReader {
 public:
  MetadataReader(const Metadata& metadata, const std::string& where)
      : metadata_(metadata), where_(where) {}

  void check_format() const {
    const auto format = metadata_.find("format");
    if (format == metadata_.end() || format->second != "lstmtrain") {
      fail(
          "is not a model of lstmtrain, got a safetensors file without its metadata. Hint: give "
          "the best.safetensors of a run.");
    }
    required_by(metadata_, where_, kModelFeatures);
  }

  void read(Model* model) const {
    with("model", [&](const text::JsonField& field) { model->spec = spec_from_json(field); });
    with("columns", [&](const text::JsonField& field) { columns_from_json(field, model); });
    const std::size_t targets = model->targets.size();
    const std::size_t columns = model->features.size() + targets;
    with("scaler",
         [&](const text::JsonField& field) { model->scaler = scaler_from_json(field, columns); });
    with("units",
         [&](const text::JsonField& field) { model->units = units_from_json(field, targets); });
    with("target_offset", [&](const text::JsonField& field) {
      model->target_offset = field.integer(0, limits::kMostRows);
    });
    with("warmup_rows", [&](const text::JsonField& field) {
      model->warmup_rows = field.integer(0, limits::kMostRows);
    });
    with("period", [&](const text::JsonField& field) {
      model->period = field.number();
      if (model->period < 0) field.fail("0 or more seconds");
    });
    with("hyperparams", [&](const text::JsonField& field) {
      if (!field.value.is_object()) field.fail("an object");
      model->hyperparams = text("hyperparams");
    });
    with("metrics", [&](const text::JsonField& field) {
      if (!field.value.is_object()) field.fail("an object");
      for (const auto& [key, value] : field.value.items()) {
        model->metrics[key] =
            text::JsonField{value, field.where + " " + text::shortened(json(key).dump())}
                .number_or_nan();
      }
    });
    // Files of 0.1.0 have none of these.
    if (metadata_.contains("statistics"))
      with("statistics", [&](const text::JsonField& field) {
        model->columns = statistics_from_json(field, columns);
      });
    if (metadata_.contains("families"))
      with("families",
           [&](const text::JsonField& field) { model->families = column_families_from(field); });
    for (const auto& [key, member] : {std::pair{"program_version", &Model::program_version},
                                      std::pair{"data_fingerprint", &Model::data_fingerprint}}) {
      if (metadata_.contains(key))
        with(key,
             [&, target = member](const text::JsonField& field) { model->*target = field.text(); });
    }
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::data, where_ + ": " + message);
  }
  const std::string& text(const char* key) const {
    const auto field = metadata_.find(key);
    if (field == metadata_.end()) {
      fail(std::string("metadata \"") + key +
           "\" is missing. Hint: the file is damaged or was edited.");
    }
    return field->second;
  }
  template <class Function>
  void with(const char* key, const Function& function) const {
    const std::string where = where_ + ": metadata \"" + key + "\"";
    const json value = text::parse_strict_json(text(key), where);
    function(text::JsonField{value, where});
  }

  const Metadata& metadata_;
  const std::string& where_;
};

}  // namespace

Metadata model_metadata(const Model& model) {
  Metadata metadata = {
      {"format", "lstmtrain"},
      {"model", spec_to_json(model.spec).dump()},
      {"columns", ordered_json{{"features", model.features}, {"targets", model.targets}}.dump()},
      {"scaler", scaler_to_json(model.scaler).dump()},
      {"units", units_to_json(model.units).dump()},
      {"target_offset", std::to_string(model.target_offset)},
      {"warmup_rows", std::to_string(model.warmup_rows)},
      {"period", json(model.period).dump()},
      {"hyperparams", model.hyperparams},
      {"metrics", json(model.metrics).dump()}};
  put_format_version(metadata, required_for(model));
  if (!model.columns.empty()) metadata["statistics"] = statistics_to_json(model.columns).dump();
  if (!model.families.empty()) metadata["families"] = column_families_json(model.families).dump();
  if (!model.program_version.empty())
    metadata["program_version"] = json(model.program_version).dump();
  if (!model.data_fingerprint.empty())
    metadata["data_fingerprint"] = json(model.data_fingerprint).dump();
  return metadata;
}

Model model_from_metadata(const Metadata& metadata, const std::string& where) {
  const MetadataReader reader(metadata, where);
  reader.check_format();
  Model model;
  reader.read(&model);
  return model;
}

}  // namespace lstmtrain::files
