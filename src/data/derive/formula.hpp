// One derived column at work: a row goes in, a number comes out, and what it remembers of earlier
// rows is carried. The same for a file and for a device that gets one row at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/expression/expression.hpp"
#include "data/derive/butterworth.hpp"

namespace lstmtrain {

class Formula {
 public:
  explicit Formula(const Expression& expression);

  // The next row: `columns` as in Expression::columns; `seconds` since the row before, not used at
  // the first row after a restart. NaN or Inf where the formula has no value: it has then
  // restarted, as it has where one of its columns is not finite. Allocates: no.
  double next(std::span<const double> columns, double seconds);

  // Forgets all earlier rows; the next one is a first row.
  void restart();

 private:
  // What one function remembers: a ring of the newest inputs, or the value before.
  struct Memory {
    std::vector<double> ring;
    std::vector<std::size_t> order;   // moving_min, moving_max: rows that may still be the extreme
    std::size_t first = 0, last = 0;  // of `order`, counted from the restart
    std::size_t rows = 0;             // since the restart
    double value = 0, input = 0;      // of the row before
    double squares = 0, anchor = 0;   // moving_std: of x - anchor, as `value` is their sum
    std::vector<double> weights;      // savitzky_golay
    std::optional<Butterworth> filter;
  };

  double run(std::span<const double> columns, double seconds);
  static double remember(const Instruction& instruction, double x, double seconds, Memory& memory);
  static double moving_average(double x, Memory& memory);
  static double moving_deviation(double x, Memory& memory);
  static double fitted(const Memory& memory);
  static double moving_extreme(double x, bool largest, Memory& memory);

  std::vector<Instruction> program_;
  std::vector<double> stack_;
  std::vector<Memory> memories_;  // of the functions with a memory, in their order
};

}  // namespace lstmtrain
