#include "export/c/int_parts.hpp"

#include <algorithm>

#include "export/c/c_text.hpp"
#include "export/c/runtime_text.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr const char* kIntHeader = R"(
/* The same without floating point: x[k] = round((value - @NAME@_X_OFFSET[k]) / @NAME@_X_STEP[k]),
   within 16 bits; a value out is y[k] * @NAME@_Y_STEP[k] + @NAME@_Y_OFFSET[k]. */
@macros@void @name@_step_q(@name@_state *s, const int16_t x[@NAME@_FEATURES], int32_t y[@NAME@_TARGETS]);
)";

constexpr const char* kIntStep =
    R"(void @name@_step_q(@name@_state *s, const int16_t x[@NAME@_FEATURES], int32_t y[@NAME@_TARGETS]) {
  int16_t next[@widest@];
@layers@}

int @name@_step(@name@_state *s, const float x[@NAME@_FEATURES], float y[@NAME@_TARGETS]) {
  int16_t x_q[@NAME@_FEATURES];
  int32_t y_q[@NAME@_TARGETS];
  int k;
  for (k = 0; k < @NAME@_FEATURES; ++k) {
    const float v = (x[k] - offset_[k]) * factor_[k];
    if (!(v - v == 0.0F)) {
      for (k = 0; k < @NAME@_TARGETS; ++k) y[k] = not_a_number_();
      return 1;
    }
    x_q[k] = rounded_(v);
  }
  @name@_step_q(s, x_q, y_q);
  for (k = 0; k < @NAME@_TARGETS; ++k) y[k] = (float)y_q[k] * out_scale_[k] + out_offset_[k];
  return 0;
}
)";

template <class Value>
std::string int_array(const char* type, const std::string& name, const std::vector<Value>& values) {
  std::string text = std::string("static const ") + type + " " + name + "[" +
                     std::to_string(values.size()) + "] = {";
  constexpr std::size_t kPerLine = 16;
  for (std::size_t i = 0; i < values.size(); ++i) {
    // -2^63 has no literal; no weight or bias comes near.
    text += (i % kPerLine == 0 ? "\n  " : " ") + std::to_string(values[i]);
    text += i + 1 < values.size() ? "," : "";
  }
  return text + "\n};\n";
}

int widest(const IntNetwork& network) {
  int units = 0;
  for (const IntLayer& layer : network.layers) units = std::max(units, layer.H);
  return units;
}

std::string sum_type(const IntNetwork& network) {
  return network.long_sums ? "int64_t" : "int32_t";
}
std::string weight_type(const IntNetwork& network) {
  return network.bits == 8 ? "int8_t" : "int16_t";
}

std::string constants(const IntNetwork& network) {
  std::string text = c_array("offset_", network.offset) + c_array("factor_", network.factor) +
                     c_array("low_", network.low) + c_array("high_", network.high);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const IntLayer& layer = network.layers[l];
    const std::string n = std::to_string(l) + "_";
    text += int_array(weight_type(network).c_str(), "w" + n, layer.w) +
            int_array("int16_t", "w_in" + n, layer.w_in) +
            int_array(sum_type(network).c_str(), "bias" + n, layer.bias) +
            int_array("int32_t", "scale" + n, layer.scale) +
            int_array("int8_t", "align" + n, layer.align);
  }
  return text + int_array("int16_t", "head_weight_", network.head_weight) +
         int_array("int64_t", "head_bias_", network.head_bias) +
         c_array("out_scale_", network.out_scale) + c_array("out_offset_", network.out_offset) +
         "\n";
}

std::string functions_used(const IntNetwork& network) {
  namespace rt = runtime_text;
  return "typedef " + weight_type(network) + " weight_;\ntypedef " + sum_type(network) +
         " sum_;\n#define SUM_SHIFT_ " + (network.long_sums ? "8" : "0") + "\n\n" +
         std::string(rt::int_activations()) + "\n" +
         std::string(network.has_c() ? rt::int_lstm() : rt::int_gru()) + "\n" +
         std::string(rt::int_head()) + "\n" + std::string(rt::int_input());
}

std::string calls(const IntNetwork& network) {
  std::string text, in = "x";
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const IntLayer& layer = network.layers[l];
    const std::string n = std::to_string(l);
    text += std::string("  ") + (network.has_c() ? "lstm_q_" : "gru_q_") + "(w" + n + "_, w_in" +
            n + "_, bias" + n + "_, scale" + n + "_, align" + n + "_, " +
            std::to_string(layer.shift) + ", " + std::to_string(layer.D) + ", " +
            std::to_string(layer.H) + ", " + in + ", s->h" + n +
            (network.has_c() ? ", s->c" + n : "") + ", next);\n  memcpy(s->h" + n +
            ", next, sizeof s->h" + n + ");\n";
    in = "s->h" + n;
  }
  return text + "  head_q_(head_weight_, head_bias_, " + std::to_string(network.layers.back().H) +
         ", " + std::to_string(network.spec.output_size) + ", " + in + ", y);\n";
}

// NAME_X0_STEP and so on.
std::string macros(const IntNetwork& network) {
  std::string text;
  const auto add = [&](const std::string& name, float value) {
    text += "#define @NAME@_" + name + " " + c_float(value) + "\n";
  };
  for (std::size_t d = 0; d < network.offset.size(); ++d) {
    add("X" + std::to_string(d) + "_OFFSET", network.offset[d]);
    add("X" + std::to_string(d) + "_STEP", 1 / network.factor[d]);
  }
  for (std::size_t k = 0; k < network.out_scale.size(); ++k) {
    add("Y" + std::to_string(k) + "_OFFSET", network.out_offset[k]);
    add("Y" + std::to_string(k) + "_STEP", network.out_scale[k]);
  }
  return text;
}

}  // namespace

std::size_t constant_bytes(const IntNetwork& network) {
  const std::size_t sum = network.long_sums ? 8 : 4, weight = network.bits == 8 ? 1 : 2;
  std::size_t bytes = 4 * (4 * network.offset.size() + 2 * network.out_scale.size()) +
                      2 * network.head_weight.size() + 8 * network.head_bias.size() + 514;
  for (const IntLayer& layer : network.layers)
    bytes += weight * layer.w.size() + 2 * layer.w_in.size() + sum * layer.bias.size() +
             4 * layer.scale.size() + layer.align.size();
  return bytes;
}

CParts int_parts(const IntNetwork& network) {
  CParts parts;
  parts.weights = "integers: weights of " + std::to_string(network.bits) + " bits";
  std::size_t units = 0;
  std::string halves;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const int H = network.layers[l].H;
    units += static_cast<std::size_t>(H);
    if (network.has_c())
      parts.members += "  int32_t c" + std::to_string(l) + "[" + std::to_string(H) + "];\n";
    halves += "  int16_t h" + std::to_string(l) + "[" + std::to_string(H) + "];\n";
  }
  parts.members += halves;
  parts.members.pop_back();
  const std::size_t bytes = (network.has_c() ? 6 : 2) * units;
  parts.state_bytes = network.has_c() ? (bytes + 3) / 4 * 4 : bytes;
  parts.header = filled_in(kIntHeader, {{"macros", macros(network)}});
  parts.constants = constants(network);
  parts.functions = functions_used(network);
  parts.step = filled_in(kIntStep,
                         {{"widest", std::to_string(widest(network))}, {"layers", calls(network)}});
  parts.finite = "s != 0";  // every integer is
  return parts;
}

}  // namespace lstmtrain::exporting
