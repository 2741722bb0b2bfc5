// The filters on the head's output: by hand, gradients in double through the whole stack, and what
// must not depend on the cut into chunks or on the lane's neighbours.
#include "nn/output_filter.hpp"

#include <algorithm>
#include <cmath>

#include "nn/init.hpp"
#include "nn/network_problem.hpp"
#include "nn/truncated_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using test::NetworkProblem;
using test::require_right_gradients;
using test::worst;

namespace {

constexpr int kN = 3, kB = 16, kD = 4, kK = 2;
constexpr int kT = 18;  // longer than the FIR's memory
constexpr OutputFilter kFilters[] = {OutputFilter::ema, OutputFilter::lpf};

ModelSpec make_spec(OutputFilter filter, std::vector<int> layers = {5},
                    LayerNorm norm = LayerNorm::none, double dropout = 0) {
  ModelSpec spec{Cell::lstm, kD, std::move(layers), kK, norm, dropout};
  spec.output_filter = filter;
  return spec;
}

NetworkProblem<double> make_problem(const ModelSpec& spec, int head_begin = 0, int steps = kT) {
  NetworkProblem<double> p(spec, steps, kN, kB, head_begin);
  p.scale = 0.1;
  return p;
}

// The filtered outputs of one lane and one output that is fed u; resets at rows `starts`.
std::vector<double> filtered(OutputFilter kind, const std::vector<double>& logits,
                             const std::vector<double>& u, const std::vector<int>& starts = {}) {
  const auto T = static_cast<int>(u.size()), M = nn::filter_memory(kind);
  std::vector<double> past(static_cast<std::size_t>(M), NAN), age(u.size() + 1, 0.0), y(u.size());
  past.insert(past.end(), u.begin(), u.end());
  std::vector<std::uint8_t> reset(u.size(), 0);
  for (const int t : starts) reset[static_cast<std::size_t>(t)] = 1;
  nn::filter_forward<double>(
      {kind, T, 1, 1, logits.data(), reset.data(), past.data(), age.data(), y.data()});
  return y;
}

}  // namespace

TEST_CASE("nn.output_filter: both by hand; the first output is its own past, and a reset's too") {
  // alpha = sigmoid(0) = 1/2
  CHECK(filtered(OutputFilter::ema, {0}, {4, 0, 8, 1}, {3}) == std::vector<double>{4, 2, 5, 1});
  // w_0 = 3/17, the others 1/17
  std::vector<double> logits(nn::filter_memory(OutputFilter::lpf) + 1, 0.0);
  logits[0] = std::log(3.0);
  const std::vector<double> y = filtered(OutputFilter::lpf, logits, {17, 0, 17, 34, 0}, {3});
  CHECK(worst(y, {17, 14, 16, 34, 28}) < 1e-14);
}

TEST_CASE("nn.output_filter: an impulse comes out as the weights") {
  std::vector<double> logits(nn::filter_memory(OutputFilter::lpf) + 1), w(logits), u(20, 0.0);
  for (std::size_t j = 0; j < logits.size(); ++j) logits[j] = 0.3 * static_cast<double>(j % 4);
  nn::lpf_weights(logits.data(), w.data());
  u[2] = 1;
  std::vector<double> expected(20, 0.0);
  std::copy(w.begin(), w.end(), expected.begin() + 2);
  CHECK(worst(filtered(OutputFilter::lpf, logits, u), expected) < 1e-15);
  for (std::size_t t = 2; t < 20; ++t)
    expected[t] = 0.25 * std::pow(0.75, static_cast<double>(t - 2));
  CHECK(worst(filtered(OutputFilter::ema, {-std::log(3.0)}, u), expected) < 1e-15);
}

TEST_CASE("nn.output_filter: alpha starts at 0.1, the FIR with nine tenths on the newest output") {
  for (const Init method : {Init::standard, Init::pytorch})
    for (const OutputFilter filter : kFilters) {
      const ModelSpec spec = make_spec(filter);
      const std::vector<float> params = nn::initial_params(spec, method, 5, {0.0, 0.0});
      const ParamInfo info = param_layout(spec).back();
      CHECK_FALSE(info.decays);
      for (int k = 0; k < kK; ++k) {
        const float* logits = params.data() + info.offset + k * static_cast<int>(info.size) / kK;
        std::vector<float> w(15);
        if (filter == OutputFilter::lpf) nn::lpf_weights(logits, w.data());
        if (filter == OutputFilter::ema) CHECK(nn::ema_alpha(*logits) == Approx(0.1));
        if (filter == OutputFilter::lpf) CHECK(w[0] == Approx(0.9));
        if (filter == OutputFilter::lpf) CHECK(w[14] == Approx(0.1 / 14));
      }
    }
}

TEST_CASE("nn.output_filter: gradients of every parameter, from lanes of every age") {
  for (const OutputFilter filter : kFilters)
    for (const std::vector<int>& layers : {std::vector<int>{5}, std::vector<int>{5, 6}})
      for (const int head_begin : {0, kT - 1}) {
        auto p = make_problem(make_spec(filter, layers, LayerNorm::output), head_begin);
        require_right_gradients(p);
      }
}

TEST_CASE("nn.output_filter: gradients with masked rows, lanes that start anew, and dropout") {
  for (const OutputFilter filter : kFilters) {
    const ModelSpec spec = make_spec(filter, {5, 6}, LayerNorm::none, 0.3);
    nn::Dropout dropout{0.3, Philox(3, Purpose::dropout), 17, 40, 64, 0};
    auto p = make_problem(spec);
    p.rows.dropout = &dropout;
    for (const auto& [t, n] : {std::pair{0, 0}, {7, 0}, {8, 0}, {16, 1}, {17, 2}})
      p.w.reset[t * kB + n] = 1;
    for (const auto& [t, n] : {std::pair{0, 0}, {3, 1}, {7, 0}, {17, 1}}) p.w.mask[t * kB + n] = 0;
    require_right_gradients(p);
  }
}

TEST_CASE("nn.output_filter: a chunked pass with the past carried is the whole one") {
  for (const OutputFilter filter : kFilters)
    for (const int rows : {1, 3, 6}) {
      auto whole = make_problem(make_spec(filter)), carried = make_problem(make_spec(filter));
      for (auto* p : {&whole, &carried}) p->w.reset[10 * kB + 1] = 1;
      whole.forward();
      std::vector<double> y;
      carried.net.load_state(carried.state.data(), kB, carried.w);
      carried.rows.T = rows;
      for (int chunk = 0; chunk < kT / rows; ++chunk) {
        const int first = chunk * rows;
        std::copy_n(whole.w.x + first * kD * kB, rows * kD * kB, carried.w.x);
        std::copy_n(whole.w.reset + first * kB, rows * kB, carried.w.reset);
        carried.rows.head_begin = rows - 1;  // the filter asks for every row all the same
        carried.net.forward(carried.params.data(), carried.w, carried.rows);
        y.insert(y.end(), carried.w.y, carried.w.y + rows * kK * kB);
        if (chunk % 2 == 0) {  // one way of carrying, then the other
          carried.net.save_state(carried.w, rows, kB, carried.state.data());
          carried.net.zero_state(kB, carried.w);
          carried.net.load_state(carried.state.data(), kB, carried.w);
        } else {
          carried.net.carry_state(carried.w, rows, kB);
        }
      }
      CHECK(worst(y, std::vector<double>(whole.w.y, whole.w.y + kT * kK * kB)) < 1e-14);
    }
}

TEST_CASE("nn.output_filter: the state kept in the middle goes on as the whole pass did") {
  for (const OutputFilter filter : kFilters)
    for (const int row : {0, 1, 9}) {
      auto whole = make_problem(make_spec(filter)), rest = make_problem(make_spec(filter));
      whole.forward();
      whole.net.save_state(whole.w, row, kB, rest.state.data());
      std::copy_n(whole.w.x + row * kD * kB, (kT - row) * kD * kB, rest.w.x);
      rest.rows.T = kT - row;
      rest.forward();
      const std::vector<double> ours(rest.w.y, rest.w.y + (kT - row) * kK * kB);
      CHECK(worst(ours, std::vector<double>(whole.w.y + row * kK * kB, whole.w.y + kT * kK * kB)) <
            1e-14);
    }
}

// The past that enters the second chunk is part of the state.
TEST_CASE("nn.output_filter: truncated BPTT: the past is a constant of the next chunk") {
  for (const OutputFilter filter : kFilters) {
    const ModelSpec spec = make_spec(filter);
    auto first = make_problem(spec, 0, 5), second = make_problem(spec, 0, 5);
    const auto [truncated, full] = check_truncated(first, second);
    INFO(truncated.worst_name << " " << truncated.max_rel);
    CHECK(truncated.passed());
    CHECK(full.max_rel > 1e-3);
  }
}

TEST_CASE("nn.output_filter: NaN stays in its lane and does not outlive a reset") {
  for (const OutputFilter filter : kFilters) {
    NetworkProblem<float> p(make_spec(filter), kT, kN, kB);
    p.x(1, 2, 1) = NAN;
    p.w.reset[4 * kB + 1] = 1;
    p.forward();
    for (int t = 0; t < kT; ++t)
      for (int k = 0; k < kK; ++k)
        for (int n = 0; n < kB; ++n) CHECK(std::isnan(p.y(t, k, n)) == (n == 1 && t >= 1 && t < 4));
  }
}

TEST_CASE("nn.output_filter: float and double agree to float's rounding") {
  // As in nn.network: some 30 products in 18 steps, 3e-5 in the worst case, a tenth of it in fact.
  for (const OutputFilter filter : kFilters)
    CHECK(test::float_difference(make_spec(filter), kT, kN, kB) < 3e-6);
}
