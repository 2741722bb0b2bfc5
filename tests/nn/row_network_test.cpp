// Streamed inference against the block network: the same outputs row by row, on every target.
#include "nn/row_network.hpp"

#include <cmath>
#include <limits>

#include "base/rng.hpp"
#include "nn/each_target.hpp"
#include "nn/network.hpp"
#include "support/random_params.hpp"

using namespace lstmtrain;
using test::random_params;

namespace {

std::vector<float> random_rows(const ModelSpec& spec, int rows) {
  const Philox rng(4, Purpose::init);
  std::vector<float> x(static_cast<std::size_t>(rows * spec.input_size));
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(rng.normal(static_cast<std::uint32_t>(i)));
  return x;
}

// [rows][K], from lane 0 of a block.
std::vector<float> block_outputs(const ModelSpec& spec, const std::vector<float>& params,
                                 const std::vector<float>& x, int rows) {
  const nn::Network<float> network(spec);
  nn::BlockWorkspace<float> w(spec, rows, kLaneMultiple, false);
  for (std::size_t i = 0; i < x.size(); ++i) w.x[i * kLaneMultiple] = x[i];
  network.forward(params.data(), w, {rows, kLaneMultiple, 0, nullptr});
  std::vector<float> y(static_cast<std::size_t>(rows * spec.output_size));
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = w.y[i * kLaneMultiple];
  return y;
}

std::vector<float> streamed_outputs(nn::RowNetwork& network, const ModelSpec& spec,
                                    const std::vector<float>& x, int rows) {
  std::vector<float> y(static_cast<std::size_t>(rows * spec.output_size));
  for (int t = 0; t < rows; ++t)
    network.step(x.data() + t * spec.input_size, y.data() + t * spec.output_size);
  return y;
}

std::vector<ModelSpec> specs() {
  std::vector<ModelSpec> all;
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const std::vector<int>& layers :
         std::vector<std::vector<int>>{{1}, {10}, {32}, {37}, {64}, {20, 9}, {130}})
      for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output})
        all.push_back({cell, 3, layers, 2, norm, 0.5});
  for (const OutputFilter filter : {OutputFilter::ema, OutputFilter::lpf})
    all.push_back({Cell::lstm, 3, {10}, 2, LayerNorm::none, 0, filter});
  return all;
}

}  // namespace

// 40 steps of float recurrence in another order of summation: 2e-5 of outputs of size 1 and more.
TEST_CASE("nn.row_network: streamed outputs are the block network's") {
  constexpr int kRows = 40;
  for (const ModelSpec& spec : specs()) {
    const std::vector<float> params = random_params(spec), x = random_rows(spec, kRows);
    const std::vector<float> expected = block_outputs(spec, params, x, kRows);
    test::on_each_target([&] {
      nn::RowNetwork network(spec, params);
      const std::vector<float> y = streamed_outputs(network, spec, x, kRows);
      double worst = 0, largest = 0;
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double apart = std::abs(static_cast<double>(y[i]) - static_cast<double>(expected[i]));
        worst = apart <= worst ? worst : apart;
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
      }
      CAPTURE(spec.cell == Cell::lstm, spec.layer_sizes.front(),
              spec.layer_norm == LayerNorm::none);
      CHECK(worst < 2e-5 * std::max(1.0, largest));
    });
  }
}

TEST_CASE("nn.row_network: reset forgets the rows before") {
  for (const auto& [cell, filter] : {std::pair{Cell::lstm, OutputFilter::none},
                                     {Cell::gru, OutputFilter::none},
                                     {Cell::lstm, OutputFilter::ema},
                                     {Cell::lstm, OutputFilter::lpf}}) {
    const ModelSpec spec{cell, 3, {10, 5}, 1, LayerNorm::none, 0, filter};
    const std::vector<float> params = random_params(spec), x = random_rows(spec, 8);
    nn::RowNetwork network(spec, params);
    const std::vector<float> first = streamed_outputs(network, spec, x, 8);
    CHECK(streamed_outputs(network, spec, x, 8) != first);
    network.reset();
    CHECK(streamed_outputs(network, spec, x, 8) == first);
  }
}

TEST_CASE("nn.row_network: NaN in an input reaches the output and stays in the state") {
  for (const Cell cell : {Cell::lstm, Cell::gru})
    test::on_each_target([&] {
      const ModelSpec spec{cell, 3, {10}, 1, LayerNorm::none, 0};
      nn::RowNetwork network(spec, random_params(spec));
      std::vector<float> x = random_rows(spec, 4);
      x[3] = std::numeric_limits<float>::quiet_NaN();
      const std::vector<float> y = streamed_outputs(network, spec, x, 4);
      CHECK(std::isfinite(y[0]));
      for (std::size_t t = 1; t < 4; ++t) CHECK(std::isnan(y[t]));
    });
}
