#include "export/fold.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain::exporting {
namespace {

std::span<float> array(Model& model, ParamRole role, int layer = -1) {
  const std::vector<ParamInfo> layout = param_layout(model.spec);
  const ParamInfo& info = *find_param(layout, role, layer);
  return std::span(model.params).subspan(info.offset, info.size);
}

// From here on column c is in physical units for the network, too.
void unscale(Scaler& scaler, std::size_t c) { scaler.offset[c] = 0, scaler.scale[c] = 1; }

double as_double(float value) { return static_cast<double>(value); }

}  // namespace

Model with_output_folded(const Model& model) {
  Model folded = model;
  const std::span<float> weight = array(folded, ParamRole::fc_weight),
                         bias = array(folded, ParamRole::fc_bias);
  const std::size_t K = bias.size(), H = weight.size() / K;
  for (std::size_t k = 0; k < K; ++k) {
    const std::size_t column = model.features.size() + k;
    const double scale = model.scaler.scale[column], offset = model.scaler.offset[column];
    // y = s (W h + b) + o = (s W) h + (s b + o)
    for (float& w : weight.subspan(k * H, H)) w = static_cast<float>(scale * as_double(w));
    bias[k] = static_cast<float>(scale * as_double(bias[k]) + offset);
    unscale(folded.scaler, column);
  }
  return folded;
}

Model with_input_folded(const Model& model) {
  Model folded = model;
  const std::span<float> weight = array(folded, ParamRole::weight_ih, 0),
                         bias = array(folded, ParamRole::bias_ih, 0);
  const std::size_t D = model.features.size();
  for (std::size_t row = 0; row < bias.size(); ++row) {
    // W (x - o) / s + b = (W / s) x + (b - sum W o / s)
    double sum = as_double(bias[row]);
    for (std::size_t d = 0; d < D; ++d) {
      float& w = weight[row * D + d];
      const double divided = as_double(w) / model.scaler.scale[d];
      sum -= divided * model.scaler.offset[d];
      w = static_cast<float>(divided);
    }
    bias[row] = static_cast<float>(sum);
  }
  for (std::size_t d = 0; d < D; ++d) unscale(folded.scaler, d);
  return folded;
}

double prediction_difference(const Model& model, const Model& other, const Dataset& dataset,
                             const std::vector<std::size_t>& files, bool allow_mixed_rates) {
  const PredictOptions options{.threads = 1, .allow_mixed_rates = allow_mixed_rates};
  const Predictions a = predict(model, dataset, files, options),
                    b = predict(other, dataset, files, options);
  double worst = 0;
  for (std::size_t k = 0; k < a.targets(); ++k) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t file = 0; file < a.files(); ++file)
      for (std::size_t row = 0; row < a.rows(file); ++row) {
        const double d = as_double(a.at(file, row, k)) - as_double(b.at(file, row, k));
        if (!std::isfinite(d)) continue;
        sum += d * d;
        ++count;
      }
    const double rms = count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
    worst = std::max(worst, rms * std::abs(model.units[k].factor));
  }
  return worst;
}

}  // namespace lstmtrain::exporting
