// Of arguments.hpp what concerns a network's shape and its scaler: all that a predictor needs.
#include <algorithm>
#include <utility>

#include "base/arguments.hpp"
#include "base/limits.hpp"
#include "base/refusal.hpp"

namespace lstmtrain {

void refuse_choice(const std::string& where, const std::string& what, int got) {
  refuse(where, what, std::to_string(got), "a member of its enumeration",
         "name one, as Normalization::minmax.");
}

void require_spec(const std::string& where, const ModelSpec& spec) {
  const auto choice = [&](const char* what, auto value, auto last) {
    require_between(where, what, static_cast<int>(value), 0, static_cast<int>(last),
                    "name a member of the enumeration.");
  };
  choice("cell", spec.cell, kCellCount - 1);
  choice("layer norm", spec.layer_norm, LayerNorm::cell);
  choice("output filter", spec.output_filter, OutputFilter::lpf);
  require_between(where, "inputs", spec.input_size, 1, limits::kMostColumns, kMadeByFit);
  require_between(where, "outputs", spec.output_size, 1, limits::kMostColumns, kMadeByFit);
  require_between(where, "layers", static_cast<long long>(spec.layer_sizes.size()), 1,
                  limits::kMostLayers, kMadeByFit);
  for (const int H : spec.layer_sizes)
    require_between(where, "size of a layer", H, 1, limits::kMostUnits, kMadeByFit);
  if (!(spec.dropout >= 0 && spec.dropout <= limits::kMostDropout))
    refuse(where, "dropout", std::to_string(spec.dropout), "0..1", kMadeByFit);
}

void require_scaler(const std::string& where, const Scaler& scaler, std::size_t columns) {
  for (const auto& [what, values] : {std::pair{"scaler offset", &scaler.offset},
                                     {"scaler scale", &scaler.scale},
                                     {"scaler min", &scaler.min},
                                     {"scaler max", &scaler.max}}) {
    require_size(where, what, values->size(), columns, "a scaler has a value a column.");
    require_finite(where, what, *values);
  }
  if (std::count(scaler.scale.begin(), scaler.scale.end(), 0.0) > 0)
    refuse(where, "scaler scale", "0", "another number", kMadeByFit);
}

}  // namespace lstmtrain
