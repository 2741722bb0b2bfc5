// The JSON of RTNeural, run by a reader that knows nothing but the JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "export/exporter.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/predictor.hpp"
#include "support/catch.hpp"
#include "support/random_model.hpp"
#include "support/refusal.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using namespace lstmtrain::test;

namespace {

using nlohmann::json;
using Row = std::vector<double>;
using Matrix = std::vector<Row>;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// x [rows] W [rows][columns] + b [columns]
Row product(const Row& x, const Matrix& w, Row b) {
  for (std::size_t r = 0; r < x.size(); ++r)
    for (std::size_t c = 0; c < b.size(); ++c) b[c] += x[r] * w[r][c];
  return b;
}

class Layer {
 public:
  explicit Layer(const json& layer) : type_(layer["type"]), w_(layer["weights"]) {
    const auto units = layer["shape"].back().get<std::size_t>();
    h_.resize(units);
    c_.resize(units);
  }

  Row step(const Row& x) {
    if (type_ == "dense") return product(x, w_[0], w_[1].get<Row>());
    return type_ == "lstm" ? lstm(x) : gru(x);
  }

 private:
  // Gates i f c o.
  Row lstm(const Row& x) {
    const std::size_t H = h_.size();
    const Row a = product(h_, w_[1], product(x, w_[0], w_[2].get<Row>()));
    for (std::size_t j = 0; j < H; ++j) {
      c_[j] = logistic(a[H + j]) * c_[j] + logistic(a[j]) * std::tanh(a[2 * H + j]);
      h_[j] = logistic(a[3 * H + j]) * std::tanh(c_[j]);
    }
    return h_;
  }
  // Gates z r h, the reset behind the product.
  Row gru(const Row& x) {
    const std::size_t H = h_.size();
    const Row a = product(x, w_[0], w_[2][0].get<Row>()),
              b = product(h_, w_[1], w_[2][1].get<Row>());
    for (std::size_t j = 0; j < H; ++j) {
      const double z = logistic(a[j] + b[j]), r = logistic(a[H + j] + b[H + j]);
      h_[j] = (1 - z) * std::tanh(a[2 * H + j] + r * b[2 * H + j]) + z * h_[j];
    }
    return h_;
  }

  std::string type_;
  json w_;
  Row h_, c_;
};

json exported(const Model& model) {
  const Hyperparams settings;
  const Exported made =
      find_exporter("rtneural").make({.model = model, .settings = settings, .name = "cell"});
  REQUIRE(made.files.size() == 1);
  CHECK(made.files[0].name == "cell.json");
  return json::parse(
      reinterpret_cast<const char*>(made.files[0].bytes.data()),
      reinterpret_cast<const char*>(made.files[0].bytes.data()) + made.files[0].bytes.size());
}

}  // namespace

TEST_CASE("export.rtneural: the JSON alone says what predict says") {
  for (const Cell cell : {Cell::lstm, Cell::gru}) {
    const Model model = random_model({cell, 3, {6, 4}, 2, LayerNorm::none, 0, OutputFilter::none});
    std::vector<Layer> layers;
    const json file = exported(model);
    for (const json& layer : file["layers"]) layers.emplace_back(layer);
    Predictor predictor(model);
    std::vector<float> y(2);
    for (int row = 0; row < 100; ++row) {
      const std::vector<float> x = {1.0F + 0.02F * static_cast<float>(row), 2.5F,
                                    3.0F + 0.1F * static_cast<float>(row % 7)};
      REQUIRE(predictor.step(std::span<const float>(x), y));
      Row value(x.begin(), x.end());
      for (Layer& layer : layers) value = layer.step(value);
      REQUIRE(value.size() == 2);
      for (std::size_t k = 0; k < 2; ++k)
        CHECK(value[k] == Approx(static_cast<double>(y[k])).margin(3e-6));
    }
  }
}

TEST_CASE("export.rtneural: what it has no layer for is refused") {
  for (const ModelSpec& spec :
       {ModelSpec{Cell::lstm, 2, {4}, 1, LayerNorm::output, 0, OutputFilter::none},
        ModelSpec{Cell::gru, 2, {4}, 1, LayerNorm::none, 0, OutputFilter::ema}}) {
    const Model model = random_model(spec);
    CHECK_THAT(refused(ErrorCode::config, [&] { exported(model); }), contains("rtneural"));
  }
}
