// One table for the range of every key: what the settings take, a model file can hold, and it reads
// back equal.
#include "base/limits.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>

#include "files/model_file.hpp"
#include "files/model_metadata.hpp"
#include "lstmtrain/model.hpp"
#include "settings/hyperparams_support.hpp"
#include "settings/table/fields.hpp"
#include "settings/value.hpp"

namespace lstmtrain {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<std::string> names(const std::string& stem, int count) {
  std::vector<std::string> list;
  for (int i = 0; i < count; ++i) list.push_back(stem + std::to_string(i));
  return list;
}

void extremes(const Field& field, const FieldValues& base, std::vector<FieldValues>& out) {
  const Range& range = field.range;
  const auto add = [&](auto member, auto value) {
    out.push_back(base);
    out.back().*member = value;
  };
  if (const auto* number = std::get_if<double FieldValues::*>(&field.member)) {
    add(*number, range.low_open ? std::nextafter(range.low, kInfinity) : range.low);
    const double high = std::min(range.high, std::numeric_limits<double>::max());
    add(*number, range.high_open ? std::nextafter(high, -kInfinity) : high);
  } else if (const auto* whole = std::get_if<int FieldValues::*>(&field.member)) {
    add(*whole, static_cast<int>(range.low));
    add(*whole, static_cast<int>(std::min<double>(range.high, INT_MAX)));
  } else if (const auto* seed = std::get_if<std::uint64_t FieldValues::*>(&field.member)) {
    add(*seed, std::uint64_t{0});
    add(*seed, std::numeric_limits<std::uint64_t>::max());
  } else if (const auto* flag = std::get_if<bool FieldValues::*>(&field.member)) {
    add(*flag, false);
    add(*flag, true);
  } else if (const auto* choice = std::get_if<ChoiceMember>(&field.member)) {
    for (std::size_t value = 0; value < choice->words().size(); ++value) {
      out.push_back(base);
      choice->set(out.back(), static_cast<int>(value));
    }
  } else if (const auto* numbers = std::get_if<std::vector<double> FieldValues::*>(&field.member)) {
    add(*numbers, std::vector<double>{-std::numeric_limits<double>::max(), 5e-324});
  } else if (const auto* sizes = std::get_if<std::vector<int> FieldValues::*>(&field.member)) {
    add(*sizes, std::vector<int>{1});
    add(*sizes, std::vector<int>(limits::kMostLayers, 1));
  }
}

// The settings with one key at its lowest, its highest, and each of its choices; what would
// contradict it moves out of the way. Layers of kMostUnits have a test of their own.
std::vector<FieldValues> cases() {
  FieldValues base;
  static_cast<Hyperparams&>(base) = test::read("{}").values;
  base.rnn_layer_sizes = {3, 2};  // dropout acts
  std::vector<FieldValues> out = {base};
  for (const Field* field : fields())
    if (!field->legacy && !field->machine) extremes(*field, base, out);
  for (const char* stem : {"x", "y"}) {
    FieldValues wide = base;
    (*stem == 'x' ? wide.feature_columns : wide.target_columns) = names(stem, limits::kMostColumns);
    out.push_back(wide);
  }
  for (FieldValues& values : out) {  // a gradient goes back no farther than a window
    if (values.lookback < base.lookback) values.tbptt_history = values.lookback;
    values.lookback = std::max(values.lookback, values.tbptt_history);
  }
  return out;
}

Model model_of(const Hyperparams& hp) {
  Model model;
  model.spec = model_spec(hp);
  model.features = hp.feature_columns;
  model.targets = hp.target_columns;
  model.units.resize(model.targets.size());
  const std::size_t columns = model.features.size() + model.targets.size();
  model.scaler.method = hp.normalization;
  model.scaler.offset = model.scaler.min = model.scaler.max = std::vector<double>(columns, 0.0);
  model.scaler.scale = std::vector<double>(columns, 1.0);
  model.target_offset = hp.target_offset;
  model.warmup_rows = hp.warmup_rows;
  model.hyperparams = settings::model_json(hp);
  return model;
}

void check_settings(const Model& model, const Hyperparams& hp) {
  CHECK(settings::model_json(hyperparams_of(model)) == settings::model_json(hp));
  CHECK(model.spec.dropout == model_spec(hp).dropout);
  CHECK(model.target_offset == hp.target_offset);
  CHECK(model.warmup_rows == hp.warmup_rows);
}

}  // namespace

TEST_CASE("settings.limits: a model of the lowest and the highest value of every key is saved") {
  int tried = 0;
  for (const FieldValues& hp : cases()) {
    INFO(settings::model_json(hp));
    CHECK(validate(hp) == std::vector<std::string>{});
    Model model = model_of(hp);
    model.params.assign(param_count(model.spec), 0.5F);
    check_settings(files::model_from_bytes(files::model_to_bytes(model, "m"), "m"), hp);
    ++tried;
  }
  CHECK(tried > 150);
}

TEST_CASE("settings.limits: the widest layers are in range of the model file's metadata") {
  Hyperparams hp = test::read("{}").values;
  hp.rnn_layer_sizes.assign(limits::kMostLayers, limits::kMostUnits);
  CHECK(validate(hp).empty());
  check_settings(files::model_from_metadata(files::model_metadata(model_of(hp)), "m"), hp);
}

TEST_CASE("settings.limits: settings that were never resolved are saved as what they stand for") {
  Hyperparams hp;
  CHECK(hyperparams_of(model_of(hp)).history() == hp.history());
  hp.training_method = TrainingMethod::stream;
  CHECK(hyperparams_of(model_of(hp)).history() == hp.history());
}

}  // namespace lstmtrain
