// Guard 2's second half: the batch is run again to name the first stage that is not finite, or the
// largest error, and the row of the data where.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/finite.hpp"
#include "base/flush_to_zero.hpp"
#include "base/param_place.hpp"
#include "data/cell_place.hpp"
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

// The first element of `grads` that is not finite, by its parameter and its place in the network.
std::string nonfinite_gradient(const ModelSpec& spec, const float* grads) {
  for (const ParamInfo& info : param_layout(spec))
    for (std::size_t i = 0; i < info.size; ++i)
      if (!std::isfinite(grads[info.offset + i]))
        return "gradient of " + info.name + "[" + std::to_string(i) + "] (" +
               param_place(spec, info, i) + ")";
  return "";
}

}  // namespace

// An error of the batch, and its place.
struct BatchRunner::LargestError {
  double size = -1;
  int lane = 0, row = 0, output = 0;
};

std::string BatchRunner::Finding::text() const {
  return where.empty() ? what : what + " at " + where;
}

std::string BatchRunner::input_name(int lane, int row, int feature) const {
  const std::optional<BatchRow> at = source_.row_of(lane, row);
  const auto column = static_cast<std::size_t>(feature);
  if (!at) return "input column \"" + source_.dataset().columns[column] + "\"";
  return "input " + cell_text(source_.dataset(), at->file, at->input, column);
}

std::string BatchRunner::input_place(int lane, int row) const {
  const std::optional<BatchRow> at = source_.row_of(lane, row);
  return at ? row_place(source_.dataset().files[at->file], at->input) : "";
}

BatchRunner::Finding BatchRunner::target_finding(int lane, int row, int output) const {
  const Dataset& data = source_.dataset();
  const std::size_t column = data.num_features + static_cast<std::size_t>(output);
  const std::optional<BatchRow> at = source_.row_of(lane, row);
  if (!at) return {"target column \"" + data.columns[column] + "\"", ""};
  return {"target " + cell_text(data, at->file, at->target, column),
          row_place(data.files[at->file], at->target)};
}

BatchRunner::Finding BatchRunner::first_nonfinite(int block, const Workspace& w, int first_row,
                                                  int rows, int head_begin) const {
  const ModelSpec& spec = network_.spec();
  const BlockLayout layout = this->layout();
  const int B = layout.width(block), K = spec.output_size;
  // Calls found(lane, row of the batch, feature) for the first of `features` values at row t that
  // is not finite.
  const auto bad = [&](const float* values, int t, int features, int stride, bool masked,
                       const auto& found) {
    for (int k = 0; k < features; ++k)
      for (int n = 0; n < layout.used(block); ++n)
        if (!std::isfinite(values[(static_cast<long>(t) * stride + k) * B + n]) &&
            !(masked && !w.mask[static_cast<long>(t) * B + n]))
          return found(layout.first_lane(block) + n, first_row + t, k);
    return Finding();
  };
  const auto bad_unit = [&](const std::string& stage, const float* values, int t, int features,
                            int stride) {
    return bad(values, t, features, stride, false, [&](int lane, int row, int k) {
      return Finding{stage + " " + std::to_string(k), input_place(lane, row)};
    });
  };
  const std::vector<std::string> stages = kept_stages(spec);
  for (int t = 0; t < rows; ++t) {
    Finding found =
        bad(w.x, t, spec.input_size, spec.input_size, false, [&](int lane, int row, int k) {
          return Finding{input_name(lane, row, k), input_place(lane, row)};
        });
    for (std::size_t l = 0; l < spec.layer_sizes.size() && !found; ++l) {
      const int H = spec.layer_sizes[l],
                kept = nn::cell_pass<float>(spec.cell, spec.layer_norm, H).features(H);
      const std::string layer = "layer " + std::to_string(l) + ", ";
      const float* values = w.layers[l].workspace;
      for (const std::string& stage : stages) {
        if (!found) found = bad_unit(layer + stage, values, t, H, kept);
        values += static_cast<long>(H) * B;
      }
      if (!found && spec.layer_norm == LayerNorm::cell)
        found =
            bad_unit(layer + "norm of W_hh h, statistic",
                     w.layers[l].workspace + static_cast<long>(nn::norm_rows(spec.gates(), H)) * B,
                     t, 1, kept);
      if (!found && cell_facts(spec.cell).has_c)
        found = bad_unit(layer + "cell state c, unit", w.layers[l].c + static_cast<long>(H) * B, t,
                         H, H);
      if (!found)
        found =
            bad_unit(layer + "output h, unit", w.layers[l].h + static_cast<long>(H) * B, t, H, H);
    }
    if (!found && t >= head_begin)
      found = bad(w.y, t, K, K, true, [&](int lane, int row, int k) {
        return Finding{
            "output for \"" +
                source_.dataset().columns[static_cast<std::size_t>(spec.input_size + k)] + "\"",
            input_place(lane, row)};
      });
    if (!found && t >= head_begin)
      found = bad(w.target, t, K, K, true,
                  [&](int lane, int row, int k) { return target_finding(lane, row, k); });
    if (found) return found;
  }
  return {};
}

void BatchRunner::find_largest_error(int block, const Workspace& w, int first_row, int rows,
                                     int head_begin, LargestError& largest) const {
  const BlockLayout layout = this->layout();
  const int B = layout.width(block), K = network_.spec().output_size;
  for (long t = head_begin; t < rows; ++t)
    for (int k = 0; k < K; ++k)
      for (int n = 0; n < layout.used(block); ++n) {
        if (!w.mask[t * B + n]) continue;
        const long at = (t * K + k) * B + n;
        const double size =
            std::abs(static_cast<double>(w.y[at]) - static_cast<double>(w.target[at]));
        if (size > largest.size)
          largest = {size, layout.first_lane(block) + n, first_row + static_cast<int>(t), k};
      }
}

std::string BatchRunner::where() const {
  const BatchShape& shape = source_.shape();
  for (int lane = 0; lane < shape.lanes; ++lane)
    if (std::string place = input_place(lane, shape.steps - shape.new_rows); !place.empty())
      return place;
  return "";
}

BatchRunner::Finding BatchRunner::run_again(std::span<const float> params, std::int64_t step,
                                            LargestError& largest) {
  const FlushToZero flush;
  const BatchShape shape = source_.shape();
  const int before = shape.steps - shape.history;
  Workspace& w = *workspaces_.front();
  for (int block = 0; block < layout().blocks(); ++block) {
    const int B = layout().width(block);
    enter(block, w);
    for (int row = 0; row < shape.steps;) {
      const int rows = row < before ? std::min(shape.history, before - row) : shape.history;
      const int head_begin = row < before ? rows - 1 : shape.head_begin - before;
      forward(block, w, params, step, row, rows, head_begin);
      if (Finding found = first_nonfinite(block, w, row, rows, head_begin)) return found;
      if (row >= before) find_largest_error(block, w, row, rows, head_begin, largest);
      network_.carry_state(w, rows, B);
      row += rows;
    }
  }
  return {};
}

BatchRunner::Finding BatchRunner::largest_error(std::span<const float> params, std::int64_t step) {
  LargestError largest;
  if (Finding found = run_again(params, step, largest)) return found;
  if (largest.size < 0) return {"", where()};
  return target_finding(largest.lane, largest.row, largest.output);
}

BatchRunner::Finding BatchRunner::diagnose(std::span<const float> params, std::int64_t step) {
  LargestError largest;
  if (Finding found = run_again(params, step, largest)) return found;
  Finding at{"", where()};
  if (largest.size >= 0) at = target_finding(largest.lane, largest.row, largest.output);

  const double loss =
      std::accumulate(block_loss_.begin(), block_loss_.begin() + layout().blocks(), 0.0);
  if (!std::isfinite(loss))
    return {"loss (the outputs are finite, their error overflows), " + at.what, at.where};
  std::string gradient;
  for (int group = 0; group < groups_ && gradient.empty(); ++group)
    gradient =
        nonfinite_gradient(network_.spec(), group_grads_.data() + static_cast<std::size_t>(group) *
                                                                      network_.param_count());
  if (gradient.empty()) gradient = "gradient (its norm overflows)";
  return {gradient + "; largest error of the batch: " + at.what, at.where};
}

}  // namespace lstmtrain
