// The inside of the network on a few lanes of the present batch: how far the gates are saturated,
// how fast the gradient of the last row's loss fades with the rows back.
#include <algorithm>
#include <cmath>

#include "base/flush_to_zero.hpp"
#include "nn/recurrent_layer.hpp"
#include "train/batch/batch_runner.hpp"

namespace lstmtrain {
namespace {

constexpr double kSaturated = 0.01;  // from an end of the range

// The gates that a cell keeps of a step, H rows each: all of them, or none of a normalised one.
std::span<const Gate> kept_gates(const ModelSpec& spec) {
  if (spec.layer_norm == LayerNorm::cell) return {};
  const CellFacts& facts = cell_facts(spec.cell);
  return std::span(facts.gates).first(static_cast<std::size_t>(facts.num_gates));
}

// Visits the values of `features` rows of the used lanes of [T][stride][B], the first rows of each
// step.
template <class Visit>
void for_each_value(const float* values, int T, int features, long stride, int B, int used,
                    Visit visit) {
  for (int t = 0; t < T; ++t)
    for (int k = 0; k < features; ++k)
      for (int n = 0; n < used; ++n)
        visit(static_cast<double>(values[(static_cast<long>(t) * stride + k) * B + n]));
}

}  // namespace

// The states of the first B lanes of block 0, whose own states lie in wider rows.
void BatchRunner::enter_few(int B, Workspace& w) const {
  network_.zero_state(B, w);
  if (!source_.carries_state()) return;
  const int width = layout().width(0);
  std::vector<float> state(static_cast<std::size_t>(network_.state_size() * B));
  for (int i = 0; i < network_.state_size(); ++i)
    std::copy_n(entering_.data() + static_cast<long>(i) * width, B,
                state.data() + static_cast<long>(i) * B);
  network_.load_state(state.data(), B, w);
}

BatchRunner::Probe BatchRunner::probe(std::span<const float> params) {
  const FlushToZero flush;
  const BatchShape& shape = source_.shape();
  const ModelSpec& spec = network_.spec();
  const int B = kLaneMultiple, used = std::min(shape.lanes, B), T = shape.history,
            before = shape.steps - shape.history, D = spec.input_size, K = spec.output_size;
  Workspace& w = *workspaces_.front();
  const auto forward_rows = [&](int row, int rows) {
    source_.gather(0, used, row, rows, {B, w.x, w.target, w.mask, w.reset});
    network_.forward(params.data(), w, {rows, B, rows - 1, nullptr});
  };
  enter_few(B, w);
  for (int row = 0; row < before; row += T) {
    const int rows = std::min(T, before - row);
    forward_rows(row, rows);
    network_.carry_state(w, rows, B);
  }
  forward_rows(before, T);

  Probe probe;
  for (std::size_t l = 0; l < spec.layer_sizes.size(); ++l) {
    const int H = spec.layer_sizes[l];
    const long kept = nn::cell_pass<float>(spec.cell, spec.layer_norm, H).features(H);
    const float* values = w.layers[l].workspace;
    for (const Gate& gate : kept_gates(spec)) {
      double ends = 0, count = 0;
      for_each_value(values, T, H, kept, B, used, [&](double a) {
        ends += a < gate.low + kSaturated || a > 1 - kSaturated;
        ++count;
      });
      probe.gates.push_back({static_cast<int>(l), gate.letter, ends / count});
      values += static_cast<long>(H) * B;
    }
    const auto rms_at = [&](int row) {
      double squared = 0;
      for_each_value(w.layers[l].h + static_cast<long>(row + 1) * H * B, 1, H, H, B, used,
                     [&](double h) { squared += h * h; });
      return std::sqrt(squared / (H * used));
    };
    probe.output_rms.push_back({rms_at(0), rms_at(T / 2), rms_at(T - 1)});
  }

  // The mean loss of the last row over the lanes that have one there.
  const long last = static_cast<long>(T - 1) * B;
  const auto scored = std::count_if(w.mask + last, w.mask + last + used,
                                    [](std::uint8_t mask) { return mask != 0; });
  if (scored == 0) return probe;
  std::vector<double> squared(static_cast<std::size_t>(K));
  loss_.evaluate(1, K, B, w.y + last * K, w.target + last * K, w.mask + last,
                 1.0 / static_cast<double>(scored * K), w.dy + last * K, squared.data());
  std::vector<float> dx(static_cast<std::size_t>(T) * static_cast<std::size_t>(D * B)),
      grads(network_.param_count());
  network_.backward(params.data(), w, {T, B, T - 1, nullptr}, grads.data(), dx.data());
  for (int back = 0; back < T; back += std::max(1, back / 4)) {
    double sum = 0;
    for_each_value(dx.data() + static_cast<long>(T - 1 - back) * D * B, 1, D, D, B, used,
                   [&](double d) { sum += d * d; });
    probe.grad_by_distance.emplace_back(back, std::sqrt(sum));
  }
  return probe;
}

}  // namespace lstmtrain
