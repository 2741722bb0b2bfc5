// The test of the test: every injected fault must fail the gradient check.
#include "support/gradient_check.hpp"

#include "nn/cell_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using test::Fault;
using test::NormFault;

namespace {

// The check of a plain cell, with or without norms, whose backward pass has `fault`.
template <class Plain, class AnyFault>
test::GradientCheck check_plain(const test::CellProblem<double>& problem, Plain plain,
                                AnyFault fault) {
  const std::vector<double> weigh = problem.lane(problem.weigh, 0);
  const auto loss = [&] {
    plain.forward();
    double sum = 0;
    for (std::size_t i = 0; i < weigh.size(); ++i)
      sum += weigh[i] * plain.h[i + static_cast<std::size_t>(plain.H)];
    return sum;
  };
  loss();
  plain.backward(weigh, fault);
  std::vector<test::NamedSpan> params{{"weight_ih", plain.weight_ih},
                                      {"weight_hh", plain.weight_hh},
                                      {"bias_ih", plain.bias_ih},
                                      {"bias_hh", plain.bias_hh},
                                      {"x", plain.x},
                                      {"h0", plain.h0}};
  std::vector<std::span<const double>> grads{plain.d_weight_ih, plain.d_weight_hh, plain.d_bias_ih,
                                             plain.d_bias_hh,   plain.dx,          plain.dh0};
  if (problem.cell == Cell::lstm) {
    params.push_back({"c0", plain.c0});
    grads.push_back(plain.dc0);
  }
  if constexpr (std::is_same_v<Plain, test::PlainNormCell>) {
    params.insert(params.end(), {{"norm_ih", plain.norm_ih}, {"norm_hh", plain.norm_hh}});
    grads.insert(grads.end(), {plain.d_norm_ih, plain.d_norm_hh});
    if (problem.cell == Cell::lstm) {
      params.insert(params.end(), {{"norm_c", plain.norm_c}, {"norm_c_bias", plain.norm_c_bias}});
      grads.insert(grads.end(), {plain.d_norm_c, plain.d_norm_c_bias});
    }
  }
  return test::check_gradient(loss, params, grads);
}

test::GradientCheck check_with(Cell cell, Fault fault) {
  const test::CellProblem<double> problem(cell);
  return check_plain(problem, problem.plain(0), fault);
}

test::GradientCheck check_with(Cell cell, NormFault fault) {
  const test::CellProblem<double> problem(cell);
  return check_plain(problem, problem.plain_norm(0), fault);
}

}  // namespace

TEST_CASE("support.gradient_check: passes a right backward pass and fails every injected fault") {
  for (Cell cell : {Cell::lstm, Cell::gru}) {
    CHECK(check_with(cell, Fault::none).passed());
    for (Fault fault : test::kFaults) {
      if (cell == Cell::gru && fault == Fault::dropped_dc) continue;  // a GRU has no c
      INFO((cell == Cell::lstm ? "lstm" : "gru") << " fault " << static_cast<int>(fault));
      const auto result = check_with(cell, fault);
      CHECK_FALSE(result.passed());
      CHECK(result.max_rel > 1e-3);  // not by a hair
    }
  }
}

TEST_CASE("support.gradient_check: passes right norms in a cell and fails every fault of them") {
  for (Cell cell : {Cell::lstm, Cell::gru}) {
    CHECK(check_with(cell, NormFault::none).passed());
    for (NormFault fault : test::kNormFaults) {
      const bool of_c = fault == NormFault::dropped_rstd || fault == NormFault::dropped_norm_c;
      if (cell == Cell::gru && of_c) continue;  // a GRU has no c
      INFO((cell == Cell::lstm ? "lstm" : "gru") << " fault " << static_cast<int>(fault));
      const auto result = check_with(cell, fault);
      CHECK_FALSE(result.passed());
      CHECK(result.max_rel > 1e-3);
    }
  }
}

TEST_CASE("support.gradient_check: names the worst value, and refuses NaN and silence") {
  std::vector<double> a{1, 2}, b{3};
  const auto loss = [&] { return a[0] * a[0] + a[1] + 5 * b[0]; };
  const std::vector<test::NamedSpan> params{{"a", a}, {"b", b}};
  std::vector<double> da{2, 1}, db{5};
  CHECK(test::check_gradient(loss, params, {da, db}).passed());

  da[1] = 1.1;
  const auto wrong = test::check_gradient(loss, params, {da, db});
  CHECK(wrong.worst_name == "a");
  CHECK(wrong.worst_index == 1);
  CHECK(wrong.max_rel == Approx(0.1 / 1.1).epsilon(1e-3));

  da[1] = 1;
  db[0] = NAN;
  CHECK_FALSE(test::check_gradient(loss, params, {da, db}).passed());

  const std::vector<double> none{0, 0};
  CHECK_FALSE(test::check_gradient([] { return 1.0; }, {{"a", a}}, {none}).passed());
}
