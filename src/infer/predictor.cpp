// One row in, one prediction out. The same scaling and the same kernels as Streaming, so that both
// give the same bits.
#include "lstmtrain/predictor.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/flush_to_zero.hpp"
#include "base/nan.hpp"
#include "base/shape.hpp"
#include "data/batches/scaled_rows.hpp"
#include "lstmtrain/error.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"

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

class Predictor::Impl {
 public:
  explicit Impl(Model model)
      : model_(std::move(model)),
        row_(one_row(model_)),
        rows_(row_, model_.scaler),
        scaled_(model_.features.size()),
        network_(model_.spec) {
    if (model_.spec.layer_norm != LayerNorm::cell) {
      by_rows_.emplace(model_.spec, model_.params);
      return;
    }
    block_ = std::make_unique<nn::BlockWorkspace<float>>(model_.spec, 1, kLaneMultiple, false);
    std::fill_n(block_->x, rows_.features() * kLaneMultiple, 0.0F);
    std::fill_n(block_->reset, kLaneMultiple, std::uint8_t{0});
    reset();
  }

  bool step(std::span<const float> x, std::span<float> y) {
    std::fill(y.begin(), y.end(), kNaNf);
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

  void reset() {
    if (by_rows_)
      by_rows_->reset();
    else
      network_.zero_state(kLaneMultiple, *block_);
  }

  // Of the block, all lanes: the others repeat what they are fed.
  std::size_t state_size() const {
    return by_rows_ ? by_rows_->state_size()
                    : static_cast<std::size_t>(network_.state_size()) * kLaneMultiple;
  }
  void save_state(float* state) const {
    if (by_rows_)
      by_rows_->save_state(state);
    else
      network_.save_state(*block_, 0, kLaneMultiple, state);
  }
  void load_state(const float* state) {
    if (by_rows_)
      by_rows_->load_state(state);
    else
      network_.load_state(state, kLaneMultiple, *block_);
  }

  const Model& model() const { return model_; }

 private:
  void run_block(std::span<float> y) {
    rows_.features(0, 0, 1, kLaneMultiple, block_->x);
    network_.forward(model_.params.data(), *block_, {1, kLaneMultiple, 0, nullptr});
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = block_->y[k * kLaneMultiple];
    network_.carry_state(*block_, 1, kLaneMultiple);
  }

  const Model model_;
  Dataset row_;  // one file of one row: what ScaledRows reads
  ScaledRows rows_;
  std::vector<float> scaled_;  // [D]
  std::optional<nn::RowNetwork> by_rows_;
  // Normalised cells have no one-row kernel: the first lane of a block of its own.
  nn::Network<float> network_;
  std::unique_ptr<nn::BlockWorkspace<float>> block_;
};

Predictor::Predictor(Model model) : impl_(std::make_unique<Impl>(std::move(model))) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

bool Predictor::step(std::span<const float> x, std::span<float> y) { return impl_->step(x, y); }
void Predictor::reset() { impl_->reset(); }
const Model& Predictor::model() const { return impl_->model(); }

Predictor::State Predictor::state() const {
  State state{std::vector<float>(impl_->state_size())};
  impl_->save_state(state.values.data());
  return state;
}

void Predictor::restore(const State& state) {
  if (state.values.size() != impl_->state_size())
    throw Error(ErrorCode::config, "predictor: a state of " + std::to_string(state.values.size()) +
                                       " values, expected " + std::to_string(impl_->state_size()) +
                                       ". Hint: restore what state() of the same model gave.");
  impl_->load_state(state.values.data());
}

}  // namespace lstmtrain
