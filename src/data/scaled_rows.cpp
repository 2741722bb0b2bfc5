#include "data/scaled_rows.hpp"

namespace lstmtrain {

ScaledRows::ScaledRows(const Dataset& dataset, const Scaler& scaler)
    : dataset_(dataset),
      features_(static_cast<int>(dataset.num_features)),
      targets_(static_cast<int>(dataset.num_targets())) {
  for (std::size_t column = 0; column < dataset.columns.size(); ++column) {
    offset_.push_back(static_cast<float>(scaler.offset[column]));
    factor_.push_back(static_cast<float>(1 / scaler.scale[column]));
  }
}

void ScaledRows::features(std::size_t file, std::size_t row, int count, int B, float* x) const {
  copy(file, row, count, 0, features_, B, x);
}

void ScaledRows::targets(std::size_t file, std::size_t row, int count, int B, float* target) const {
  copy(file, row, count, features_, targets_, B, target);
}

void ScaledRows::copy(std::size_t file, std::size_t row, int count, int first, int columns, int B,
                      float* out) const {
  const SourceFile& source = dataset_.files[file];
  const long in_step = static_cast<long>(source.columns), out_step = static_cast<long>(columns) * B;
  for (int column = 0; column < columns; ++column) {
    const float* in = source.values.data() + row * source.columns + first + column;
    const float offset = offset_[static_cast<std::size_t>(first + column)],
                factor = factor_[static_cast<std::size_t>(first + column)];
    for (int t = 0; t < count; ++t) out[t * out_step] = (in[t * in_step] - offset) * factor;
    out += B;
  }
}

}  // namespace lstmtrain
