// Step 3 of reading hyperparams.json: what follows from other keys, what contradicts what, and how
// many different runs the axes of a grid make.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/text/json_text.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {

// Fills in what follows from other keys: layer sizes from LAYERS x HIDDEN_UNITS, the learning rate
// and TBPTT_HISTORY from the method, the time limit from its parts, ... and notes it in `derived`.
void derive(FieldValues& values);

// Settings that cannot stand, alone or together; `keys` are the ones to look at, the first one
// first.
struct Contradiction {
  std::vector<std::string> keys;
  std::string what, got, expected, hint;
};
std::vector<Contradiction> contradictions(const FieldValues& resolved);

// The values outside the range of their field, in the order of the table.
std::vector<Contradiction> range_faults(const FieldValues& resolved);

// Both: contradictions only of values that are in range.
std::vector<Contradiction> faults_of(const FieldValues& resolved);

// A key with several values: an axis of the grid, or the two ends of a search range.
struct Axis {
  const Field* field = nullptr;
  std::vector<text::Json> values;
  bool range = false;
};

struct Sweep {
  FieldValues first;  // resolved, the first value of every axis
  // The choice of each axis, for every different run: axes that do not act make no difference.
  std::vector<std::vector<std::size_t>> points;
  std::set<const Field*> acting;         // fields that act in some run
  std::vector<Contradiction> conflicts;  // of any run
};

inline constexpr std::size_t kMostPoints = 100000;

// Looks at every combination of the axes. There are at most kMostPoints (see combinations()).
Sweep explore(const FieldValues& base, const std::vector<Axis>& axes);

// The product of the axes' lengths, at most kMostPoints + 1.
std::size_t combinations(const std::vector<Axis>& axes);

}  // namespace lstmtrain::settings
