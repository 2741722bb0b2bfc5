// A model that is fed one row at a time, in physical units on both sides: what a device runs.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain {

class Predictor {
 public:
  // What the model remembers of the rows so far: a value to copy, keep and write down. It belongs
  // to models of one shape.
  struct State {
    std::vector<float> values;
  };

  // The memory is empty. Models with LayerNorm inside the cell run a block of which one lane is
  // used; all others the one-row kernels.
  explicit Predictor(Model model);
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  // x [features] in, in the order of model().features; y [targets] out: the output at this row,
  // which with target_offset n predicts n rows later. The bits are those of predict() on a file.
  // False when a feature is not finite: the memory is unchanged and y is NaN. Allocates: no.
  bool step(std::span<const float> x, std::span<float> y);

  // Forgets all rows.
  void reset();

  State state() const;
  // Throws Error(config) for a state of another shape.
  void restore(const State& state);

  const Model& model() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lstmtrain
