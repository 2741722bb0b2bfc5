// A derived column row by row: each function against its plain definition, its first row, its
// restart.
#include "data/derive/formula.hpp"

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

TEST_CASE("data.formula: elementwise functions are those of the field") {
  for (const auto& [text, expected] : {std::pair{"sin(x)", std::sin(0.3)},
                                       {"cos(x)", std::cos(0.3)},
                                       {"tan(x)", std::tan(0.3)},
                                       {"asin(x)", std::asin(0.3)},
                                       {"arccos(x)", std::acos(0.3)},
                                       {"atan(x)", std::atan(0.3)},
                                       {"sinh(x)", std::sinh(0.3)},
                                       {"cosh(x)", std::cosh(0.3)},
                                       {"tanh(x)", std::tanh(0.3)},
                                       {"log10(x)", std::log10(0.3)},
                                       {"log2(x)", std::log2(0.3)},
                                       {"floor(x)", 0.0},
                                       {"ceil(x)", 1.0},
                                       {"round(10*x/2 + 1)", 2.0},
                                       {"sign(x)", 1.0},
                                       {"sign(-x)", -1.0},
                                       {"np.sqrt(x)", std::sqrt(0.3)},
                                       {"np.maximum(x, 1)", 1.0},
                                       {"np.abs(-x)", 0.3}}) {
    INFO(text);
    CHECK(value(text, 0.3) == Approx(expected).epsilon(1e-14));
  }
  CHECK(std::isnan(value("asin(x)", 2)));
}

// SciPy 1.x: butter(n, fc, fs, output="sos"), sosfilt from sosfilt_zi * x[0].
TEST_CASE("data.formula: butterworth is SciPy's, from a steady state") {
  const Values x = {1, 2, 0, -1, 3, 5, 4, 4, 2, 0.5};
  const auto check = [&](const std::string& text, double seconds, const Values& expected) {
    INFO(text);
    const Values y = run(text, x, seconds);
    REQUIRE(y.size() == expected.size());
    for (std::size_t row = 0; row < y.size(); ++row)
      CHECK(y[row] == Approx(expected[row]).epsilon(1e-9));
  };
  check("butterworth(x, 1, 0.1)", 1,
        {1, 1.24523727525, 1.12495463291, 0.327955739739, 0.657576346211, 2.2969500854,
         3.37749000201, 3.68281531346, 3.34791177951, 2.31893944245});
  check("butterworth(x, 2, 0.1)", 1,
        {1, 1.06745527389, 1.14455533674, 0.935012464901, 0.663682018787, 1.0471537065,
         2.06964692782, 3.08003901826, 3.61044482008, 3.42859283397});
  check("butterworth(x, 3, 0.07)", 1,
        {1, 1.00716766743, 1.02957836918, 1.03712885423, 0.991703846189, 0.95679070221,
         1.07282541511, 1.40677016967, 1.89589784759, 2.39004261752});
  const Values fourth = {1,
                         1.00482434336,
                         1.02590437441,
                         1.05021727747,
                         1.02554139107,
                         0.956261894557,
                         0.991503537889,
                         1.31570037649,
                         1.95319468827,
                         2.70822777384};
  check("butterworth(x, 4, 1)", 0.1, fourth);
  check("butterworth_filter(x, 1, 10, 4)", 77, fourth);  // on rows, whatever their times
  check("butterworth(x, 2, 0.6)", 1, x);                 // above half of the sampling rate
}

TEST_CASE("data.formula: moving_std is that of a sample, savitzky_golay the one-sided fit") {
  const Values x = noise(300);
  for (const std::size_t n : {2U, 5U, 64U}) {
    const Values y = run("moving_std(x, " + std::to_string(n) + ")", x);
    CHECK(y[0] == 0);
    for (std::size_t row = 1; row < x.size(); ++row) {
      const std::size_t begin = row + 1 < n ? 0 : row + 1 - n;
      double mean = 0, squares = 0;
      for (std::size_t r = begin; r <= row; ++r)
        mean += x[r] / static_cast<double>(row + 1 - begin);
      for (std::size_t r = begin; r <= row; ++r) squares += (x[r] - mean) * (x[r] - mean);
      CHECK(y[row] == Approx(std::sqrt(squares / static_cast<double>(row - begin))).margin(1e-9));
    }
  }
  // SciPy's savgol_coeffs(5, 2, pos=4, use="dot"), the newest first.
  const Values weights = {0.88571428571, 0.25714285714, -0.08571428571, -0.14285714286,
                          0.08571428571};
  const Values y = run("savitzky_golay(x, 5, 2)", x);
  for (std::size_t row = 4; row < x.size(); ++row) {
    double expected = 0;
    for (std::size_t j = 0; j < 5; ++j) expected += weights[j] * x[row - j];
    CHECK(y[row] == Approx(expected).margin(1e-9));
  }
  // A line comes out as it went in, once the window is full.
  Values line;
  for (int row = 0; row < 30; ++row) line.push_back(3.0 * row - 7);
  const Values same = run("savitzky_golay(x, 9, 1)", line);
  for (std::size_t row = 8; row < line.size(); ++row) CHECK(same[row] == Approx(line[row]));
}

TEST_CASE("data.formula: filters are refused where they are none") {
  for (const char* text :
       {"butterworth(x, 0, 1)", "butterworth(x, 11, 1)", "butterworth(x, 2, 0)",
        "butterworth(x, 2)", "savitzky_golay(x, 3, 3)", "savitzky_golay(x, 2000, 2)", "np.x", "np.",
        "np.unknown(x)", "moving_std(x, 0)"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_expression(text), ExpressionFault);
  }
}
