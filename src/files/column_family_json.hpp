// The families of a model's columns as JSON, as model files hold them.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/text/json_field.hpp"
#include "lstmtrain/column_family.hpp"

namespace lstmtrain::files {

nlohmann::ordered_json column_families_json(const std::vector<ColumnFamily>& families);
// Throws data for what is none.
std::vector<ColumnFamily> column_families_from(const text::JsonField& field);

}  // namespace lstmtrain::files
