#include "base/param_place.hpp"

#include <map>

#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

// The place of every element whose name and index are asked for.
std::string place(const ModelSpec& spec, const std::string& name, std::size_t index) {
  for (const ParamInfo& info : param_layout(spec))
    if (info.name == name) return param_place(spec, info, index);
  return "no such parameter";
}

}  // namespace

TEST_CASE("base.param_place: a row of a gate's weights is a unit of that gate") {
  ModelSpec spec;
  spec.input_size = 2;
  spec.layer_sizes = {3, 3};
  spec.output_size = 2;
  CHECK(place(spec, "lstm.weight_ih_l0", 0) == "layer 0, input gate i, unit 0");
  CHECK(place(spec, "lstm.weight_ih_l0", 2 * 5 + 1) == "layer 0, forget gate f, unit 2");
  CHECK(place(spec, "lstm.weight_hh_l1", 3 * 9) == "layer 1, output gate o, unit 0");
  CHECK(place(spec, "lstm.bias_hh_l1", 7) == "layer 1, candidate g, unit 1");
  CHECK(place(spec, "fc.weight", 3) == "output 1");
  CHECK(place(spec, "fc.bias", 0) == "output 0");
}

TEST_CASE("base.param_place: a GRU's gates, and what has no gate") {
  ModelSpec spec;
  spec.cell = Cell::gru;
  spec.layer_sizes = {4, 2};
  spec.layer_norm = LayerNorm::output;
  CHECK(place(spec, "gru.1.weight_hh_l0", 2 * 3) == "layer 1, update gate z, unit 1");
  CHECK(place(spec, "layer_norm.weight", 1) == "unit 1");
  spec.cell = Cell::lstm;
  spec.layer_norm = LayerNorm::cell;
  CHECK(place(spec, "lstm.0.norm_c_l0", 3) == "layer 0, unit 3");
}
