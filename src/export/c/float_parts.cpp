#include "export/c/float_parts.hpp"

#include <algorithm>

#include "base/text/words.hpp"
#include "export/c/c_text.hpp"
#include "export/c/runtime_text.hpp"

namespace lstmtrain::exporting {
namespace {

// @widest@, @scratch@ and @layers@ are of the network.
constexpr const char* kFloatStep =
    R"(int @name@_step(@name@_state *s, const float x[@NAME@_FEATURES], float y[@NAME@_TARGETS]) {
  float v[@NAME@_FEATURES];
  float next[@widest@];
@scratch@  int k;
  for (k = 0; k < @NAME@_FEATURES; ++k) {
    v[k] = (x[k] - offset_[k]) * factor_[k];
    if (!(v[k] - v[k] == 0.0F)) {
      for (k = 0; k < @NAME@_TARGETS; ++k) y[k] = not_a_number_();
      return 1;
    }
  }
@layers@  for (k = 0; k < @NAME@_TARGETS; ++k) y[k] = y[k] * out_scale_[k] + out_offset_[k];
  return 0;
}
)";

int widest(const CNetwork& network) {
  int units = 0;
  for (const CLayer& layer : network.layers) units = std::max(units, layer.H);
  return units;
}

// The members of NAME_state, and how many floats each has.
std::vector<std::pair<std::string, int>> members_of(const CNetwork& network) {
  std::vector<std::pair<std::string, int>> members;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    members.emplace_back("h" + std::to_string(l), network.layers[l].H);
    if (network.has_c()) members.emplace_back("c" + std::to_string(l), network.layers[l].H);
  }
  const int K = network.spec.output_size;
  if (network.spec.output_filter == OutputFilter::ema) members.emplace_back("past", K);
  if (network.spec.output_filter == OutputFilter::lpf)
    members.emplace_back("past", K * (kLpfTaps - 1));
  return members;
}

// The calls of NAME_step, layer by layer, to the head and its filter.
std::string calls(const CNetwork& network) {
  std::string text, in = "v";
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const CLayer& layer = network.layers[l];
    const std::string n = std::to_string(l),
                      sizes = std::to_string(layer.D) + ", " + std::to_string(layer.H);
    const std::string function =
        std::string(network.has_c() ? "lstm" : "gru") + (network.is_normed() ? "_norm_" : "_");
    text += "  " + function + "(layer" + n + "_, " + sizes + ", " + in + ", s->h" + n +
            (network.has_c() ? ", s->c" + n : "") + ", next" +
            (network.is_normed() ? ", a, b" : "") + ");\n  memcpy(s->h" + n +
            ", next, sizeof s->h" + n + ");\n";
    in = "s->h" + n;
  }
  const int H = network.layers.back().H, K = network.spec.output_size;
  if (!network.norm_weight.empty()) {
    text +=
        "  layer_norm_(norm_weight_, norm_bias_, " + std::to_string(H) + ", " + in + ", next);\n";
    in = "next";
  }
  text += "  head_(head_weight_, head_bias_, " + std::to_string(H) + ", " + std::to_string(K) +
          ", " + in + ", y);\n";
  if (network.spec.output_filter == OutputFilter::none) return text;
  const std::string filter = network.spec.output_filter == OutputFilter::ema ? "ema_" : "lpf_";
  return text + "  " + filter + "(filter_, " + std::to_string(K) +
         ", y, s->past, s->started);\n  s->started = 1;\n";
}

std::string finite_test(const CNetwork& network) {
  std::vector<std::string> tests;
  for (const auto& [name, count] : members_of(network))
    tests.push_back("all_finite_(s->" + name + ", " + std::to_string(count) + ")");
  return text::joined(tests, " && ");
}

std::string functions_used(const CNetwork& network) {
  namespace rt = runtime_text;
  std::string text(rt::activations());
  if (network.is_normed() || !network.norm_weight.empty()) text += "\n" + std::string(rt::norm());
  if (network.is_normed()) text += "\n" + std::string(rt::products());
  text +=
      "\n" + std::string(network.is_normed() ? network.has_c() ? rt::lstm_norm() : rt::gru_norm()
                         : network.has_c() ? rt::lstm()
                                             : rt::gru());
  if (!network.norm_weight.empty()) text += "\n" + std::string(rt::layer_norm());
  text += "\n" + std::string(rt::head());
  if (network.spec.output_filter == OutputFilter::ema) text += "\n" + std::string(rt::ema());
  if (network.spec.output_filter == OutputFilter::lpf) text += "\n" + std::string(rt::lpf());
  return text;
}

std::string constants(const CNetwork& network) {
  std::string text = c_array("offset_", network.offset) + c_array("factor_", network.factor) +
                     c_array("low_", network.low) + c_array("high_", network.high);
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    text += c_array("layer" + std::to_string(l) + "_", network.layers[l].weights);
  if (!network.norm_weight.empty())
    text += c_array("norm_weight_", network.norm_weight) + c_array("norm_bias_", network.norm_bias);
  text += c_array("head_weight_", network.head_weight) + c_array("head_bias_", network.head_bias);
  if (!network.filter.empty()) text += c_array("filter_", network.filter);
  return text + c_array("out_scale_", network.out_scale) +
         c_array("out_offset_", network.out_offset) + "\n";
}

std::size_t words_of_state(const CNetwork& network) {
  std::size_t words = network.spec.output_filter == OutputFilter::none ? 0 : 1;
  for (const auto& [name, count] : members_of(network)) words += static_cast<std::size_t>(count);
  return words;
}

}  // namespace

std::size_t constant_bytes(const CNetwork& network) {
  std::size_t count = 4 * network.offset.size() + 2 * network.out_scale.size() +
                      network.norm_weight.size() + network.norm_bias.size() +
                      network.head_weight.size() + network.head_bias.size() + network.filter.size();
  for (const CLayer& layer : network.layers) count += layer.weights.size();
  return 4 * count;
}

CParts float_parts(const CNetwork& network) {
  CParts parts;
  parts.weights = "float32";
  parts.state_bytes = 4 * words_of_state(network);
  for (const auto& [name, count] : members_of(network))
    parts.members += "  float " + name + "[" + std::to_string(count) + "];\n";
  if (network.spec.output_filter != OutputFilter::none) parts.members += "  int32_t started;\n";
  parts.members.pop_back();
  parts.constants = constants(network);
  parts.functions = functions_used(network);
  const std::string gates = std::to_string(network.spec.gates() * widest(network));
  parts.step = filled_in(
      kFloatStep,
      {{"widest", std::to_string(widest(network))},
       {"scratch", network.is_normed() ? "  float a[" + gates + "], b[" + gates + "];\n" : ""},
       {"layers", calls(network)}});
  parts.finite = finite_test(network);
  return parts;
}

}  // namespace lstmtrain::exporting
