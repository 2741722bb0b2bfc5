#include "export/c/int_network.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/arguments.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

using enum ParamRole;

constexpr int kMostUnits = 512;       // of a sum of 64 bits
constexpr int kMostShortUnits = 256;  // of one of 32 bits, of 8-bit weights
constexpr int kGateQ = 11;            // of a pre-activation
constexpr double kRoom = 1.1;         // of the range that was seen in training
constexpr double kUnitOfH = 0x1p-15;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::span<const float> parameter(const Model& model, const std::vector<ParamInfo>& layout,
                                 ParamRole role, int layer = -1) {
  const ParamInfo* const info = find_param(layout, role, layer);
  return info == nullptr ? std::span<const float>()
                         : std::span(model.params).subspan(info->offset, info->size);
}

double largest(std::span<const double> values) {
  double size = 0;
  for (const double value : values) size = std::max(size, std::abs(value));
  return size;
}

std::int16_t rounded(double value, double most) {
  return static_cast<std::int16_t>(std::clamp(std::nearbyint(value), -most, most));
}

// One row of one gate, in real numbers: what x (in its steps, as if they were 2^-15), h and 1 are
// multiplied with.
struct Row {
  std::vector<double> x, h;
  double bias = 0;
};

// The same in integers: sum of w h in steps of `unit` 2^-15, that of w_in x in steps of unit
// 2^-align 2^-15.
struct IntRow {
  std::vector<std::int16_t> w_in, w;
  std::int64_t bias = 0;
  double unit = 0;
  int align = 0;
};

// Bits of a weight of x: the sum over D of them and 16 bits of x has at most 32.
int input_bits(std::size_t D) {
  return static_cast<int>(
      std::min(16.0, std::floor(17 - std::log2(static_cast<double>(std::max<std::size_t>(D, 1))))));
}

IntRow quantised(const Row& row, int bits) {
  const double most = std::pow(2, bits - 1) - 1,
               most_in = std::pow(2, input_bits(row.x.size()) - 1) - 1;
  IntRow out;
  const double of_h = largest(row.h), of_x = largest(row.x);
  // Without a weight of h the unit is that of x.
  out.unit = of_h > 0 ? of_h / most : of_x > 0 ? of_x / most_in : 1;
  const double need = of_x / out.unit;
  const int align = need > 0 ? static_cast<int>(std::floor(std::log2(most_in / need))) : 0;
  out.align = std::clamp(align, -8, bits == 8 ? 14 : 0);
  for (const double w : row.h) out.w.push_back(rounded(w / out.unit, most));
  for (const double w : row.x)
    out.w_in.push_back(rounded(w / (out.unit * std::pow(2, -out.align)), most_in));
  out.bias = static_cast<std::int64_t>(std::nearbyint(row.bias / (out.unit * kUnitOfH)));
  return out;
}

// The four rows of unit j: i f g o of an LSTM, r z n q of a GRU. `steps` are of x [D].
std::vector<Row> rows_of(const Model& model, const std::vector<ParamInfo>& layout, int layer, int j,
                         int D, int H, const std::vector<double>& steps) {
  const auto w_x = parameter(model, layout, weight_ih, layer),
             w_h = parameter(model, layout, weight_hh, layer),
             b_x = parameter(model, layout, bias_ih, layer),
             b_h = parameter(model, layout, bias_hh, layer);
  const auto of_x = [&](int gate) {
    std::vector<double> row;
    for (int k = 0; k < D; ++k)
      row.push_back(static_cast<double>(w_x[at((gate * H + j) * D + k)]) * steps[at(k)] / kUnitOfH);
    return row;
  };
  const auto of_h = [&](int gate) {
    std::vector<double> row;
    for (int k = 0; k < H; ++k) row.push_back(static_cast<double>(w_h[at((gate * H + j) * H + k)]));
    return row;
  };
  const auto both = [&](int gate) {
    return Row{
        of_x(gate), of_h(gate),
        static_cast<double>(b_x[at(gate * H + j)]) + static_cast<double>(b_h[at(gate * H + j)])};
  };
  if (model.spec.cell == Cell::lstm) return {both(0), both(1), both(2), both(3)};
  return {both(0),
          both(1),
          {of_x(2), {}, static_cast<double>(b_x[at(2 * H + j)])},
          {{}, of_h(2), static_cast<double>(b_h[at(2 * H + j)])}};
}

// acc * scale / 2^shift is the pre-activation in Q11.
void set_scales(const std::vector<double>& units, bool long_sums, IntLayer& layer) {
  std::vector<double> factors;
  for (const double unit : units) factors.push_back(unit * kUnitOfH * std::pow(2, kGateQ));
  const double most = *std::max_element(factors.begin(), factors.end());
  const int shift = static_cast<int>(std::floor(30 - std::log2(most)));
  for (const double factor : factors)
    layer.scale.push_back(static_cast<std::int32_t>(std::nearbyint(factor * std::pow(2, shift))));
  layer.shift = shift - (long_sums ? 8 : 0);
}

// One unit's weights of h as lstm_q_() and gru_q_() read them.
void pack_weights_of_h(const std::vector<IntRow>& rows, int H, std::vector<std::int16_t>& w) {
  const bool lstm = !rows[2].w.empty();
  int k = 0;
  for (; lstm && k + 1 < H; k += 2)
    for (const std::size_t first : {std::size_t{0}, std::size_t{2}})
      for (const int h : {k, k + 1})
        for (const std::size_t gate : {first, first + 1}) w.push_back(rows[gate].w[at(h)]);
  for (; k < H; ++k)
    for (const IntRow& row : rows)
      if (!row.w.empty()) w.push_back(row.w[at(k)]);
}

IntLayer quantised_layer(const Model& model, const std::vector<ParamInfo>& layout, int l, int D,
                         int H, const std::vector<double>& steps, const IntNetwork& network) {
  IntLayer layer;
  layer.D = D;
  layer.H = H;
  std::vector<double> units;
  for (int j = 0; j < H; ++j) {
    std::vector<IntRow> rows;
    for (const Row& row : rows_of(model, layout, l, j, D, H, steps))
      rows.push_back(quantised(row, network.bits));
    for (int k = 0; k < D; ++k)
      for (const IntRow& row : rows)
        if (!row.w_in.empty()) layer.w_in.push_back(row.w_in[at(k)]);
    pack_weights_of_h(rows, H, layer.w);
    for (const IntRow& row : rows) {
      layer.bias.push_back(row.bias);
      layer.align.push_back(static_cast<std::int8_t>(row.align));
      units.push_back(row.unit);
    }
  }
  set_scales(units, network.long_sums, layer);
  return layer;
}

void require_integers(const Model& model) {
  const ModelSpec& spec = model.spec;
  std::string what;
  if (spec.layer_norm != LayerNorm::none) what = "LAYER_NORM, expected none";
  if (spec.output_filter != OutputFilter::none)
    what = "a learnt filter of the outputs, expected MODEL_TYPE LSTM or GRU";
  for (const int H : spec.layer_sizes)
    if (H > kMostUnits)
      what = std::to_string(H) + " units, expected at most " + std::to_string(kMostUnits);
  if (what.empty()) return;
  throw Error(ErrorCode::config, "export: c in integers, got a model with " + what +
                                     ". Hint: --weights float32 carries it.");
}

}  // namespace

IntNetwork int_network(const Model& model, int bits) {
  require_model("export", model);
  require_integers(model);
  const std::vector<ParamInfo> layout = param_layout(model.spec);
  const Scaler& scaler = model.scaler;
  IntNetwork network;
  network.spec = model.spec;
  network.bits = bits;
  network.long_sums = bits > 8 || std::ranges::any_of(model.spec.layer_sizes,
                                                      [](int H) { return H > kMostShortUnits; });
  // x = steps of 2^-n of the scaler's unit, n so that the range of training and some room fit.
  std::vector<double> steps;
  for (std::size_t d = 0; d < at(model.spec.input_size); ++d) {
    const double low = scaler.transform(d, scaler.min[d]),
                 high = scaler.transform(d, scaler.max[d]);
    const double reach = kRoom * std::max(std::abs(low), std::abs(high));
    steps.push_back(reach > 0 ? std::pow(2, std::ceil(std::log2(reach)) - 15) : kUnitOfH);
    network.offset.push_back(static_cast<float>(scaler.offset[d]));
    network.factor.push_back(static_cast<float>(1 / (scaler.scale[d] * steps.back())));
    network.low.push_back(static_cast<float>(scaler.min[d]));
    network.high.push_back(static_cast<float>(scaler.max[d]));
  }
  int inputs = model.spec.input_size;
  for (int l = 0; l < static_cast<int>(model.spec.layer_sizes.size()); ++l) {
    const int H = model.spec.layer_sizes[at(l)];
    network.layers.push_back(quantised_layer(model, layout, l, inputs, H, steps, network));
    steps.assign(at(H), kUnitOfH);
    inputs = H;
  }
  const auto weight = parameter(model, layout, fc_weight), bias = parameter(model, layout, fc_bias);
  constexpr double kMost = 32767;
  for (std::size_t k = 0; k < bias.size(); ++k) {
    std::vector<double> row;
    for (int j = 0; j < inputs; ++j)
      row.push_back(static_cast<double>(weight[k * at(inputs) + at(j)]));
    const double size = largest(row), unit = size > 0 ? size / kMost : 1;
    for (const double w : row) network.head_weight.push_back(rounded(w / unit, kMost));
    network.head_bias.push_back(static_cast<std::int64_t>(
        std::nearbyint(static_cast<double>(bias[k]) / (unit * kUnitOfH))));
    const std::size_t column = at(model.spec.input_size) + k;
    network.out_scale.push_back(static_cast<float>(unit * kUnitOfH * 256 * scaler.scale[column]));
    network.out_offset.push_back(static_cast<float>(scaler.offset[column]));
  }
  return network;
}

void correct_bias(IntNetwork& network, const std::vector<double>& shift) {
  for (std::size_t k = 0; k < shift.size(); ++k)
    network.head_bias[k] += static_cast<std::int64_t>(
        std::nearbyint(256 * shift[k] / static_cast<double>(network.out_scale[k])));
}

}  // namespace lstmtrain::exporting
