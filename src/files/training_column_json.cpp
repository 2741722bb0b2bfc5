#include "files/training_column_json.hpp"

#include <array>

namespace lstmtrain::files {
namespace {

using nlohmann::ordered_json;

constexpr std::array kCounts = {std::pair{"rows", &TrainingColumn::rows},
                                std::pair{"bad", &TrainingColumn::bad}};
constexpr std::array kNumbers = {
    std::pair{"mean", &TrainingColumn::mean}, std::pair{"deviation", &TrainingColumn::deviation},
    std::pair{"min", &TrainingColumn::min},   std::pair{"max", &TrainingColumn::max},
    std::pair{"p1", &TrainingColumn::p1},     std::pair{"p5", &TrainingColumn::p5},
    std::pair{"p25", &TrainingColumn::p25},   std::pair{"p50", &TrainingColumn::p50},
    std::pair{"p75", &TrainingColumn::p75},   std::pair{"p95", &TrainingColumn::p95},
    std::pair{"p99", &TrainingColumn::p99}};
constexpr double kMostCells = 9007199254740992.0;  // 2^53: every count up to it is a double

}  // namespace

ordered_json training_column_json(const TrainingColumn& column) {
  ordered_json object = ordered_json::object();
  for (const auto& [name, member] : kCounts) object[name] = column.*member;
  for (const auto& [name, member] : kNumbers) object[name] = column.*member;
  if (!column.unit.empty()) object["unit"] = column.unit;
  return object;
}

TrainingColumn training_column_from(const text::JsonField& field) {
  TrainingColumn column;
  for (const auto& [name, member] : kCounts) {
    const text::JsonField count = field.at(name);
    const double number = count.number();
    if (!(number >= 0 && number <= kMostCells)) count.fail("a number of cells");
    column.*member = static_cast<std::size_t>(number);
  }
  for (const auto& [name, member] : kNumbers) column.*member = field.at(name).number();
  if (field.value.contains("unit")) column.unit = field.at("unit").text();
  return column;
}

ordered_json training_columns_json(const Model& model) {
  ordered_json list = ordered_json::array();
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    const bool feature = c < model.features.size();
    ordered_json object = {
        {"name", feature ? model.features[c] : model.targets[c - model.features.size()]},
        {"role", feature ? "feature" : "target"}};
    object.update(training_column_json(model.columns[c]));
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace lstmtrain::files
