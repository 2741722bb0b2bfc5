#include "export/rtneural.hpp"

#include <iterator>

#include "base/text/number_text.hpp"
#include "export/arrays.hpp"
#include "export/carried.hpp"
#include "export/fold.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr Carries kRtneuralCarries = {.format = "rtneural", .runtime = "RTNeural"};

// How RTNeural has a cell, as Keras does: a row each of kCellFacts.
struct RtNeuralCell {
  const char* type;
  GateOrder order;
  bool two_biases;  // of W_ih x and W_hh h, else their sum
};
constexpr RtNeuralCell kCells[] = {{"lstm", {0, 1, 2, 3}, false},  // i f c o
                                   {"gru", {1, 0, 2}, true}};      // z r h
static_assert(std::size(kCells) == kCellCount, "a row for each cell");

std::string list_of(std::span<const float> values) {
  std::string text;
  for (const float value : values) text += (text.empty() ? "" : ",") + text::number_text(value);
  return "[" + text + "]";
}

// A list a row of [rows,columns].
std::string matrix(const std::vector<float>& values, std::size_t columns) {
  std::string text;
  for (std::size_t at = 0; at < values.size(); at += columns)
    text += (text.empty() ? "" : ",") + list_of(std::span(values).subspan(at, columns));
  return "[" + text + "]";
}

std::string layer(const std::string& type, std::size_t outputs, const std::string& weights) {
  return R"({"type":")" + type + R"(","activation":"","shape":[null,null,)" +
         std::to_string(outputs) + R"(],"weights":[)" + weights + "]}";
}

// scaled = x (1 / s) + (-o / s)
std::string scaler_layer(const Model& model) {
  const std::size_t D = model.features.size();
  std::vector<float> kernel(D * D), bias;
  for (std::size_t d = 0; d < D; ++d) {
    kernel[d * D + d] = static_cast<float>(1 / model.scaler.scale[d]);
    bias.push_back(static_cast<float>(-model.scaler.offset[d] / model.scaler.scale[d]));
  }
  return layer("dense", D, matrix(kernel, D) + "," + list_of(bias));
}

std::string recurrent_layer(const Model& model, const LayerArrays& a) {
  const auto& [type, order, two_biases] = kCells[static_cast<std::size_t>(model.spec.cell)];
  const int G = model.spec.gates();
  const auto D = static_cast<std::size_t>(a.D), H = static_cast<std::size_t>(a.H);
  std::vector<float> bias = in_gate_order(a.bias_ih, order, G);
  const std::vector<float> bias_hh = in_gate_order(a.bias_hh, order, G);
  if (!two_biases)
    for (std::size_t i = 0; i < bias.size(); ++i) bias[i] += bias_hh[i];
  const std::string biases =
      two_biases ? "[" + list_of(bias) + "," + list_of(bias_hh) + "]" : list_of(bias);
  const auto turned = [&, &order = order](std::span<const float> weight, std::size_t columns) {
    return matrix(transposed(in_gate_order(weight, order, G), columns), weight.size() / columns);
  };
  return layer(type, H, turned(a.weight_ih, D) + "," + turned(a.weight_hh, H) + "," + biases);
}

// The head, with the scaler of the targets in it.
std::string head_layer(const Model& model) {
  const Model folded = with_output_folded(model);
  const ModelArrays arrays = arrays_of(folded);
  const std::size_t K = arrays.fc_bias.size(), H = arrays.fc_weight.size() / K;
  return layer("dense", K,
               matrix(transposed(arrays.fc_weight, H), K) + "," + list_of(arrays.fc_bias));
}

}  // namespace

Exported make_rtneural(const ExportRequest& request) {
  const Model& model = request.model;
  require_carried(model, kRtneuralCarries);
  std::string text = R"({"in_shape":[null,null,)" + std::to_string(model.spec.input_size) +
                     "],\n\"layers\":[\n" + scaler_layer(model);
  for (const LayerArrays& arrays : arrays_of(model).layers)
    text += ",\n" + recurrent_layer(model, arrays);
  text += ",\n" + head_layer(model) + "\n]}\n";
  Exported made;
  made.files.push_back(text_file(request.name + ".json", text));
  made.notes = left_out_and_unmeasured(request);
  return made;
}

}  // namespace lstmtrain::exporting
