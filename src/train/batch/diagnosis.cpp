// Guard 2's second half: the batch is run again to name the first stage that is not finite, and
// where.
#include <algorithm>
#include <cmath>

#include "base/finite.hpp"
#include "base/flush_to_zero.hpp"
#include "nn/cells/norm_cell.hpp"
#include "nn/recurrent_layer.hpp"
#include "train/batch/batch_runner.hpp"

namespace lstmtrain {
namespace {

// What a cell keeps of a step, H rows each, in the order of its workspace. A normalised cell keeps
// W_hh h_{t-1}, gate by gate.
std::vector<std::string> kept_stages(const ModelSpec& spec) {
  const CellFacts& facts = cell_facts(spec.cell);
  const bool normed = spec.layer_norm == LayerNorm::cell;
  std::vector<std::string> stages;
  for (int g = 0; g < facts.num_gates; ++g) {
    const Gate& gate = facts.gates[static_cast<std::size_t>(g)];
    stages.push_back(std::string(normed ? "W_hh h of " : "") + gate.name + " " + gate.letter +
                     ", unit");
  }
  if (!normed && facts.kept_product != nullptr)
    stages.push_back(std::string(facts.kept_product) + ", unit");
  return stages;
}

}  // namespace

std::string BatchRunner::first_nonfinite(int block, const Workspace& w, int first_row, int rows,
                                         int head_begin) const {
  const ModelSpec& spec = network_.spec();
  const BlockLayout layout{source_.shape().lanes};
  const int B = layout.width(block);
  const auto bad = [&](const std::string& stage, const float* values, int t, int features,
                       int stride, bool masked) {
    for (int k = 0; k < features; ++k)
      for (int n = 0; n < layout.used(block); ++n)
        if (!std::isfinite(values[(static_cast<long>(t) * stride + k) * B + n]) &&
            !(masked && !w.mask[static_cast<long>(t) * B + n]))
          return stage + " " + std::to_string(k) + " at " +
                 source_.where(layout.first_lane(block) + n, first_row + t);
    return std::string();
  };
  const std::vector<std::string> stages = kept_stages(spec);
  for (int t = 0; t < rows; ++t) {
    std::string found = bad("input column", w.x, t, spec.input_size, spec.input_size, false);
    for (std::size_t l = 0; l < spec.layer_sizes.size() && found.empty(); ++l) {
      const int H = spec.layer_sizes[l],
                kept = nn::cell_pass<float>(spec.cell, spec.layer_norm, H).features(H);
      const std::string layer = "layer " + std::to_string(l) + ", ";
      const float* values = w.layers[l].workspace;
      for (const std::string& stage : stages) {
        if (found.empty()) found = bad(layer + stage, values, t, H, kept, false);
        values += static_cast<long>(H) * B;
      }
      if (found.empty() && spec.layer_norm == LayerNorm::cell)
        found = bad(layer + "norm of W_hh h, statistic",
                    w.layers[l].workspace + static_cast<long>(nn::norm_rows(spec.gates(), H)) * B,
                    t, 1, kept, false);
      if (found.empty() && cell_facts(spec.cell).has_c)
        found = bad(layer + "cell state c, unit", w.layers[l].c + static_cast<long>(H) * B, t, H, H,
                    false);
      if (found.empty())
        found =
            bad(layer + "output h, unit", w.layers[l].h + static_cast<long>(H) * B, t, H, H, false);
    }
    if (!found.empty()) return found;
    if (t < head_begin) continue;
    found = bad("output", w.y, t, spec.output_size, spec.output_size, true);
    if (found.empty()) found = bad("target", w.target, t, spec.output_size, spec.output_size, true);
    if (!found.empty()) return found;
  }
  return "";
}

std::string BatchRunner::where() const {
  const BatchShape& shape = source_.shape();
  for (int lane = 0; lane < shape.lanes; ++lane)
    if (std::string place = source_.where(lane, shape.steps - shape.new_rows); !place.empty())
      return place;
  return "";
}

std::string BatchRunner::diagnose(std::span<const float> params, std::int64_t step) {
  const FlushToZero flush;
  const BatchShape shape = source_.shape();
  const int before = shape.steps - shape.history;
  Workspace& w = *workspaces_.front();
  double loss = 0;
  for (int block = 0; block < BlockLayout{shape.lanes}.blocks(); ++block) {
    const int B = BlockLayout{shape.lanes}.width(block);
    enter(block, w);
    for (int row = 0; row < shape.steps;) {
      const int rows = row < before ? std::min(shape.history, before - row) : shape.history;
      const int head_begin = row < before ? rows - 1 : shape.head_begin - before;
      forward(block, w, params, step, row, rows, head_begin);
      const std::string found = first_nonfinite(block, w, row, rows, head_begin);
      if (!found.empty()) return found;
      network_.carry_state(w, rows, B);
      row += rows;
    }
    loss += block_loss_[static_cast<std::size_t>(block)];
  }
  if (!std::isfinite(loss)) return "loss (the outputs are finite, their error overflows)";
  for (const ParamInfo& info : param_layout(network_.spec()))
    for (int group = 0; group < groups_; ++group) {
      const float* grads =
          group_grads_.data() + static_cast<std::size_t>(group) * network_.param_count();
      if (!all_finite({grads + info.offset, info.size})) return "gradient of " + info.name;
    }
  return "gradient (its norm overflows)";
}

}  // namespace lstmtrain
