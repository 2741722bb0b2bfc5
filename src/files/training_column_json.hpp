// What a column was in training, as JSON: the same members in a model file, results.json and the
// report.
#pragma once

#include <nlohmann/json.hpp>

#include "base/text/json_field.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::files {

// {"rows","bad","mean","deviation","min","max","p1","p5","p25","p50","p75","p95","p99"}
nlohmann::ordered_json training_column_json(const TrainingColumn& column);

// Throws data.
TrainingColumn training_column_from(const text::JsonField& field);

// The same objects with "name" and "role" (feature, target) before, a list in the model's order;
// empty where the model knows nothing of its columns.
nlohmann::ordered_json training_columns_json(const Model& model);

}  // namespace lstmtrain::files
