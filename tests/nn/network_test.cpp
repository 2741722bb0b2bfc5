// The whole stack in double: gradients against finite differences through layers, LayerNorm,
// dropout, masks, resets and truncated BPTT; and what must not depend on anything: padded lanes,
// the cut into blocks, the cut into chunks.
#include "nn/network.hpp"

#include <algorithm>
#include <cmath>

#include "nn/network_problem.hpp"
#include "nn/truncated_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using test::NetworkProblem;
using test::require_right_gradients;
using test::worst;

namespace {

constexpr int kT = 4, kN = 3, kB = 16, kD = 4, kK = 2;
constexpr double kScale = 0.1;  // keeps the rounding of the loss far below the gradients' floor
constexpr Cell kCells[] = {Cell::lstm, Cell::gru};
constexpr LayerNorm kWithNorm[] = {LayerNorm::output, LayerNorm::cell};
constexpr LayerNorm kNorms[] = {LayerNorm::none, LayerNorm::output, LayerNorm::cell};

ModelSpec make_spec(Cell cell, std::vector<int> layers, LayerNorm norm = LayerNorm::none,
                    double dropout = 0) {
  ModelSpec spec;
  spec.cell = cell;
  spec.input_size = kD;
  spec.layer_sizes = std::move(layers);
  spec.output_size = kK;
  spec.layer_norm = norm;
  spec.dropout = dropout;
  return spec;
}

std::string describe(const ModelSpec& spec) {
  return std::string(spec.cell == Cell::lstm ? "lstm" : "gru") + " of " +
         std::to_string(spec.layer_sizes.size()) +
         (spec.layer_norm == LayerNorm::output ? " with norm" : "") +
         (spec.layer_norm == LayerNorm::cell ? " with norms inside" : "") +
         (spec.dropout > 0 ? " with dropout" : "");
}

nn::Dropout make_dropout(const ModelSpec& spec) {
  nn::Dropout dropout;
  dropout.probability = spec.dropout;
  dropout.rng = Philox(3, Purpose::dropout);
  dropout.step = 17;
  dropout.first_row = 40;
  dropout.first_lane = 64;
  return dropout;
}

NetworkProblem<double> make_problem(const ModelSpec& spec, int head_begin = 0, int steps = kT) {
  NetworkProblem<double> p(spec, steps, kN, kB, head_begin);
  p.scale = kScale;
  return p;
}

}  // namespace

TEST_CASE("nn.network: gradients of one, two and three unequal layers, with and without norm") {
  for (Cell cell : kCells)
    for (const std::vector<int>& layers :
         {std::vector<int>{5}, std::vector<int>{5, 7}, std::vector<int>{6, 5, 7}})
      for (LayerNorm norm : kNorms) {
        auto p = make_problem(make_spec(cell, layers, norm));
        require_right_gradients(p, describe(p.net.spec()));
      }
}

TEST_CASE("nn.network: gradients with the head on the last rows only") {
  for (Cell cell : kCells)
    for (int head_begin : {kT - 1, kT - 2}) {
      auto p = make_problem(make_spec(cell, {5, 7}, LayerNorm::output), head_begin);
      for (int t = 0; t < head_begin; ++t) p.y(t, 1, 2) = 7;
      require_right_gradients(p, describe(p.net.spec()));
      for (int t = 0; t < head_begin; ++t) CHECK(p.y(t, 1, 2) == 7.0);
    }
}

TEST_CASE("nn.network: gradients with dropout between the layers and on the last outputs") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kNorms)
      for (int head_begin : {0, kT - 1}) {
        const ModelSpec spec = make_spec(cell, {5, 7, 6}, norm, 0.3);
        const nn::Dropout dropout = make_dropout(spec);
        auto p = make_problem(spec, head_begin);
        const double without = p.forward();
        p.rows.dropout = &dropout;
        CHECK(p.forward() != without);
        require_right_gradients(p, describe(p.net.spec()));
      }
}

TEST_CASE("nn.network: gradients of huber and mae through the stack") {
  for (LossKind kind : {LossKind::huber, LossKind::mae}) {
    auto p = make_problem(make_spec(Cell::lstm, {5, 7}));
    p.loss = {kind, 0.7};
    require_right_gradients(p, describe(p.net.spec()));
  }
}

TEST_CASE("nn.network: gradients with masked rows and with lanes reset in the middle") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kWithNorm) {
      auto p = make_problem(make_spec(cell, {5, 7}, norm));
      p.w.mask[0 * kB + 0] = 0;  // a warm-up row of lane 0
      p.w.mask[3 * kB + 1] = 0;  // lane 1 ends early
      p.w.reset[2 * kB + 0] = 1;
      p.w.reset[0 * kB + 1] = 1;
      p.w.reset[3 * kB + 2] = 1;
      require_right_gradients(p, describe(p.net.spec()));
      for (int k = 0; k < kK; ++k) {
        CHECK(p.dy(0, k, 0) == 0.0);
        CHECK(p.dy(3, k, 1) == 0.0);
        CHECK(p.dy(1, k, 0) != 0.0);
      }
    }
}

TEST_CASE(
    "nn.network: padded lanes and masked rows contribute exactly nothing, whatever they hold") {
  for (Cell cell : kCells) {
    auto clean = make_problem(make_spec(cell, {5, 7}, LayerNorm::output));
    auto dirty = make_problem(make_spec(cell, {5, 7}, LayerNorm::output));
    for (auto* p : {&clean, &dirty}) p->w.mask[3 * kB + 1] = 0;
    for (int t = 0; t < kT; ++t)
      for (int n = kN; n < kB; ++n) {
        for (int d = 0; d < kD; ++d) dirty.x(t, d, n) = 50 * (n - 9);
        for (int k = 0; k < kK; ++k) dirty.target(t, k, n) = NAN;
      }
    for (int k = 0; k < kK; ++k) dirty.target(3, k, 1) = NAN;
    for (auto* p : {&clean, &dirty}) {
      p->forward();
      p->backward();
    }
    CHECK(clean.grads == dirty.grads);
    CHECK(clean.squared == dirty.squared);
  }
}

TEST_CASE("nn.network: grads accumulate") {
  auto p = make_problem(make_spec(Cell::gru, {5, 7}, LayerNorm::output));
  p.forward();
  p.backward();
  const std::vector<double> once = p.grads;
  p.grads.assign(p.grads.size(), 9.0);
  p.forward();
  p.backward();
  for (std::size_t i = 0; i < once.size(); ++i)
    CHECK(p.grads[i] == Approx(9 + once[i]).epsilon(1e-13));
}

TEST_CASE("nn.network: a chunked forward pass with carried state is the whole one") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kWithNorm) {
      const ModelSpec spec = make_spec(cell, {5, 7}, norm);
      auto whole = make_problem(spec, 0, 6), carried = make_problem(spec, 0, 6);
      whole.forward();
      std::vector<double> y;
      carried.net.load_state(carried.state.data(), kB, carried.w);
      carried.rows.T = 2;
      for (int chunk = 0; chunk < 3; ++chunk) {
        carried.net.forward(carried.params.data(), carried.w, carried.rows);
        y.insert(y.end(), carried.w.y, carried.w.y + 2 * kK * kB);
        std::copy(carried.w.x + 2 * kD * kB, carried.w.x + 6 * kD * kB, carried.w.x);
        if (chunk == 0) {  // one way of carrying, then the other
          carried.net.save_state(carried.w, 2, kB, carried.state.data());
          carried.net.zero_state(kB, carried.w);
          carried.net.load_state(carried.state.data(), kB, carried.w);
        } else {
          carried.net.carry_state(carried.w, 2, kB);
        }
      }
      CHECK(worst(y, std::vector<double>(whole.w.y, whole.w.y + 6 * kK * kB)) < 1e-15);
    }
}

TEST_CASE("nn.network: truncated BPTT sums the gradients of chunks, none crosses their border") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kWithNorm) {
      const ModelSpec spec = make_spec(cell, {5, 7}, norm);
      auto first = make_problem(spec, 0, 3), second = make_problem(spec, 0, 3);
      const auto [truncated, full] = check_truncated(first, second);
      INFO(describe(spec) << " " << truncated.worst_name << " " << truncated.max_rel);
      CHECK(truncated.passed());
      CHECK(full.max_rel > 1e-3);
    }
}

TEST_CASE("nn.network: the gradient does not depend on the cut into blocks, dropout included") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kWithNorm) {
      const ModelSpec spec = make_spec(cell, {5, 7}, norm, 0.3);
      const nn::Dropout dropout = make_dropout(spec);
      NetworkProblem<double> whole(spec, kT, 32, 32);
      whole.rows.dropout = &dropout;
      const double loss = whole.forward();
      whole.backward();

      double sum = 0;
      std::vector<double> grads(whole.grads.size(), 0.0);
      for (int block = 0; block < 2; ++block) {
        NetworkProblem<double> part(spec, kT, 16, 16);
        nn::Dropout shifted = dropout;
        shifted.first_lane += static_cast<std::uint32_t>(16 * block);
        part.rows.dropout = &shifted;
        const auto copy = [&](const double* from, long rows, double* to) {
          for (long r = 0; r < rows; ++r) std::copy_n(from + r * 32 + 16 * block, 16, to + r * 16);
        };
        copy(whole.w.x, kT * kD, part.w.x);
        copy(whole.w.target, kT * kK, part.w.target);
        copy(whole.state.data(), whole.net.state_size(), part.state.data());
        part.grads = grads;
        sum += part.forward();
        part.backward();
        grads = part.grads;
        for (int t = 0; t < kT; ++t)
          for (int n = 0; n < 16; ++n)
            CHECK(part.y(t, 1, n) == Approx(whole.y(t, 1, 16 * block + n)).epsilon(1e-12));
      }
      CHECK(sum == Approx(loss).epsilon(1e-13));
      CHECK(worst(grads, whole.grads) < 1e-11);
    }
}

TEST_CASE("nn.network: a NaN in one lane's input reaches that lane's outputs and no other's") {
  for (Cell cell : kCells)
    for (LayerNorm norm : kNorms) {
      NetworkProblem<float> p(make_spec(cell, {5, 7}, norm), kT, kN, kB);
      p.x(1, 2, 1) = NAN;
      const double loss = p.forward();
      CHECK(std::isnan(loss));
      for (int t = 0; t < kT; ++t)
        for (int k = 0; k < kK; ++k)
          for (int n = 0; n < kB; ++n) CHECK(std::isnan(p.y(t, k, n)) == (n == 1 && t >= 1));
    }
}

TEST_CASE("nn.network: float and double agree on outputs and gradients to float's rounding") {
  // A value passes through at most 30 products, 2 layers and 8 steps, each rounding to 2^-24: 480 *
  // 6e-8 = 3e-5 of the largest in the worst case; random signs leave a tenth of it.
  for (Cell cell : kCells) {
    const ModelSpec spec = make_spec(cell, {12, 9}, LayerNorm::output);
    const double difference = test::float_difference(spec, 8, kN, kB);
    CHECK(difference < 3e-6);
    CHECK(difference > 0);
  }
}
