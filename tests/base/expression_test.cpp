// The grammar of a derived column, its limits, and the order of derived columns.
#include "base/expression/expression.hpp"

#include <map>

#include "base/expression/derived_column.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

const std::map<Op, char> kSigns = {{Op::negate, '~'},
                                   {Op::add, '+'},
                                   {Op::subtract, '-'},
                                   {Op::multiply, '*'},
                                   {Op::divide, '/'},
                                   {Op::power, '^'},
                                   {Op::abs, 'a'},
                                   {Op::sqrt, 's'},
                                   {Op::exp, 'o'},
                                   {Op::log, 'l'},
                                   {Op::min, 'm'},
                                   {Op::max, 'M'},
                                   {Op::clip, 'c'},
                                   {Op::lag, 'L'},
                                   {Op::diff, 'D'},
                                   {Op::moving_average, 'A'},
                                   {Op::moving_min, 'n'},
                                   {Op::moving_max, 'x'},
                                   {Op::low_pass, 'P'},
                                   {Op::low_pass_rows, 'r'},
                                   {Op::integral, 'I'},
                                   {Op::running_sum, 'S'},
                                   {Op::butterworth, 'B'},
                                   {Op::butterworth_at, 'b'},
                                   {Op::savitzky_golay, 'G'},
                                   {Op::moving_std, 'd'}};

// The program as a text: "U I *".
std::string program(const std::string& text) {
  const Expression e = parse_expression(text);
  std::string out;
  for (const Instruction& i : e.program) {
    if (!out.empty()) out += ' ';
    if (i.op == Op::column)
      out += e.columns[i.column];
    else if (i.op == Op::number)
      out += std::to_string(static_cast<int>(i.value));
    else
      out += kSigns.at(i.op);
    if (has_memory(i.op) && i.value > 0) out += std::to_string(static_cast<int>(i.value));
    if (i.order > 0) out += ":" + std::to_string(i.order);
    if (i.rate > 0) out += "@" + std::to_string(static_cast<int>(i.rate));
  }
  return out;
}

std::string fault(const std::string& text) {
  try {
    parse_expression(text);
  } catch (const ExpressionFault& f) {
    return f.what + ", got " + f.got + ", expected " + f.expected + ". Hint: " + f.hint;
  }
  FAIL("nothing was refused: " << text);
  return "";
}

std::string list_fault(const std::vector<std::string>& texts) {
  std::vector<DerivedFault> faults;
  parse_derived_columns(texts, faults);
  REQUIRE(faults.size() == 1);
  return faults[0].fault.what + ", got " + faults[0].fault.got;
}

}  // namespace

TEST_CASE("base.expression: products bind before sums, signs before products, powers first") {
  CHECK(program("U*I") == "U I *");
  CHECK(program("U + I*2 - T/4") == "U I 2 * + T 4 / -");
  CHECK(program("(U+I)*2") == "U I + 2 *");
  CHECK(program("-U^2") == "U 2 ^ ~");
  CHECK(program("U^-2") == "U 2 ~ ^");
  CHECK(program("U**2**3") == "U 2 3 ^ ^");
  CHECK(program("2^U*3") == "2 U ^ 3 *");
  CHECK(program("--U - -I") == "U ~ ~ I ~ -");
}

TEST_CASE("base.expression: names, quoted names, numbers") {
  CHECK(parse_expression("\"Battery Temp (degC)\" + 'I [A]'").columns ==
        std::vector<std::string>{"Battery Temp (degC)", "I [A]"});
  CHECK(parse_expression("Temp_\xC2\xB0"
                         "C*Temp_\xC2\xB0"
                         "C")
            .columns.size() == 1);
  CHECK(parse_expression("1.5e-3*U").program[0].value == 1.5e-3);
  CHECK(parse_expression(".5*U").program[0].value == 0.5);
  CHECK(program("min + log") == "min log +");  // columns: no bracket follows
}

TEST_CASE("base.expression: functions") {
  CHECK(program("sqrt(abs(U))") == "U a s");
  CHECK(program("min(U, I, 3)") == "U I m 3 m");
  CHECK(program("clip(U, -1, 1)") == "U 1 ~ 1 c");
  CHECK(program("pow(U, 2)") == "U 2 ^");
  CHECK(program("moving_average(U*I, 600)") == "U I * A600");
  CHECK(program("lag(U, 1) + shift(U, 2)") == "U L1 U L2 +");
  CHECK(program("diff(U) - diff(U, 5)") == "U D1 U D5 -");
  CHECK(program("low_pass(U, 30) + low_pass_rows(U, 7)") == "U P30 U r7 +");
  CHECK(program("integral(I) + sum(I)") == "I I I S +");
  CHECK(program("butterworth(U, 2, 3)") == "U B3:2");
  CHECK(program("butterworth_filter(U, 3, 10, 4)") == "U b3:4@10");
  CHECK(program("savitzky_golay(U, 9, 2) - moving_std(U, 5)") == "U G9:2 U d5 -");
  CHECK(program("moving_min(U,2)-rolling_max(U,3)") == "U n2 U x3 -");
}

TEST_CASE("base.expression: the stack is as deep as the program needs") {
  CHECK(parse_expression("U").stack == 1);
  CHECK(parse_expression("U+U+U+U").stack == 2);
  CHECK(parse_expression("U+(U+(U+U))").stack == 4);
  CHECK(parse_expression("clip(U,1,2)").stack == 3);
}

TEST_CASE("base.expression: a fault names the character, what stands there and what may") {
  CHECK_THAT(fault("U * * I"), contains("wrong at character 5, got \"* I\", expected a number"));
  CHECK_THAT(fault("(U+I"), contains("character 5, got its end, expected ')'"));
  CHECK_THAT(fault("U I"), contains("character 3, got \"I\", expected an operator"));
  CHECK_THAT(fault("3 U"), contains("character 3"));
  CHECK_THAT(fault("U +"), contains("got its end"));
  CHECK_THAT(fault("sqr(U)"), contains("did you mean sqrt?"));
  CHECK_THAT(fault("__import__('os')"), contains("expected one of the functions"));
  CHECK_THAT(fault("clip(U, 1)"), contains("expected ',' of clip(x, low, high)"));
  CHECK_THAT(fault("abs(U, 1)"), contains("expected ')' of abs(x)"));
  CHECK_THAT(fault("lag(U, -1)"), contains("never ahead"));
  CHECK_THAT(fault("lag(U, 0)"), contains("a whole number of rows"));
  CHECK_THAT(fault("lag(U, 1.5)"), contains("a whole number of rows"));
  CHECK_THAT(fault("lag(U, I)"), contains("a whole number of rows"));
  CHECK_THAT(fault("moving_average(U, 1000001)"), contains("1 to 1000000"));
  CHECK_THAT(fault("lag(U, 600000) + lag(I, 600000)"), contains("in all at most"));
  CHECK_THAT(fault("low_pass(U, 0)"), contains("seconds above 0"));
  CHECK_THAT(fault("'U"), contains("ends with another quote"));
  CHECK_THAT(fault("''"), contains("the name of a column"));
  CHECK_THAT(fault("1e999*U"), contains("a number"));
  CHECK_THAT(fault("2*3"), contains("names no column"));
  CHECK_THAT(fault(""), contains("a number, a column"));
}

TEST_CASE("base.expression: depth and length are bounded") {
  const auto nested = [](int levels) {
    return std::string(static_cast<std::size_t>(levels), '(') + "U" +
           std::string(static_cast<std::size_t>(levels), ')');
  };
  CHECK(program(nested(kDeepestExpression - 1)) == "U");
  CHECK_THAT(fault(nested(kDeepestExpression)), contains("at most 50 levels"));
  CHECK_THAT(fault(std::string(1000, '-') + "U"), contains("at most 50 levels"));
  std::string power = "U";
  for (int i = 0; i < 100; ++i) power += "^U";
  CHECK_THAT(fault(power), contains("at most 50 levels"));
  CHECK_THAT(fault(std::string(kLongestExpression + 1, 'U')), contains("too long"));
  CHECK(parse_expression(std::string(kLongestExpression, 'U')).columns.size() == 1);
}

TEST_CASE("base.derived_column: each reads the file and the ones above it") {
  std::vector<DerivedFault> faults;
  const auto columns =
      parse_derived_columns({"Power : U*I", "Mean P: moving_average(Power, 9)"}, faults);
  CHECK(faults.empty());
  REQUIRE(columns.size() == 2);
  CHECK(columns[0].name == "Power");
  CHECK(columns[1].name == "Mean P");
  CHECK_THAT(list_fault({"P: Q+1", "Q: U"}), contains("stands below it, got \"Q\""));
  CHECK_THAT(list_fault({"P: Q", "Q: P"}), contains("\"P\" reads one that stands below it"));
  CHECK_THAT(list_fault({"P: P*2"}), contains("reads itself, got \"P\""));
  CHECK_THAT(list_fault({"P: U", "P: I"}), contains("stands twice, got \"P\""));
  CHECK_THAT(list_fault({"P: U +"}), contains("column \"P\": the expression is wrong"));
  CHECK_THAT(list_fault({": U"}), contains("not a derived column"));
  CHECK_THAT(list_fault({"P: "}), contains("not a derived column"));
  CHECK_THAT(list_fault(std::vector<std::string>(kMostDerivedColumns + 1, "P: U")),
             contains("too many derived columns, got 201"));
}
