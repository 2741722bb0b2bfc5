// The formula of a derived column: text -> a program for a stack of numbers, by recursive descent.
//   sum     = product { (+|-) product }        product = signed { (*|/) signed }
//   signed  = - signed | power                 power   = value [ ^ signed ]
//   value   = number | column | "a column" | [np.] function ( sum {, sum} ) | ( sum )
// A number that a function asks for (rows, seconds) is written as such.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain {

enum class Op {
  number,
  column,
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  abs,
  sqrt,
  exp,
  log,
  log10,
  log2,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  floor,
  ceil,
  round,
  sign,
  min,
  max,
  clip,
  // From here on with a memory of earlier rows.
  lag,
  diff,
  moving_average,
  moving_min,
  moving_max,
  moving_std,
  savitzky_golay,
  butterworth,
  butterworth_at,
  low_pass,
  low_pass_rows,
  integral,
  running_sum,
};

inline bool has_memory(Op op) { return op >= Op::lag; }
// Works on time steps in seconds, not on rows.
inline bool needs_time(Op op) {
  return op == Op::low_pass || op == Op::integral || op == Op::butterworth;
}
// Of one number, without a memory.
inline bool is_elementwise(Op op) { return op >= Op::abs && op <= Op::sign; }

// How many numbers an instruction takes from the stack; each leaves one.
std::size_t taken(Op op);

struct Instruction {
  Op op = Op::number;
  double value = 0;        // of a number; rows, seconds or corner (Hz) of a function with a memory
  std::size_t column = 0;  // index in Expression::columns
  int order = 0;           // of a filter
  double rate = 0;         // Hz, of butterworth_at
};

struct Expression {
  std::vector<std::string> columns;  // that it reads, each once
  std::vector<Instruction> program;  // in the order of a stack machine
  std::size_t stack = 0;             // numbers that it holds at most
};

// Why a text is no formula, in the parts of a message.
struct ExpressionFault {
  std::string what, got, expected, hint;
};

inline constexpr std::size_t kLongestExpression = 2000;  // bytes
inline constexpr int kDeepestExpression = 50;            // brackets and signs in one another
inline constexpr double kMostMemoryRows = 1e6;
inline constexpr int kMostFilterOrder = 10;
inline constexpr int kMostFitRows = 1000;

// Throws ExpressionFault, which names the character, from 1.
Expression parse_expression(std::string_view text);

}  // namespace lstmtrain
