// Doctor's checks of settings on data, in the order of what they cost: columns and cells, the first
// step, windows by themselves, a short training with its control. Each has its part of the time and
// is made as large as that allows.
#pragma once

#include <cmath>
#include <string>

#include "doctor/finding.hpp"
#include "doctor/time_bound.hpp"
#include "doctor/trial.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Is told what is found as it is found, and what is going on.
class Attendant {
 public:
  virtual ~Attendant() = default;
  virtual void found(Finding finding) = 0;
  // What begins now, and how long it may take.
  virtual void begins(const std::string& what, double seconds) = 0;
  virtual void progress(const std::string& what, const TrialProgress& at,
                        const TimeBound& bound) = 0;
};

struct ExamineOptions {
  double trial_seconds = HUGE_VAL;  // most of each short training; 0: none
  int threads = 1;                  // of the windows
};

// Throws what fit() throws before its first step. `bound`: of all of it.
void examine(const Hyperparams& hyperparams, const Dataset& dataset, const ExamineOptions& options,
             const TimeBound& bound, Attendant& attendant);

}  // namespace lstmtrain
