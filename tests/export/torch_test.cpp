#include "export/torch.hpp"

#include <algorithm>

#include "export/fold.hpp"
#include "export/made_model.hpp"
#include "files/model_file.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/predictor.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using namespace lstmtrain::test;

namespace {

std::string text_of(const ExportedFile& file) {
  std::string text;
  for (const std::byte byte : file.bytes) text += static_cast<char>(byte);
  return text;
}

Exported made_of(const Model& model, const Dataset* data = nullptr) {
  const Hyperparams settings;
  return make_torch({.model = model, .settings = settings, .name = "cell", .data = data});
}

}  // namespace

TEST_CASE("export.torch: physical units go through the folded weights as through the model") {
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output}) {
      ModelSpec spec = shape(cell, {7, 5}, 2);
      spec.layer_norm = norm;
      const Model model = made_model(spec);
      const Exported made = made_of(model);
      REQUIRE(made.files.size() == 2);
      const Model folded = files::model_from_bytes(made.files[0].bytes, "cell");
      for (const double offset : folded.scaler.offset) CHECK(offset == 0);
      for (const double scale : folded.scaler.scale) CHECK(scale == 1);
      CHECK(folded.params != model.params);

      Predictor original(model), plain(folded);
      std::vector<float> a(2), b(2);
      double worst = 0;
      for (std::size_t t = 0; t < 500; ++t) {
        const std::vector<float> x = made_row(model, t);
        REQUIRE(original.step(x, a));
        REQUIRE(plain.step(x, b));
        for (std::size_t k = 0; k < 2; ++k)
          worst = std::max(worst,
                           std::abs(static_cast<double>(a[k] - b[k])) / model.scaler.scale[3 + k]);
      }
      CHECK(worst < 3e-6);  // of the network's outputs, which are about 1
    }
}

TEST_CASE("export.torch: the loss is the difference of the predictions, in the unit of reports") {
  const Model model = made_model(shape(Cell::lstm, {6}));
  const Dataset data = made_data(model, 300);
  CHECK_FALSE(made_of(model).loss.has_value());
  const auto loss = made_of(model, &data).loss;
  REQUIRE(loss.has_value());
  CHECK(*loss > 0);
  CHECK(*loss < 0.03);  // mV, at outputs of some 10 V

  Model shifted = model;
  shifted.scaler.offset.back() += 0.25;
  CHECK(prediction_difference(model, shifted, data, {0}, false) == Approx(250).epsilon(1e-4));
  Model mixed = shifted;
  mixed.period = 7;
  CHECK(prediction_difference(model, mixed, data, {0}, true) == Approx(250).epsilon(1e-4));
}

TEST_CASE("export.torch: the module has the layers of the model, and names end no literal") {
  Model model = made_model(shape(Cell::gru, {4, 4}));
  model.features[0] = "a\"b\\c\nd";
  const std::string equal = text_of(made_of(model).files[1]);
  CHECK(equal.find("self.gru = torch.nn.GRU(3, 4, 2)\n") != std::string::npos);
  CHECK(equal.find(R"(FEATURES = ["a\x22b\x5cc\x0ad", "x1", "x2"])") != std::string::npos);
  CHECK(equal.find("with_name(\"cell.safetensors\")") != std::string::npos);
  CHECK(equal.find("PERIOD_S, TARGET_OFFSET = 0.1, 2\n") != std::string::npos);

  ModelSpec spec = shape(Cell::lstm, {5, 4});
  spec.layer_norm = LayerNorm::output;
  const std::string unequal = text_of(made_of(made_model(spec)).files[1]);
  CHECK(unequal.find("torch.nn.ModuleList([torch.nn.LSTM(3, 5), torch.nn.LSTM(5, 4)])") !=
        std::string::npos);
  CHECK(unequal.find("self.layer_norm = torch.nn.LayerNorm(4)\n") != std::string::npos);
  for (const std::string& text : {equal, unequal})
    CHECK(std::count(text.begin(), text.end(), '\n') <= 20);
}

TEST_CASE("export.torch: what torch.nn has no module for is refused with the way out") {
  ModelSpec spec = shape(Cell::lstm, {4});
  spec.output_filter = OutputFilter::ema;
  CHECK_THROWS_WITH(made_of(made_model(spec)),
                    contains("LSTM_EMA") && contains("--format onnx") && contains("torch.nn"));
  spec.output_filter = OutputFilter::none;
  spec.layer_norm = LayerNorm::cell;
  CHECK_THROWS_WITH(made_of(made_model(spec)),
                    contains("LAYER_NORM, got cell") && contains("none or output"));
  const Model model = made_model(shape(Cell::lstm, {4}));
  const Hyperparams settings;
  for (const char* name : {"lambda", "torch", "is"})
    CHECK_THROWS_WITH(make_torch({.model = model, .settings = settings, .name = name}),
                      contains("--name") && contains(name));
}
