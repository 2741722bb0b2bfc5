// A derived column row by row: each function against its plain definition, its first row, its
// restart.
#include "data/clean/formula.hpp"

#include <cmath>

#include "base/nan.hpp"
#include "base/rng.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

using Values = std::vector<double>;

// The formula of one column x over these rows, `seconds` apart.
Values run(const std::string& text, const Values& x, double seconds = 1) {
  Formula formula(parse_expression(text));
  Values out;
  for (const double value : x) out.push_back(formula.next({&value, 1}, seconds));
  return out;
}

double value(const std::string& text, double x) { return run(text, {x})[0]; }

Values noise(std::size_t rows) {
  const Philox rng(11, Purpose::simulate);
  Values x;
  for (std::size_t row = 0; row < rows; ++row)
    x.push_back(rng.normal(static_cast<std::uint32_t>(row)));
  return x;
}

}  // namespace

TEST_CASE("data.formula: arithmetic and functions of one row") {
  CHECK(value("(x + 2) * -x / 4", 6) == -12);
  CHECK(value("-x^2", 3) == -9);
  CHECK(value("x^0.5 - sqrt(x)", 9) == 0);
  CHECK(value("pow(x, 2)", -3) == 9);
  CHECK(value("exp(log(x))", 5) == Approx(5));
  CHECK(value("abs(x) + min(x, 1, -7) + max(x, 0)", -3) == 3 - 7);
  CHECK(value("clip(x, -1, 1)", 4) == 1);
  CHECK(value("clip(x, -1, 1)", -4) == -1);
  Formula product(parse_expression("U*I"));
  CHECK(product.next(Values{3.7, -2}, 0) == -7.4);
}

TEST_CASE("data.formula: a value that is none is NaN or Inf, whatever is made of it") {
  CHECK(std::isnan(value("sqrt(x)", -1)));
  CHECK(std::isinf(value("1 / x", 0)));
  CHECK(std::isnan(value("max(log(x), 0)", -1)));
  CHECK(std::isnan(value("log(x) ^ 0", -1)));
  CHECK(std::isnan(value("clip(log(x), 0, 1)", -1)));
  CHECK(std::isnan(value("0 * x", kNaN)));
  CHECK(value("max(log(x), 0)", 0) == 0);  // -Inf is smaller than 0
}

TEST_CASE("data.formula: lag and difference look back from the first row on") {
  CHECK(run("lag(x, 2)", {5, 6, 7, 8, 9}) == Values{5, 5, 5, 6, 7});
  CHECK(run("diff(x)", {5, 6, 8, 4}) == Values{0, 1, 2, -4});
  CHECK(run("diff(x, 2)", {5, 6, 8, 4}) == Values{0, 1, 3, -2});
}

TEST_CASE("data.formula: moving average, minimum and maximum are those of the newest rows") {
  CHECK(run("moving_average(x, 3)", {3, 5, 7, 9, 2}) == Values{3, 4, 5, 7, 6});
  const Values x = noise(500);
  for (const std::size_t n : {1U, 2U, 7U, 64U, 600U}) {
    const std::string rows = "(x, " + std::to_string(n) + ")";
    const Values mean = run("moving_average" + rows, x), low = run("moving_min" + rows, x),
                 high = run("moving_max" + rows, x);
    for (std::size_t row = 0; row < x.size(); ++row) {
      const std::size_t begin = row + 1 > n ? row + 1 - n : 0;
      double sum = 0, least = x[row], most = x[row];
      for (std::size_t r = begin; r <= row; ++r) {
        sum += x[r];
        least = std::min(least, x[r]);
        most = std::max(most, x[r]);
      }
      REQUIRE(mean[row] == Approx(sum / static_cast<double>(row + 1 - begin)).margin(1e-12));
      REQUIRE(low[row] == least);
      REQUIRE(high[row] == most);
    }
  }
}

TEST_CASE("data.formula: the error of a huge value leaves the moving average with it") {
  Values x(40, 1.0);
  x[3] = 1e300;
  CHECK(run("moving_average(x, 5)", x).back() == 1);
}

TEST_CASE("data.formula: a low pass starts in its steady state and follows 1 - e^(-t/tau)") {
  const Values flat = run("low_pass(x, 30)", Values(5, 7.0));
  CHECK(flat == Values(5, 7.0));
  Values step(61, 1.0);
  step[0] = 0;
  const Values y = run("low_pass(x, 30)", step, 0.5);
  CHECK(y[0] == 0);
  CHECK(y[60] == Approx(1 - std::exp(-1.0)));  // 30 s at two rows a second
  CHECK(run("low_pass_rows(x, 60)", step) == y);
}

TEST_CASE("data.formula: integral in seconds by trapezoids, sum in rows") {
  CHECK(run("integral(x)", {2, 4, 4}, 0.5) == Values{0, 1.5, 3.5});
  CHECK(run("sum(x)", {2, 4, 4}) == Values{2, 6, 10});
}

TEST_CASE("data.formula: after a restart, and behind a bad row, the past is forgotten") {
  const Values x = noise(20);
  for (const char* text :
       {"lag(x, 3)", "diff(x, 4)", "moving_average(x, 5)", "moving_min(x, 5)", "moving_max(x, 6)",
        "low_pass(x, 9)", "low_pass_rows(x, 9)", "integral(x)", "sum(x)",
        "lag(moving_average(x, 2), 2) - sum(diff(x))"}) {
    INFO(text);
    const Values fresh = run(text, x);
    Values again = noise(33);
    again.push_back(kNaN);
    again.insert(again.end(), x.begin(), x.end());
    const Values behind = run(text, again);
    CHECK(std::isnan(behind[33]));
    CHECK(Values(behind.begin() + 34, behind.end()) == fresh);
    Formula formula(parse_expression(text));
    for (const double value : noise(9)) formula.next({&value, 1}, 1);
    formula.restart();
    Values restarted;
    for (const double value : x) restarted.push_back(formula.next({&value, 1}, 1));
    CHECK(restarted == fresh);
  }
}

TEST_CASE("data.formula: a value that is none inside is not remembered") {
  const Values y = run("sum(log(x))", {1, 0, 1, std::exp(1.0)});
  CHECK(y[0] == 0);
  CHECK(std::isnan(y[1]));
  CHECK(y[2] == 0);
  CHECK(y[3] == Approx(1));
}
