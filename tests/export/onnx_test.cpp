// The file as protobuf: onnx.checker and onnxruntime judge it in tests/interop/export_parity.py.
#include "export/onnx.hpp"

#include <bit>
#include <map>

#include "export/carried.hpp"
#include "export/made_model.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using namespace lstmtrain::test;

namespace {

// The fields of a message in their order: integers as their value, all else as its bytes.
struct Field {
  int number;
  std::uint64_t value;
  std::string bytes;
};

std::vector<Field> fields_of(const std::string& bytes) {
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      REQUIRE(at < bytes.size());
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      value |= std::uint64_t{byte & 127U} << shift;
      if (byte < 128) return value;
    }
  };
  std::vector<Field> fields;
  while (at < bytes.size()) {
    const std::uint64_t key = varint();
    Field field{static_cast<int>(key >> 3), 0, ""};
    const std::uint64_t wire = key & 7;
    REQUIRE((wire == 0 || wire == 2 || wire == 5));
    if (wire == 0) {
      field.value = varint();
    } else {
      const std::uint64_t length = wire == 5 ? 4 : varint();
      REQUIRE(length <= bytes.size() - at);
      field.bytes = bytes.substr(at, length);
      at += length;
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

std::vector<std::string> all(const std::string& message, int number) {
  std::vector<std::string> found;
  for (const Field& field : fields_of(message))
    if (field.number == number) found.push_back(field.bytes);
  return found;
}
std::string one(const std::string& message, int number) {
  const auto found = all(message, number);
  REQUIRE(found.size() == 1);
  return found.front();
}
std::uint64_t integer(const std::string& message, int number) {
  for (const Field& field : fields_of(message))
    if (field.number == number) return field.value;
  FAIL("no field " << number);
  return 0;
}

std::string onnx_of(const Model& model, int opset = 17) {
  const Hyperparams settings;
  const Exported made =
      make_onnx({.model = model, .settings = settings, .name = "cell", .opset = opset});
  REQUIRE(made.files.size() == 1);
  CHECK(made.files[0].name == "cell.onnx");
  std::string text;
  for (const std::byte byte : made.files[0].bytes) text += static_cast<char>(byte);
  return text;
}

std::string graph_of(const std::string& model) { return one(model, 7); }

std::vector<std::string> names(const std::string& graph, int field, int name = 1) {
  std::vector<std::string> found;
  for (const std::string& value : all(graph, field)) found.push_back(one(value, name));
  return found;
}

// "0" an axis without a length, which has a name.
std::vector<std::string> axes(const std::string& value_info) {
  std::vector<std::string> found;
  for (const std::string& axis : all(one(one(one(value_info, 2), 1), 2), 1)) {
    const Field field = fields_of(axis).at(0);
    found.push_back(field.number == 1 ? std::to_string(field.value) : field.bytes);
  }
  return found;
}

std::vector<float> constant(const std::string& graph, const std::string& name) {
  for (const std::string& tensor : all(graph, 5)) {
    if (one(tensor, 8) != name) continue;
    const std::string raw = one(tensor, 9);
    std::vector<float> values(raw.size() / sizeof(float));
    for (std::size_t i = 0; i < raw.size(); ++i) {
      auto bits = std::bit_cast<std::uint32_t>(values[i / 4]);
      bits |= std::uint32_t{static_cast<unsigned char>(raw[i])} << (8 * (i % 4));
      values[i / 4] = std::bit_cast<float>(bits);
    }
    return values;
  }
  FAIL("no constant " << name);
  return {};
}

std::vector<std::string> operators(const std::string& graph) { return names(graph, 1, 4); }

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("export.onnx: x is the first input, y the first output, and each state has both") {
  const std::string lstm = graph_of(onnx_of(made_model(shape(Cell::lstm, {5, 4}, 2))));
  CHECK(names(lstm, 11) == Words{"x", "h0_in", "c0_in", "h1_in", "c1_in"});
  CHECK(names(lstm, 12) == Words{"y", "h0_out", "c0_out", "h1_out", "c1_out"});
  CHECK(axes(all(lstm, 11)[0]) == Words{"time", "batch", "3"});
  CHECK(axes(all(lstm, 11)[1]) == Words{"1", "batch", "5"});
  CHECK(axes(all(lstm, 11)[3]) == Words{"1", "batch", "4"});
  CHECK(axes(all(lstm, 12)[0]) == Words{"time", "batch", "2"});
  CHECK(one(all(lstm, 11)[0], 3) == "x0, x1, x2");

  const std::string gru = graph_of(onnx_of(made_model(shape(Cell::gru, {5}))));
  CHECK(names(gru, 11) == Words{"x", "h0_in"});
  CHECK(names(gru, 12) == Words{"y", "h0_out"});

  ModelSpec spec = shape(Cell::lstm, {5}, 2);
  spec.output_filter = OutputFilter::lpf;
  const std::string filtered = graph_of(onnx_of(made_model(spec)));
  CHECK(names(filtered, 11) == Words{"x", "h0_in", "c0_in", "started_in", "filter_in"});
  CHECK(axes(all(filtered, 11)[4]) == Words{"14", "batch", "2"});
  CHECK(axes(all(filtered, 12)[4]) == Words{"14", "batch", "2"});
}

TEST_CASE("export.onnx: gates stand in ONNX's order, biases one behind the other") {
  constexpr std::size_t H = 2, D = 3;
  for (const Cell cell : {Cell::lstm, Cell::gru}) {
    const Model model = made_model(shape(cell, {H}));
    const std::string graph = graph_of(onnx_of(model));
    const std::vector<ParamInfo> layout = param_layout(model.spec);
    const auto ours = [&](ParamRole role) {
      const ParamInfo& info = *find_param(layout, role, 0);
      return std::vector<float>(model.params.begin() + static_cast<long>(info.offset),
                                model.params.begin() + static_cast<long>(info.offset + info.size));
    };
    // i f g o as i o f c; r z n as z r h
    const std::vector<std::size_t> order = cell == Cell::lstm ? std::vector<std::size_t>{0, 3, 1, 2}
                                                              : std::vector<std::size_t>{1, 0, 2};
    const auto W = constant(graph, "W0"), R = constant(graph, "R0"), B = constant(graph, "B0");
    const auto w = ours(ParamRole::weight_ih), r = ours(ParamRole::weight_hh),
               b = ours(ParamRole::bias_ih), c = ours(ParamRole::bias_hh);
    REQUIRE(W.size() == w.size());
    REQUIRE(R.size() == r.size());
    REQUIRE(B.size() == b.size() + c.size());
    for (std::size_t g = 0; g < order.size(); ++g)
      for (std::size_t j = 0; j < H; ++j) {
        const std::size_t to = g * H + j, from = order[g] * H + j;
        for (std::size_t d = 0; d < D; ++d) CHECK(W[to * D + d] == w[from * D + d]);
        for (std::size_t d = 0; d < H; ++d) CHECK(R[to * H + d] == r[from * H + d]);
        CHECK(B[to] == b[from]);
        CHECK(B[order.size() * H + to] == c[from]);
      }
  }
}

TEST_CASE("export.onnx: opset, the file's version for it, and the operators that it has") {
  ModelSpec spec = shape(Cell::gru, {4});
  spec.layer_norm = LayerNorm::output;
  const Model model = made_model(spec);
  const std::map<int, std::uint64_t> ir = {{11, 6}, {12, 7}, {13, 7}, {14, 7}, {15, 8},  {16, 8},
                                           {17, 8}, {18, 8}, {19, 9}, {20, 9}, {21, 10}, {22, 10}};
  for (const auto& [opset, version] : ir) {
    const std::string bytes = onnx_of(model, opset), graph = graph_of(bytes);
    CHECK(integer(bytes, 1) == version);
    CHECK(integer(one(bytes, 8), 2) == static_cast<std::uint64_t>(opset));
    CHECK(has(operators(graph), "LayerNormalization") == (opset >= 17));
    CHECK(has(operators(graph), "ReduceMean") == (opset < 17));
    for (const std::string& node : all(graph, 1)) {
      if (one(node, 4) == "Squeeze") CHECK(all(node, 1).size() == (opset < 13 ? 1U : 2U));
      if (one(node, 4) == "GRU") CHECK(all(node, 5).size() == 2);  // linear_before_reset, too
    }
  }
  CHECK(onnx_of(model) == onnx_of(model));
}

TEST_CASE("export.onnx: columns, units, period and offset stand in the metadata") {
  std::map<std::string, std::string> found;
  for (const std::string& entry : all(onnx_of(made_model(shape(Cell::lstm, {4}))), 14))
    found[one(entry, 1)] = one(entry, 2);
  CHECK(found["columns"] == R"({"features":["x0","x1","x2"],"targets":["y0"]})");
  CHECK(found["units"] == R"([{"name":"mV","factor":1000.0}])");
  CHECK(found["period"] == "0.1");
  CHECK(found["target_offset"] == "2");
}

TEST_CASE("export.onnx: a norm inside the cell is refused, what is left out is said") {
  ModelSpec spec = shape(Cell::lstm, {4, 4});
  spec.layer_norm = LayerNorm::cell;
  CHECK_THROWS_WITH(onnx_of(made_model(spec)), contains("LAYER_NORM, got cell") &&
                                                   contains("none or output") &&
                                                   contains("--format c"));
  spec.layer_norm = LayerNorm::none;
  spec.dropout = 0.2;
  Model model = made_model(spec);
  model.scaler.min[1] = 0, model.scaler.max[1] = 1e9, model.scaler.scale[1] = 50;
  Hyperparams settings;
  settings.derived_columns = {"x2: lag(x1, 1)"};
  settings.resample_hz = 10;
  settings.inference_filter_type = InferenceFilterType::savitzky_golay;
  const Dataset data = made_data(model, 5);
  const Exported made = make_onnx({.model = model,
                                   .settings = settings,
                                   .name = "cell",
                                   .weights = Weights::int8,
                                   .data = &data});
  std::string notes;
  for (const std::string& note : made.notes) notes += note + "\n";
  for (const char* word : {"x2: lag(x1, 1)", "every 0.1 s", "\"x1\" has more digits", "--weights",
                           "dropout", "Savitzky", "not causal", "predicts 2 rows later", "--data"})
    CHECK(notes.find(word) != std::string::npos);
  CHECK_FALSE(made.loss.has_value());
}
