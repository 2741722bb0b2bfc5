// What a recurrent network is for: it holds an impulse, by hand-set gates and by training, and it
// can learn one batch by heart.
#include <cmath>

#include "nn/init.hpp"
#include "nn/network_problem.hpp"
#include "nn/recurrent_layer.hpp"
#include "support/catch.hpp"
#include "train/optim/clip.hpp"
#include "train/optim/optimizer.hpp"

using namespace lstmtrain;
using test::NetworkProblem;

namespace {

constexpr int kB = 16;

// One unit, one input, T steps, all lanes alike; parameters by gate. Returns h after each step.
std::vector<double> run_unit(Cell cell, const std::vector<double>& weight_ih,
                             const std::vector<double>& bias, const std::vector<double>& inputs) {
  const int T = static_cast<int>(inputs.size());
  const std::size_t gates = weight_ih.size(), lanes = kB;
  const std::vector<double> zeros(gates, 0.0);
  const auto& pass = nn::cell_pass<double>(cell, LayerNorm::none, 1);
  std::vector<double> x, h((inputs.size() + 1) * lanes), c(h),
      workspace(static_cast<std::size_t>(pass.features(1)) * inputs.size() * lanes),
      scratch(pass.scratch(1, 1, kB));
  for (double input : inputs) x.insert(x.end(), lanes, input);
  pass.forward({T, 1, 1, kB, weight_ih.data(), zeros.data(), bias.data(), zeros.data(), x.data(),
                nullptr, h.data(), c.data(), workspace.data()},
               scratch.data());
  std::vector<double> result;
  for (std::size_t t = 1; t <= inputs.size(); ++t) result.push_back(h[t * lanes]);
  return result;
}

std::vector<double> impulse_at(std::size_t when, std::size_t steps) {
  std::vector<double> inputs(steps, 0.0);
  inputs[when] = 1;
  return inputs;
}

// Trains until the loss is below `goal`; returns the last loss.
double train(NetworkProblem<float>& p, int max_steps, double goal) {
  Optimizer<float> adam({}, std::vector<float>(p.params.size()));
  double loss = INFINITY;
  for (int step = 0; step < max_steps && loss > goal; ++step) {
    std::fill(p.grads.begin(), p.grads.end(), 0.0F);
    loss = p.forward();
    p.backward();
    clip_by_norm<float>(p.grads, global_norm<float>(p.grads), 1.0);
    adam.step(p.params, p.grads, 1e-2);
  }
  return loss;
}

ModelSpec make_spec(Cell cell, int hidden, LayerNorm norm) {
  ModelSpec spec;
  spec.cell = cell;
  spec.input_size = 2;
  spec.layer_sizes = {hidden};
  spec.layer_norm = norm;
  return spec;
}

constexpr Cell kCells[] = {Cell::lstm, Cell::gru};
constexpr LayerNorm kNorms[] = {LayerNorm::none, LayerNorm::cell};

}  // namespace

TEST_CASE("nn.lstm_cell: the forget gate carries the cell state") {
  // i opens with the input, f and o stand open, g writes 1: after the impulse c stays 1.
  const std::vector<double> weight_ih{60, 0, 30, 0}, bias{-30, 30, 0, 30};
  const std::vector<double> h = run_unit(Cell::lstm, weight_ih, bias, impulse_at(2, 60));
  CHECK(std::abs(h[1]) < 1e-9);
  for (std::size_t t = 2; t < 60; ++t) CHECK(h[t] == Approx(std::tanh(1.0)).epsilon(1e-9));

  // With the forget gate half open the impulse halves at each step.
  const std::vector<double> half{-30, 0, 0, 30};
  const std::vector<double> fading = run_unit(Cell::lstm, weight_ih, half, impulse_at(2, 12));
  for (std::size_t t = 2; t < 12; ++t)
    CHECK(fading[t] == Approx(std::tanh(std::pow(0.5, static_cast<double>(t) - 2))).epsilon(1e-9));
}

TEST_CASE("nn.gru_cell: the update gate carries the state") {
  // z = 1 without input keeps h, z = 0 with it writes n = 1
  const std::vector<double> weight_ih{0, -60, 30}, bias{0, 30, 0};
  const std::vector<double> h = run_unit(Cell::gru, weight_ih, bias, impulse_at(2, 60));
  CHECK(std::abs(h[1]) < 1e-9);
  for (std::size_t t = 2; t < 60; ++t) CHECK(h[t] == Approx(1.0).epsilon(1e-9));
}

TEST_CASE("nn.network: training learns to hold an impulse; without a state it cannot") {
  constexpr int kT = 20, kLanes = 8;
  for (Cell cell : kCells)
    for (auto [norm, forgets] : {std::pair{LayerNorm::none, false},
                                 {LayerNorm::none, true},
                                 {LayerNorm::cell, false},
                                 {LayerNorm::cell, true}}) {
      const ModelSpec spec = make_spec(cell, 8, norm);
      NetworkProblem<float> p(spec, kT, kLanes, kB, kT - 1);
      p.params = nn::initial_params(spec, Init::standard, 4, {0.0});
      p.scale = 1.0 / kLanes;
      std::fill(p.state.begin(), p.state.end(), 0.0F);
      if (forgets) std::fill_n(p.w.reset, kT * kB, std::uint8_t{1});
      for (int n = 0; n < kLanes; ++n) {
        const float sign = n % 2 == 0 ? 1.0F : -1.0F;
        for (int t = 0; t < kT; ++t)
          for (int d = 0; d < 2; ++d) p.x(t, d, n) = t == 0 ? sign : 0.0F;
        p.target(kT - 1, 0, n) = sign;
      }
      const double loss = train(p, 400, 1e-3);
      INFO((cell == Cell::lstm ? "lstm" : "gru") << " loss " << loss);
      CHECK((forgets ? loss > 0.9 : loss < 1e-3));
    }
}

TEST_CASE("nn.network: one batch is learnt by heart, to a loss of 1e-4") {
  constexpr int kT = 8, kLanes = 3;
  for (Cell cell : kCells)
    for (LayerNorm norm : kNorms) {
      const ModelSpec spec = make_spec(cell, 24, norm);
      NetworkProblem<float> p(spec, kT, kLanes, kB);
      p.params = nn::initial_params(spec, Init::standard, 4, {0.0});
      p.scale = 1.0 / (kT * kLanes);
      const double before = p.forward();
      const double loss = train(p, 1500, 1e-4);
      INFO((cell == Cell::lstm ? "lstm" : "gru") << " loss " << before << " -> " << loss);
      CHECK(before > 0.5);
      CHECK(loss < 1e-4);
    }
}
