#include "train/row_predictor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/flush_to_zero.hpp"
#include "base/shape.hpp"

namespace lstmtrain {
namespace {

Dataset one_row(const Model& model) {
  Dataset data;
  data.columns = model.features;
  data.num_features = model.features.size();
  data.columns.insert(data.columns.end(), model.targets.begin(), model.targets.end());
  SourceFile file;
  file.rows = 1;
  file.columns = data.columns.size();
  file.values.resize(file.columns);
  data.files.push_back(std::move(file));
  return data;
}

}  // namespace

RowPredictor::RowPredictor(const Model& model)
    : model_(model),
      row_(one_row(model)),
      rows_(row_, model.scaler),
      scaled_(model.features.size()),
      network_(model.spec) {
  if (model.spec.layer_norm != LayerNorm::cell) {
    by_rows_.emplace(model.spec, model.params);
    return;
  }
  block_ = std::make_unique<nn::BlockWorkspace<float>>(model.spec, 1, kLaneMultiple, false);
  std::fill_n(block_->x, rows_.features() * kLaneMultiple, 0.0F);
  std::fill_n(block_->reset, kLaneMultiple, std::uint8_t{0});
  reset();
}

bool RowPredictor::step(std::span<const float> x, std::span<float> y) {
  std::fill(y.begin(), y.end(), std::numeric_limits<float>::quiet_NaN());
  for (const float value : x)
    if (!std::isfinite(value)) return false;
  const FlushToZero flush;
  std::copy(x.begin(), x.end(), row_.files.front().values.begin());
  if (by_rows_) {
    rows_.features(0, 0, 1, 1, scaled_.data());
    by_rows_->step(scaled_.data(), y.data());
  } else {
    run_block(y);
  }
  for (std::size_t k = 0; k < y.size(); ++k)
    y[k] = static_cast<float>(
        model_.scaler.inverse_transform(model_.features.size() + k, static_cast<double>(y[k])));
  return true;
}

void RowPredictor::run_block(std::span<float> y) {
  rows_.features(0, 0, 1, kLaneMultiple, block_->x);
  network_.forward(model_.params.data(), *block_, {1, kLaneMultiple, 0, nullptr});
  for (std::size_t k = 0; k < y.size(); ++k) y[k] = block_->y[k * kLaneMultiple];
  network_.carry_state(*block_, 1, kLaneMultiple);
}

void RowPredictor::reset() {
  if (by_rows_)
    by_rows_->reset();
  else
    network_.zero_state(kLaneMultiple, *block_);
}

}  // namespace lstmtrain
