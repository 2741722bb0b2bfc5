#include "data/derive/formula.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "base/nan.hpp"

namespace lstmtrain {
namespace {

bool any_nan(double a, double b) { return std::isnan(a) || std::isnan(b); }

double one(Op op, double x) {
  switch (op) {
    case Op::negate:
      return -x;
    case Op::abs:
      return std::abs(x);
    case Op::sqrt:
      return std::sqrt(x);
    case Op::exp:
      return std::exp(x);
    case Op::log10:
      return std::log10(x);
    case Op::log2:
      return std::log2(x);
    case Op::sin:
      return std::sin(x);
    case Op::cos:
      return std::cos(x);
    case Op::tan:
      return std::tan(x);
    case Op::asin:
      return std::asin(x);
    case Op::acos:
      return std::acos(x);
    case Op::atan:
      return std::atan(x);
    case Op::sinh:
      return std::sinh(x);
    case Op::cosh:
      return std::cosh(x);
    case Op::tanh:
      return std::tanh(x);
    case Op::floor:
      return std::floor(x);
    case Op::ceil:
      return std::ceil(x);
    case Op::round:  // half to even, as numpy
      return std::nearbyint(x);
    case Op::sign:
      return std::isnan(x) ? kNaN : (x > 0) - (x < 0);
    default:
      return std::log(x);
  }
}

// A NaN stays one: it is not the smaller of two, and not 1 to the power of 0.
double two(Op op, double x, double y) {
  switch (op) {
    case Op::add:
      return x + y;
    case Op::subtract:
      return x - y;
    case Op::multiply:
      return x * y;
    case Op::divide:
      return x / y;
    case Op::power:
      return any_nan(x, y) ? kNaN : std::pow(x, y);
    case Op::min:
      return any_nan(x, y) ? kNaN : std::min(x, y);
    default:
      return any_nan(x, y) ? kNaN : std::max(x, y);
  }
}

double clip(double x, double low, double high) {
  if (std::isnan(x) || any_nan(low, high)) return kNaN;
  return std::min(std::max(x, low), high);
}

// Weights of the newest `rows` rows for the value at the newest one of the polynomial that fits
// them best (Savitzky and Golay 1964, one-sided): the first row of A (A^T A)^-1 A^T, A_jk = (-j /
// n)^k.
std::vector<double> newest_weights(double rows, int order) {
  const auto n = static_cast<Eigen::Index>(rows);
  Eigen::MatrixXd a(n, order + 1);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index k = 0; k <= order; ++k)
      a(j, k) = std::pow(-static_cast<double>(j) / rows, static_cast<double>(k));
  const Eigen::MatrixXd inverse = a.completeOrthogonalDecomposition().pseudoInverse();
  const Eigen::RowVectorXd weights = a.row(0) * inverse;
  return {weights.data(), weights.data() + n};
}

}  // namespace

Formula::Formula(const Expression& expression)
    : program_(expression.program), stack_(expression.stack) {
  for (const Instruction& instruction : program_) {
    if (!has_memory(instruction.op)) continue;
    Memory& memory = memories_.emplace_back();
    const auto rows = static_cast<std::size_t>(instruction.value);
    const bool extreme = instruction.op == Op::moving_min || instruction.op == Op::moving_max;
    if (instruction.op == Op::lag || instruction.op == Op::diff ||
        instruction.op == Op::moving_average || instruction.op == Op::moving_std ||
        instruction.op == Op::savitzky_golay || extreme)
      memory.ring.resize(rows);
    if (instruction.op == Op::savitzky_golay)
      memory.weights = newest_weights(instruction.value, instruction.order);
    if (instruction.op == Op::butterworth || instruction.op == Op::butterworth_at)
      memory.filter.emplace(instruction.order, instruction.value);
    if (extreme) memory.order.resize(rows);
  }
}

void Formula::restart() {
  for (Memory& memory : memories_) {
    memory.rows = memory.first = memory.last = 0;
    if (memory.filter) memory.filter->restart();
  }
}

double Formula::next(std::span<const double> columns, double seconds) {
  const bool good =
      std::all_of(columns.begin(), columns.end(), [](double x) { return std::isfinite(x); });
  const double result = good ? run(columns, seconds) : kNaN;
  if (!std::isfinite(result)) restart();
  return result;
}

double Formula::run(std::span<const double> columns, double seconds) {
  double* top = stack_.data();  // behind the last number
  auto memory = memories_.begin();
  for (const Instruction& instruction : program_) {
    const Op op = instruction.op;
    if (op == Op::number) {
      *top++ = instruction.value;
    } else if (op == Op::column) {
      *top++ = columns[instruction.column];
    } else if (has_memory(op)) {
      if (!std::isfinite(top[-1])) return kNaN;  // it would be remembered
      top[-1] = remember(instruction, top[-1], seconds, *memory++);
    } else if (op == Op::clip) {
      top -= 2;
      top[-1] = clip(top[-1], top[0], top[1]);
    } else if (op == Op::negate || is_elementwise(op)) {
      top[-1] = one(op, top[-1]);
    } else {
      --top;
      top[-1] = two(op, top[-1], top[0]);
    }
  }
  return stack_[0];
}

// x is row `memory.rows` since the restart; there, before any other row, all start as if the first
// value had stood for ever: no start-up transient.
double Formula::remember(const Instruction& instruction, double x, double seconds, Memory& memory) {
  const std::size_t row = memory.rows++;
  const bool first = row == 0;
  double& y = memory.value;
  const double before = memory.input;
  memory.input = x;
  const std::size_t place = memory.ring.empty() ? 0 : row % memory.ring.size();
  switch (instruction.op) {
    case Op::lag:
    case Op::diff: {  // x_{t-n}, and x_t - x_{t-n}; x_0 where there is no row t-n
      if (first) std::fill(memory.ring.begin(), memory.ring.end(), x);
      const double past = memory.ring[place];
      memory.ring[place] = x;
      return instruction.op == Op::lag ? past : x - past;
    }
    case Op::moving_average:
      return moving_average(x, memory);
    case Op::moving_std:
      return moving_deviation(x, memory);
    case Op::savitzky_golay:
      if (first) std::fill(memory.ring.begin(), memory.ring.end(), x);
      memory.ring[place] = x;
      return fitted(memory);
    case Op::butterworth:
      return memory.filter->next(x, seconds);
    case Op::butterworth_at:
      return memory.filter->next(x, 1 / instruction.rate);
    case Op::moving_min:
    case Op::moving_max:
      return moving_extreme(x, instruction.op == Op::moving_max, memory);
    case Op::low_pass:
    case Op::low_pass_rows: {
      // tau y' = x - y with x held over the step: y_t = y_{t-1} + (1 - e^(-dt/tau)) (x_t - y_{t-1})
      const double dt = instruction.op == Op::low_pass ? seconds : 1;
      y = first ? x : y - std::expm1(-dt / instruction.value) * (x - y);
      return y;
    }
    case Op::integral:  // trapezoids: y_t = y_{t-1} + dt (x_{t-1} + x_t) / 2, y_0 = 0
      y = first ? 0 : y + seconds * (before + x) / 2;
      return y;
    default:  // running_sum: y_t = y_{t-1} + x_t, y_0 = x_0
      y = first ? x : y + x;
      return y;
  }
}

// The mean of the newest n rows, or of as many as there are. The sum is made anew once a round of
// the ring, so that rounding errors do not pile up.
double Formula::moving_average(double x, Memory& memory) {
  const std::size_t n = memory.ring.size(), row = memory.rows - 1, place = row % n;
  double& sum = memory.value;
  if (row < n) {
    sum = row == 0 ? x : sum + x;
  } else {
    sum += x - memory.ring[place];
  }
  memory.ring[place] = x;
  if (place == n - 1) {
    sum = 0;
    for (const double value : memory.ring) sum += value;
  }
  return sum / static_cast<double>(std::min(row + 1, n));
}

// The deviation of the newest n rows, or of as many as there are, sqrt(sum (x - mean)^2 / (n - 1));
// 0 of one row. The sums are of x - anchor, made anew once a round of the ring.
double Formula::moving_deviation(double x, Memory& memory) {
  const std::size_t n = memory.ring.size(), row = memory.rows - 1, place = row % n;
  double &sum = memory.value, &squares = memory.squares;
  const auto add = [&](double value, double sign) {
    const double away = value - memory.anchor;
    sum += sign * away;
    squares += sign * away * away;
  };
  if (row == 0) {
    memory.anchor = x;
    sum = squares = 0;
  }
  if (row >= n) add(memory.ring[place], -1);
  memory.ring[place] = x;
  add(x, 1);
  if (place == n - 1) {
    memory.anchor = x;
    sum = squares = 0;
    for (const double value : memory.ring) add(value, 1);
  }
  const auto count = static_cast<double>(std::min(row + 1, n));
  if (count < 2) return 0;
  return std::sqrt(std::max(squares - sum * sum / count, 0.0) / (count - 1));
}

// The fit's value at the newest row; weights[j] is of the row j rows ago.
double Formula::fitted(const Memory& memory) {
  const std::size_t n = memory.ring.size(), row = memory.rows - 1;
  double y = 0;
  for (std::size_t j = 0; j < n; ++j) y += memory.weights[j] * memory.ring[(row + n - j) % n];
  return y;
}

// The largest or smallest of the newest n rows. `order` holds the rows that are not passed by a
// newer one: the first of them is the extreme (Lemire 2006).
double Formula::moving_extreme(double x, bool largest, Memory& memory) {
  const std::size_t n = memory.ring.size(), row = memory.rows - 1;
  const auto at = [&](std::size_t index) { return memory.ring[memory.order[index % n] % n]; };
  if (memory.last > memory.first && memory.order[memory.first % n] + n <= row) ++memory.first;
  while (memory.last > memory.first &&
         (largest ? at(memory.last - 1) <= x : at(memory.last - 1) >= x))
    --memory.last;
  memory.ring[row % n] = x;
  memory.order[memory.last++ % n] = row;
  return at(memory.first);
}

}  // namespace lstmtrain
