// Which step in time ends a series.
#pragma once

#include <optional>
#include <string>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Of the median step in time; a longer one is a gap, where GAP_FACTOR says nothing else.
inline constexpr double kGapPeriods = 5;

// The longest step of a file that is no gap, in seconds: GAP_SECONDS, else GAP_FACTOR median steps.
// 0: no step is known.
double longest_step(const Hyperparams& hyperparams, double period);
// Of a file that may have one of its own.
double longest_step(const SourceFile& file);

// The longest step of rows `period` apart that FILL_ROWS fills, in seconds.
inline double longest_filled_step(int fill_rows, double period) {
  return fill_rows > 0 ? (fill_rows + 1.5) * period : 0;
}

// Whether a step in time ends a series: too long, back in time, or no number. A step of 0 is a
// stamp that is repeated: a coarse clock, two events at once.
inline bool is_gap(double step, double longest) { return !(step >= 0) || step > longest; }

// A logger may change its rate (0.1 s under load, 60 s at rest): with RESAMPLE_HZ, where twenty
// steps and more than one in a hundred are gaps by the median step and GAP_SECONDS is not given,
// steps up to twice the usual of these are none. Sets the file's longest step; a line for the user
// where it did.
std::optional<std::string> allow_changing_rate(const Hyperparams& hyperparams, SourceFile& file);

}  // namespace lstmtrain
