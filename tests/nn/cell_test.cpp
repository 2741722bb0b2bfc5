// What holds of both cells, with and without norms, reference and kernel: gradients against finite
// differences, resets, lanes that do not meet, and a second implementation in plain loops.
#include "nn/cell_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using test::CellProblem;
using test::worst;

namespace {

using test::Impl;

struct Kind {
  Cell cell;
  Impl impl;
  bool norm = false;
};
constexpr Kind kKinds[] = {{Cell::lstm, Impl::reference},       {Cell::gru, Impl::reference},
                           {Cell::lstm, Impl::kernel},          {Cell::gru, Impl::kernel},
                           {Cell::lstm, Impl::reference, true}, {Cell::gru, Impl::reference, true},
                           {Cell::lstm, Impl::kernel, true},    {Cell::gru, Impl::kernel, true}};

std::string name(Kind kind) {
  return std::string(kind.cell == Cell::lstm ? "lstm" : "gru") + (kind.norm ? " with norms" : "") +
         (kind.impl == Impl::reference ? " reference" : " kernel");
}

// Sums over the lanes with loss.
struct PlainSums {
  std::vector<double> weight_ih, weight_hh, bias_ih, bias_hh, norm_ih, norm_hh, norm_c, norm_c_bias;
};

void add(std::vector<double>& sum, const std::vector<double>& part) {
  sum.resize(part.size());
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
}

// Lane n of p against plain loops.
template <class Plain, class Fault>
void compare_lane(const CellProblem<double>& p, int n, Plain plain, Fault none, PlainSums& sums) {
  plain.forward();
  plain.backward(p.lane(p.weigh, n), none);
  CHECK(worst(p.lane(p.h, n), plain.h) < 1e-14);
  CHECK(worst(p.lane(p.dx, n), plain.dx) < 1e-14);
  CHECK(worst(p.lane(p.dh0, n), plain.dh0) < 1e-14);
  if (p.cell == Cell::lstm) {
    CHECK(worst(p.lane(p.c, n), plain.c) < 1e-14);
    CHECK(worst(p.lane(p.dc0, n), plain.dc0) < 1e-14);
  }
  add(sums.weight_ih, plain.d_weight_ih);
  add(sums.weight_hh, plain.d_weight_hh);
  add(sums.bias_ih, plain.d_bias_ih);
  add(sums.bias_hh, plain.d_bias_hh);
  if constexpr (std::is_same_v<Plain, test::PlainNormCell>) {
    add(sums.norm_ih, plain.d_norm_ih);
    add(sums.norm_hh, plain.d_norm_hh);
    add(sums.norm_c, plain.d_norm_c);
    add(sums.norm_c_bias, plain.d_norm_c_bias);
  }
}

}  // namespace

TEST_CASE("nn.cell: gradients of all parameters, x, h0 and c0 agree with finite differences") {
  for (Kind kind : kKinds) {
    CellProblem<double> p(kind.cell, kind.impl, kind.norm);
    p.forward();
    p.backward();
    const auto result = p.check();
    INFO(name(kind) << " " << result.worst_name << "[" << result.worst_index << "] "
                    << result.max_rel << ", quietest " << result.quietest);
    CHECK(result.passed());
  }
}

TEST_CASE("nn.cell: gradients do not cross a reset, whatever byte marks it") {
  for (Kind kind : kKinds)
    for (std::uint8_t mark : {std::uint8_t{1}, std::uint8_t{255}}) {
      CellProblem<double> p(kind.cell, kind.impl, kind.norm);
      p.reset[2 * p.B + 1] = mark;  // lane 1 enters step 2 with the zero state
      p.forward();
      p.backward();
      const auto result = p.check();
      INFO(name(kind) << " " << result.worst_name << " " << result.max_rel);
      CHECK(result.passed());

      for (std::size_t i = 0; i < p.weigh.size(); ++i)  // loss after the reset only
        if (i < 2U * p.H * p.B) p.weigh[i] = 0;
      p.forward();
      p.backward();
      for (int i = 0; i < 2 * p.D; ++i) {
        CHECK(p.dx[static_cast<std::size_t>(i * p.B + 1)] == 0.0);
        CHECK(p.dx[static_cast<std::size_t>(i * p.B)] != 0.0);
      }
      for (double d : p.lane(p.dh0, 1)) CHECK(d == 0.0);
      for (double d : p.lane(p.dh0, 0)) CHECK(d != 0.0);
    }
}

TEST_CASE("nn.cell: after a reset a lane runs as if the sequence began there") {
  for (Kind kind : kKinds) {
    CellProblem<double> p(kind.cell, kind.impl, kind.norm), fresh(kind.cell, kind.impl, kind.norm);
    p.reset[2 * p.B + 1] = 1;
    p.forward();
    const std::vector<double> h = p.lane(p.h, 1), other = p.lane(p.h, 0);
    for (int d = 0; d < p.D; ++d)
      for (int t = 0; t < 2; ++t)
        fresh.x[static_cast<std::size_t>((t * p.D + d) * p.B + 1)] =
            p.x[static_cast<std::size_t>(((t + 2) * p.D + d) * p.B + 1)];
    for (auto* state : {&fresh.h0, &fresh.c0}) std::fill(state->begin(), state->end(), 0.0);
    fresh.forward();
    const std::vector<double> restarted = fresh.lane(fresh.h, 1);
    for (std::size_t i = p.H; i < 3 * p.H; ++i)
      CHECK(h[i + 2 * p.H] == Approx(restarted[i]).epsilon(1e-14));

    CellProblem<double> undisturbed(kind.cell, kind.impl, kind.norm);
    undisturbed.forward();
    CHECK(worst(other, undisturbed.lane(undisturbed.h, 0)) < 1e-15);
    CHECK(worst(h, undisturbed.lane(undisturbed.h, 1)) > 1e-3);
  }
}

TEST_CASE("nn.cell: lanes without loss get zero gradients and add nothing") {
  for (Kind kind : kKinds) {
    CellProblem<double> p(kind.cell, kind.impl, kind.norm), other(kind.cell, kind.impl, kind.norm);
    for (std::size_t i = 0; i < other.x.size(); ++i)
      if (i % other.B >= other.N) other.x[i] = 100;
    p.forward();
    p.backward();
    other.forward();
    other.backward();
    for (int n = p.N; n < p.B; ++n) {
      for (double d : p.lane(p.dx, n)) CHECK(d == 0.0);
      for (double d : p.lane(p.dh0, n)) CHECK(d == 0.0);
    }
    CHECK(worst(p.d_weight_hh, other.d_weight_hh) == 0.0);
    CHECK(worst(p.d_bias_ih, other.d_bias_ih) == 0.0);
    CHECK(worst(p.d_weight_ih, other.d_weight_ih) == 0.0);
  }
}

TEST_CASE("nn.cell: parameter gradients accumulate on what is there") {
  for (Kind kind : kKinds) {
    CellProblem<double> p(kind.cell, kind.impl, kind.norm), nine(kind.cell, kind.impl, kind.norm);
    p.forward();
    p.backward();
    nine.forward();
    nine.backward(9);
    const auto zero = p.param_gradients(), from_nine = nine.param_gradients();
    for (std::size_t k = 0; k < zero.size(); ++k)
      for (std::size_t i = 0; i < zero[k]->size(); ++i)
        CHECK((*from_nine[k])[i] == Approx(9 + (*zero[k])[i]).epsilon(1e-13));
  }
}

TEST_CASE("nn.cell: a NaN in one lane reaches all later steps of it, and no other lane") {
  const auto run = [](auto p) {
    p.x[static_cast<std::size_t>((1 * p.D + 2) * p.B + 1)] = NAN;
    p.forward();
    for (int t = 1; t <= p.T; ++t)
      for (int k = 0; k < p.H; ++k)
        for (int n = 0; n < p.B; ++n) {
          INFO("t " << t << " unit " << k << " lane " << n);
          CHECK(std::isnan(p.h[static_cast<std::size_t>((t * p.H + k) * p.B + n)]) ==
                (n == 1 && t >= 2));
        }
  };
  for (Kind kind : kKinds) {
    INFO(name(kind));
    run(CellProblem<double>(kind.cell, kind.impl, kind.norm));
    run(CellProblem<float>(kind.cell, kind.impl, kind.norm));
  }
}

TEST_CASE("nn.cell: plain loops compute the same states and gradients") {
  for (Kind kind : kKinds) {
    INFO(name(kind));
    CellProblem<double> p(kind.cell, kind.impl, kind.norm);
    p.forward();
    p.backward();
    PlainSums sums;
    for (int n = 0; n < p.N; ++n)
      if (kind.norm)
        compare_lane(p, n, p.plain_norm(n), test::NormFault::none, sums);
      else
        compare_lane(p, n, p.plain(n), test::Fault::none, sums);
    CHECK(worst(p.d_weight_ih, sums.weight_ih) < 1e-13);
    CHECK(worst(p.d_weight_hh, sums.weight_hh) < 1e-13);
    CHECK(worst(p.d_bias_ih, sums.bias_ih) < 1e-13);
    CHECK(worst(p.d_bias_hh, sums.bias_hh) < 1e-13);
    if (!kind.norm) continue;
    CHECK(worst(p.d_norm_ih, sums.norm_ih) < 1e-13);
    CHECK(worst(p.d_norm_hh, sums.norm_hh) < 1e-13);
    CHECK(worst(p.d_norm_c, sums.norm_c) < 1e-13);
    CHECK(worst(p.d_norm_c_bias, sums.norm_c_bias) < 1e-13);
  }
}

TEST_CASE("nn.cell: a normalised lane without input, state or spread is finite") {
  for (Kind kind : kKinds) {
    if (!kind.norm) continue;
    INFO(name(kind));
    CellProblem<float> p(kind.cell, kind.impl, true);
    for (auto* v : {&p.x, &p.h0, &p.c0})
      for (std::size_t i = 1; i < v->size(); i += p.B) (*v)[i] = 0;  // lane 1, which has loss
    for (auto* v : {&p.bias_ih, &p.bias_hh}) std::fill(v->begin(), v->end(), 0.0F);
    p.forward();
    p.backward();
    for (auto* v : {&p.h, &p.dx, &p.dh0, &p.d_weight_ih, &p.d_weight_hh, &p.d_norm_ih})
      for (float value : *v) REQUIRE(std::isfinite(value));
    // n(0) = 0: c_1 = f_1 0 + i_1 tanh(0) is flat, so is h_1 = sigmoid(0) tanh(norm_c_bias)
    for (int j = 0; j < p.H; ++j) {
      const double bias = static_cast<double>(p.norm_c_bias[static_cast<std::size_t>(j)]);
      const double expected = kind.cell == Cell::lstm ? 0.5 * std::tanh(bias) : 0;
      CHECK(static_cast<double>(p.h[static_cast<std::size_t>((p.H + j) * p.B + 1)]) ==
            Approx(expected).margin(1e-7));
    }
  }
}

TEST_CASE("nn.cell: a norm whose variance overflows is NaN, not 0") {
  for (Kind kind : kKinds) {
    if (!kind.norm) continue;
    INFO(name(kind));
    CellProblem<float> p(kind.cell, kind.impl, true);
    p.x[1] = 1e25F;  // finite, as is W_ih x; its square is not
    p.forward();
    for (int i = p.H; i < 2 * p.H; ++i) {
      CHECK(std::isnan(p.h[static_cast<std::size_t>(i * p.B + 1)]));
      CHECK(std::isfinite(p.h[static_cast<std::size_t>(i * p.B)]));
    }
  }
}

TEST_CASE("nn.cell: float and double differ by float's rounding") {
  // Each value passes through D + H + 2 products of size 1 at most T times, each rounding to 2^-24:
  // 4 * 10 * 6e-8 = 2.4e-6; a factor of two for exp and tanh (a few ULP). Norms scale a rounding by
  // 1 / sqrt(var + eps), 2 here and 6 where c is flat.
  for (Kind kind : kKinds) {
    INFO(name(kind));
    CellProblem<double> exact(kind.cell, kind.impl, kind.norm);
    CellProblem<float> single(kind.cell, kind.impl, kind.norm);
    // the same numbers, rounded to float, in both
    const auto share = [](const std::vector<float>& from, std::vector<double>& to) {
      to.assign(from.begin(), from.end());
    };
    const auto rounded = single.params();
    const auto params = exact.params();
    for (std::size_t k = 0; k < params.size(); ++k) share(*rounded[k], *params[k]);
    share(single.x, exact.x);
    share(single.h0, exact.h0);
    share(single.c0, exact.c0);
    share(single.weigh, exact.weigh);
    exact.forward();
    exact.backward();
    single.forward();
    single.backward();
    const auto close = [](const std::vector<double>& a, const std::vector<float>& b) {
      return worst(a, std::vector<double>(b.begin(), b.end()));
    };
    const double allowed = kind.norm ? 3e-5 : 5e-6;
    CHECK(close(exact.h, single.h) < allowed);
    CHECK(close(exact.dx, single.dx) < allowed);
    CHECK(close(exact.dh0, single.dh0) < allowed);
    const auto exact_gradients = exact.param_gradients();
    const auto gradients = single.param_gradients();
    for (std::size_t k = 0; k < gradients.size(); ++k)
      CHECK(close(*exact_gradients[k], *gradients[k]) < allowed);
    CHECK(close(exact.h, single.h) > 0.0);
  }
}
