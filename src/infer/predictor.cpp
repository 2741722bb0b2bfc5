// One row in, one prediction out. The same scaling and the same kernels as Streaming, so that both
// give the same bits.
#include "lstmtrain/predictor.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "base/arguments.hpp"
#include "base/flush_to_zero.hpp"
#include "base/nan.hpp"
#include "base/shape.hpp"
#include "lstmtrain/error.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"
#include "predict/row_scaler.hpp"

namespace lstmtrain {
namespace {

[[noreturn]] void refuse(const std::string& what, std::size_t got, std::size_t expected,
                         const char* hint) {
  throw Error(ErrorCode::config, "Predictor: " + what + ", got " + std::to_string(got) +
                                     ", expected " + std::to_string(expected) + ". Hint: " + hint);
}

// Whether the memories of two shapes mean the same: all but what training alone reads.
bool same_memory(const ModelSpec& a, const ModelSpec& b) {
  const auto key = [](const ModelSpec& spec) {
    return std::tie(spec.cell, spec.input_size, spec.layer_sizes, spec.output_size, spec.layer_norm,
                    spec.output_filter);
  };
  return key(a) == key(b);
}

Model whole(Model model) {
  require_model("Predictor", model);
  return model;
}

}  // namespace

class Predictor::Impl {
 public:
  explicit Impl(Model model)
      : model_(whole(std::move(model))), scaler_(model_), network_(model_.spec) {
    if (model_.spec.layer_norm != LayerNorm::cell) {
      by_rows_.emplace(model_.spec, model_.params);
      return;
    }
    block_ = std::make_unique<nn::BlockWorkspace<float>>(model_.spec, 1, kLaneMultiple, false);
    std::fill_n(block_->x, scaler_.features() * kLaneMultiple, 0.0F);
    std::fill_n(block_->reset, kLaneMultiple, std::uint8_t{0});
    reset();
  }

  template <class Number>
  bool step(std::span<const Number> x, std::span<float> y) {
    if (x.size() != scaler_.features())
      refuse("features of a row", x.size(), scaler_.features(),
             "in the order of model().features.");
    if (y.size() != model_.targets.size())
      refuse("room for targets", y.size(), model_.targets.size(), "one value a target.");
    const FlushToZero flush;
    const bool finite =
        scaler_.scale(x.data());  // before y is written, which may be the same memory
    std::fill(y.begin(), y.end(), kNaNf);
    if (!finite) return false;
    if (by_rows_)
      by_rows_->step(scaler_.scaled(), y.data());
    else
      run_block(y);
    scaler_.unscale(y.data());
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
    for (std::size_t d = 0; d < scaler_.features(); ++d)
      block_->x[d * kLaneMultiple] = scaler_.scaled()[d];
    network_.forward(model_.params.data(), *block_, {1, kLaneMultiple, 0, nullptr});
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = block_->y[k * kLaneMultiple];
    network_.carry_state(*block_, 1, kLaneMultiple);
  }

  const Model model_;
  RowScaler scaler_;
  std::optional<nn::RowNetwork> by_rows_;
  // Normalised cells have no one-row kernel: the first lane of a block of its own.
  nn::Network<float> network_;
  std::unique_ptr<nn::BlockWorkspace<float>> block_;
};

Predictor::Predictor(Model model) : impl_(std::make_unique<Impl>(std::move(model))) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

Predictor::Impl& Predictor::impl() const {
  if (impl_ == nullptr)
    throw Error(ErrorCode::config,
                "Predictor: got one that was moved from, expected one that holds a model. Hint: "
                "use the one that it was moved to.");
  return *impl_;
}

bool Predictor::step(std::span<const float> x, std::span<float> y) { return impl().step(x, y); }
bool Predictor::step(std::span<const double> x, std::span<float> y) { return impl().step(x, y); }
void Predictor::reset() { impl().reset(); }
const Model& Predictor::model() const { return impl().model(); }

Predictor::State Predictor::state() const {
  State state{std::vector<float>(impl().state_size()), model().spec};
  impl().save_state(state.values.data());
  return state;
}

void Predictor::restore(const State& state) {
  constexpr const char* kHint = "restore what state() of the same model gave.";
  if (state.values.size() != impl().state_size())
    refuse("values of a state", state.values.size(), impl().state_size(), kHint);
  if (!same_memory(state.spec, model().spec))  // sizes of different shapes may meet
    throw Error(
        ErrorCode::config,
        "Predictor: a state, got one of a model of another shape, expected that of model(). "
        "Hint: " +
            std::string(kHint));
  for (const float value : state.values)
    if (!std::isfinite(value))
      throw Error(ErrorCode::config,
                  "Predictor: a state, got a value that is not finite, expected numbers. Hint: " +
                      std::string(kHint));
  impl().load_state(state.values.data());
}

}  // namespace lstmtrain
