#include "export/onnx.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "export/arrays.hpp"
#include "export/carried.hpp"
#include "export/onnx_graph.hpp"
#include "files/model_metadata.hpp"
#include "nn/layer_norm.hpp"
#include "nn/output_filter.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr Carries kOnnxCarries = {
    .format = "onnx", .runtime = "ONNX", .output_norm = true, .output_filter = true};

// How ONNX has a cell: a row each of kCellFacts.
struct OnnxCell {
  const char* op;
  GateOrder order;
  bool linear_before_reset;
};
constexpr OnnxCell kOnnxCells[] = {{"LSTM", {0, 3, 1, 2}, false},  // i o f c
                                   {"GRU", {1, 0, 2}, true}};      // z r h; reset after W_hn h
static_assert(std::size(kOnnxCells) == kCellCount, "a row for each cell");

// Opsets from which an operator has its form.
constexpr int kAxesAsInput = 13;  // of Squeeze
constexpr int kLayerNormalization = 17;

const OnnxAxis kTime = {0, "time"}, kBatch = {0, "batch"}, kOne = {1};

// What the metadata of the model file tells the receiver, in the same words.
constexpr const char* kMetadata[] = {"columns", "units", "period", "target_offset", "warmup_rows"};

class Network {
 public:
  Network(const Model& model, int opset)
      : model_(model), arrays_(arrays_of(model)), opset_(opset), K_(model.spec.output_size) {}

  OnnxGraph graph() {
    graph_.input("x", {kTime, kBatch, {model_.spec.input_size}}, words(model_.features));
    graph_.output("y", {kTime, kBatch, {K_}}, words(model_.targets));
    std::string value = scaled("x");
    for (std::size_t l = 0; l < arrays_.layers.size(); ++l) value = layer(l, value);
    if (!arrays_.norm_weight.empty()) value = normed(value);
    value = head(value);
    if (model_.spec.output_filter == OutputFilter::ema) value = ema(value);
    if (model_.spec.output_filter == OutputFilter::lpf) value = lpf(value);
    unscaled(value);
    return std::move(graph_);
  }

 private:
  static std::string words(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  template <class Number>
  std::string column_constant(const std::string& name, std::size_t first, std::size_t count,
                              Number number) {
    std::vector<float> values;
    for (std::size_t c = first; c < first + count; ++c)
      values.push_back(static_cast<float>(number(c)));
    return graph_.constant(name, {static_cast<std::int64_t>(count)}, values);
  }

  // scaled = (x - offset) * (1 / scale), in this order: digits that x and offset share go first
  std::string scaled(const std::string& x) {
    const std::size_t D = model_.features.size();
    const Scaler& scaler = model_.scaler;
    const std::string offset =
        column_constant("x_offset", 0, D, [&](std::size_t c) { return scaler.offset[c]; });
    const std::string factor =
        column_constant("x_factor", 0, D, [&](std::size_t c) { return 1 / scaler.scale[c]; });
    return graph_.make("Mul", {graph_.make("Sub", {x, offset}, "x_centred"), factor}, "x_scaled");
  }

  // y = scaled * scale + offset
  void unscaled(const std::string& value) {
    const std::size_t D = model_.features.size(), K = model_.targets.size();
    const Scaler& scaler = model_.scaler;
    const std::string scale =
        column_constant("y_scale", D, K, [&](std::size_t c) { return scaler.scale[c]; });
    const std::string offset =
        column_constant("y_offset", D, K, [&](std::size_t c) { return scaler.offset[c]; });
    graph_.make("Add", {graph_.make("Mul", {value, scale}, "y_spread"), offset}, "y");
  }

  // W [1,G*H,D], R [1,G*H,H], B [1,2*G*H]: biases of W, then of R; Y [time,1,batch,H]
  std::string layer(std::size_t l, const std::string& input) {
    const LayerArrays& a = arrays_.layers[l];
    const auto& [op, order, linear_before_reset] =
        kOnnxCells[static_cast<std::size_t>(model_.spec.cell)];
    const int G = model_.spec.gates();
    const std::int64_t H = a.H, rows = G * H;
    const std::string number = std::to_string(l);
    std::vector<float> bias = in_gate_order(a.bias_ih, order, G);
    const std::vector<float> bias_hh = in_gate_order(a.bias_hh, order, G);
    bias.insert(bias.end(), bias_hh.begin(), bias_hh.end());

    OnnxNames inputs = {
        input, graph_.constant("W" + number, {1, rows, a.D}, in_gate_order(a.weight_ih, order, G)),
        graph_.constant("R" + number, {1, rows, H}, in_gate_order(a.weight_hh, order, G)),
        graph_.constant("B" + number, {1, 2 * rows}, bias),
        ""};  // all sequences have the length of x
    OnnxNames outputs = {"Y" + number};
    for (const char* letter : {"h", "c"}) {
      if (*letter == 'c' && !cell_facts(model_.spec.cell).has_c) continue;
      const auto& [in, out] = state(letter + number, {kOne, kBatch, {H}});
      inputs.push_back(in);
      outputs.push_back(out);
    }
    std::vector<OnnxAttribute> attributes = {{"hidden_size", H}};
    if (linear_before_reset) attributes.emplace_back("linear_before_reset", std::int64_t{1});
    graph_.node(op, inputs, outputs, attributes);
    return squeezed(outputs.front(), "h" + number);
  }

  // A state that the caller carries: the names of what goes in and comes out.
  std::pair<std::string, std::string> state(const std::string& name, const OnnxShape& shape) {
    graph_.input(name + "_in", shape);
    graph_.output(name + "_out", shape);
    return {name + "_in", name + "_out"};
  }

  // [time,batch,H] of [time,1,batch,H]
  std::string squeezed(const std::string& value, const std::string& name) {
    if (opset_ < kAxesAsInput)
      return graph_.make("Squeeze", {value}, name, {{"axes", std::vector<std::int64_t>{1}}});
    return graph_.make("Squeeze", {value, integers("axis_1", {1})}, name);
  }

  // A constant that is made once.
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values) {
    if (std::find(integers_.begin(), integers_.end(), name) != integers_.end()) return name;
    integers_.push_back(name);
    return graph_.constant(name, values);
  }
  std::string number(const std::string& name, float value) {
    return graph_.constant(name, {1}, std::vector<float>{value});
  }

  // y = gamma (x - mean) / sqrt(var + eps) + beta
  std::string normed(const std::string& x) {
    const std::int64_t H = arrays_.layers.back().H, last = -1;
    const auto eps = static_cast<float>(nn::kLayerNormEps);
    const std::string gamma = graph_.constant("norm_gamma", {H}, arrays_.norm_weight),
                      beta = graph_.constant("norm_beta", {H}, arrays_.norm_bias);
    if (opset_ >= kLayerNormalization)
      return graph_.make("LayerNormalization", {x, gamma, beta}, "normed",
                         {{"axis", last}, {"epsilon", eps}});
    const std::vector<OnnxAttribute> over_units = {{"axes", std::vector<std::int64_t>{last}},
                                                   {"keepdims", std::int64_t{1}}};
    const auto mean = [&](const std::string& of, const std::string& name) {
      return graph_.make("ReduceMean", {of}, name, over_units);
    };
    const std::string d = graph_.make("Sub", {x, mean(x, "norm_mean")}, "norm_centred"),
                      variance = mean(graph_.make("Mul", {d, d}, "norm_squares"), "norm_variance"),
                      sum = graph_.make("Add", {variance, number("norm_eps", eps)}, "norm_sum"),
                      root = graph_.make("Sqrt", {sum}, "norm_root"),
                      xhat = graph_.make("Div", {d, root}, "norm_unit");
    return graph_.make("Add", {graph_.make("Mul", {xhat, gamma}, "norm_spread"), beta}, "normed");
  }

  // u = h W_fc^T + b
  std::string head(const std::string& h) {
    const std::int64_t H = arrays_.layers.back().H;
    const std::string weight = graph_.constant(
        "fc_weight", {H, K_}, transposed(arrays_.fc_weight, static_cast<std::size_t>(H)));
    const std::string bias = graph_.constant("fc_bias", {K_}, arrays_.fc_bias);
    return graph_.make("Add", {graph_.make("MatMul", {h, weight}, "fc_product"), bias}, "u");
  }

  std::string rows(const std::string& of, std::int64_t begin, std::int64_t end,
                   const std::string& name) {
    return graph_.make("Slice",
                       {of, integers(name + "_begin", {begin}), integers(name + "_end", {end}),
                        integers("axis_0", {0})},
                       name);
  }

  // The filter's past [M,batch,K]: that of the caller, and u_0 in each place where a series begins.
  std::string past(const std::string& u, int M) {
    const auto& [in, out] = state("started", {kOne, kBatch, kOne});
    const std::string one = number("one", 1), half = number("half", 0.5F);
    // started_out = 0 started_in + 1
    graph_.make("Add", {graph_.make("Mul", {in, number("zero", 0)}, "started_before"), one}, out);
    graph_.input("filter_in", {{M}, kBatch, {K_}});
    graph_.output("filter_out", {{M}, kBatch, {K_}});
    const std::string goes_on = graph_.make("Greater", {in, half}, "goes_on");
    return graph_.make("Where", {goes_on, "filter_in", rows(u, 0, 1, "u_first")}, "past");
  }

  // y_t = alpha u_t + (1 - alpha) y_{t-1}, alpha = sigmoid(a): a recurrent layer without an
  // activation, W = diag(alpha), R = diag(1 - alpha)
  std::string ema(const std::string& u) {
    const auto K = static_cast<std::size_t>(K_);
    std::vector<float> W(K * K), R(K * K);
    for (std::size_t k = 0; k < K; ++k) {
      const float alpha = nn::ema_alpha(arrays_.filter[k]);
      W[k * K + k] = alpha;
      R[k * K + k] = 1 - alpha;
    }
    graph_.node(
        "RNN",
        {u, graph_.constant("ema_W", {1, K_, K_}, W), graph_.constant("ema_R", {1, K_, K_}, R), "",
         "", past(u, nn::filter_memory(OutputFilter::ema))},
        {"ema_Y", "filter_out"},
        {{"hidden_size", K_},
         {"activations", std::vector<std::string>{"Affine"}},
         {"activation_alpha", std::vector<float>{1}},
         {"activation_beta", std::vector<float>{0}}});
    return squeezed("ema_Y", "filtered");
  }

  // y_t = sum_j w_j u_{t-j}, w = softmax(theta): a convolution of each output by itself over
  // [batch,K,M+time]
  std::string lpf(const std::string& u) {
    const int M = nn::filter_memory(OutputFilter::lpf);
    std::vector<float> weight;
    for (std::size_t k = 0; k < static_cast<std::size_t>(K_); ++k) {
      float w[kLpfTaps];
      nn::lpf_weights(arrays_.filter.data() + k * kLpfTaps, w);
      weight.insert(weight.end(), std::rbegin(w), std::rend(w));  // the oldest row stands first
    }
    const std::string all =
        graph_.make("Concat", {past(u, M), u}, "u_all", {{"axis", std::int64_t{0}}});
    constexpr std::int64_t kToEnd = std::numeric_limits<std::int32_t>::max();
    rows(all, -M, kToEnd, "filter_out");
    const std::string turned =
        graph_.make("Transpose", {all}, "u_turned", {{"perm", std::vector<std::int64_t>{1, 2, 0}}});
    const std::string sums = graph_.make(
        "Conv", {turned, graph_.constant("lpf_weight", {K_, 1, kLpfTaps}, weight)}, "lpf_sums",
        {{"group", K_}, {"kernel_shape", std::vector<std::int64_t>{kLpfTaps}}});
    return graph_.make("Transpose", {sums}, "filtered",
                       {{"perm", std::vector<std::int64_t>{2, 0, 1}}});
  }

  const Model& model_;
  ModelArrays arrays_;
  int opset_;
  std::int64_t K_;
  OnnxGraph graph_;
  std::vector<std::string> integers_;  // names of the constants that are there
};

}  // namespace

Exported make_onnx(const ExportRequest& request) {
  require_carried(request.model, kOnnxCarries);
  const Metadata all = files::model_metadata(request.model);
  Metadata metadata;
  for (const char* key : kMetadata) metadata[key] = all.at(key);
  const OnnxGraph graph = Network(request.model, request.opset).graph();
  Exported made;
  made.files.push_back(
      text_file(request.name + ".onnx", graph.model_bytes(request.opset, metadata)));
  made.notes = left_out_and_unmeasured(request);
  return made;
}

}  // namespace lstmtrain::exporting
