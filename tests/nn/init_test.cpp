// The parameters before the first step.
#include "nn/init.hpp"

#include <cmath>
#include <string>

#include "support/catch.hpp"

using namespace lstmtrain;
using nn::initial_params;

namespace {

ModelSpec make_spec(Cell cell, LayerNorm norm = LayerNorm::output) {
  return {cell, 4, {16, 9}, 2, norm, 0};
}

constexpr Cell kCells[] = {Cell::lstm, Cell::gru};
const std::vector<double> kHeadBias{0.25, -0.5};

bool contains(const ParamInfo& info, const char* part) {
  return info.name.find(part) != std::string::npos;
}

// The largest |value| of `count` values.
double largest(const float* values, std::size_t count) {
  double result = 0;
  for (std::size_t i = 0; i < count; ++i)
    result = std::max(result, static_cast<double>(std::abs(values[i])));
  return result;
}

}  // namespace

TEST_CASE("nn.init: W_hh is orthogonal gate by gate") {
  for (Cell cell : kCells) {
    const ModelSpec spec = make_spec(cell);
    const std::vector<float> params = initial_params(spec, Init::standard, 5, kHeadBias);
    for (const ParamInfo& info : param_layout(spec)) {
      if (!contains(info, "weight_hh")) continue;
      const int H = info.shape[1];
      for (int g = 0; g < spec.gates(); ++g) {
        const float* q = params.data() + info.offset + g * H * H;
        for (int a = 0; a < H; ++a)
          for (int b = 0; b < H; ++b) {
            double product = 0;
            for (int k = 0; k < H; ++k)
              product += static_cast<double>(q[a * H + k]) * static_cast<double>(q[b * H + k]);
            CHECK(std::abs(product - (a == b)) < 1e-6);
          }
        if (g > 0)  // a draw of its own, not the first gate's
          CHECK_FALSE(std::equal(q, q + H * H, params.data() + info.offset));
      }
    }
  }
}

TEST_CASE("nn.init: W_ih and the head fill Xavier's bounds, per gate") {
  for (Cell cell : kCells) {
    const ModelSpec spec = make_spec(cell);
    const std::vector<float> params = initial_params(spec, Init::standard, 5, kHeadBias);
    for (const ParamInfo& info : param_layout(spec)) {
      if (!contains(info, "weight_ih") && info.name != "fc.weight") continue;
      INFO(info.name);
      const int gates = info.name == "fc.weight" ? 1 : spec.gates();
      const int rows = info.shape[0] / gates, columns = info.shape[1];
      const double bound = std::sqrt(6.0 / (rows + columns));
      const std::size_t size = static_cast<std::size_t>(rows * columns);
      for (int g = 0; g < gates; ++g) {
        const double reached =
            largest(params.data() + info.offset + static_cast<std::size_t>(g) * size, size);
        CHECK(reached <= bound * (1 + 1e-6));
        CHECK(reached > 0.8 * bound);
      }
    }
  }
}

TEST_CASE("nn.init: biases are 0 but for the forget gate's 1, the norms' gains and the head's") {
  for (auto [cell, norm] : {std::pair{Cell::lstm, LayerNorm::output},
                            {Cell::gru, LayerNorm::output},
                            {Cell::lstm, LayerNorm::cell},
                            {Cell::gru, LayerNorm::cell}}) {
    const ModelSpec spec = make_spec(cell, norm);
    const std::vector<float> params = initial_params(spec, Init::standard, 5, kHeadBias);
    for (const ParamInfo& info : param_layout(spec)) {
      if (contains(info, "weight_") || info.name == "fc.weight") continue;
      const int H = info.shape[0] / spec.gates();
      for (int i = 0; i < info.shape[0]; ++i) {
        INFO(info.name << "[" << i << "]");
        double expected = 0;
        if (contains(info, "bias_ih") && cell == Cell::lstm && i / H == 1) expected = 1;
        if (contains(info, "norm") && !contains(info, "bias")) expected = 1;
        if (info.name == "fc.bias") expected = kHeadBias[static_cast<std::size_t>(i)];
        CHECK(params[info.offset + static_cast<std::size_t>(i)] == expected);
      }
    }
  }
}

TEST_CASE("nn.init: pytorch draws all but the norm from U(-1/sqrt(H), 1/sqrt(H))") {
  for (Cell cell : kCells) {
    const ModelSpec spec = make_spec(cell);
    const std::vector<float> params = initial_params(spec, Init::pytorch, 5, kHeadBias);
    for (const ParamInfo& info : param_layout(spec)) {
      if (contains(info, "layer_norm")) continue;
      INFO(info.name);
      const bool first =
          contains(info, ".0.");  // the layer of 16, else the layer of 9 and the head
      const double bound = 1 / std::sqrt(first ? 16.0 : 9.0);
      const double reached = largest(params.data() + info.offset, info.size);
      CHECK(reached <= bound * (1 + 1e-6));
      CHECK(reached > (info.size > 8 ? 0.8 : 0.0) * bound);
    }
  }
}

TEST_CASE("nn.init: pytorch starts the norms inside a cell with gain 1 and bias 0") {
  const ModelSpec spec = make_spec(Cell::lstm, LayerNorm::cell);
  const std::vector<float> params = initial_params(spec, Init::pytorch, 5, kHeadBias);
  int norms = 0;
  for (const ParamInfo& info : param_layout(spec)) {
    if (!contains(info, "norm")) continue;
    ++norms;
    for (std::size_t i = 0; i < info.size; ++i)
      CHECK(params[info.offset + i] == (contains(info, "bias") ? 0.0F : 1.0F));
  }
  CHECK(norms == 8);
}

// 300 draws of U[1, 399]: the mean's deviation is 6.6.
TEST_CASE("nn.init: chrono spreads the memories evenly from 1 to T_max - 1 rows") {
  for (Cell cell : kCells) {
    ModelSpec spec = make_spec(cell, LayerNorm::none);
    spec.layer_sizes = {300, 9};
    const std::vector<float> params = initial_params(spec, Init::chrono, 5, kHeadBias, 400),
                             others = initial_params(spec, Init::standard, 5, kHeadBias);
    for (const ParamInfo& info : param_layout(spec)) {
      const float *p = params.data() + info.offset, *other = others.data() + info.offset;
      INFO(info.name);
      if (!contains(info, "bias_ih")) {
        CHECK(std::equal(p, p + info.size, other));
        continue;
      }
      const int H = info.shape[0] / spec.gates();
      double sum = 0, least = 400, most = 0;
      for (int k = 0; k < H; ++k) {
        const double rows = std::exp(static_cast<double>(p[H + k]));
        sum += rows, least = std::min(least, rows), most = std::max(most, rows);
        CHECK(p[k] == (cell == Cell::lstm ? -p[H + k] : 0.0F));
        for (int g = 2; g < spec.gates(); ++g) CHECK(p[g * H + k] == 0.0F);
      }
      CHECK(least >= 1);
      CHECK(most <= 399 * (1 + 1e-6));
      if (H < 300) continue;
      CHECK(std::abs(sum / H - 200) < 25);
      CHECK(least < 15);
      CHECK(most > 385);
    }
  }
  // A memory of one row: forget and input gate at a half.
  const ModelSpec spec = make_spec(Cell::lstm);
  const std::vector<float> shortest = initial_params(spec, Init::chrono, 5, kHeadBias, 1);
  const ParamInfo bias = param_layout(spec)[2];
  for (std::size_t i = 0; i < bias.size; ++i) CHECK(shortest[bias.offset + i] == 0.0F);
}

TEST_CASE("nn.init: a function of the seed alone") {
  for (const Init method : {Init::standard, Init::pytorch, Init::chrono}) {
    const ModelSpec spec = make_spec(Cell::lstm);
    const std::vector<float> params = initial_params(spec, method, 5, kHeadBias);
    CHECK(params == initial_params(spec, method, 5, kHeadBias));
    CHECK(params != initial_params(spec, method, 6, kHeadBias));
  }
}
