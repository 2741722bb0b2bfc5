// INITIAL_LR where none is given.
#pragma once

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain::settings {

inline double default_rate(const Hyperparams& hyperparams) {
  return hyperparams.stream() ? 1e-3 : 1e-4;
}

}  // namespace lstmtrain::settings
