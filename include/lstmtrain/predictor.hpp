// A model that is fed one row at a time, in physical units on both sides: what a device runs.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain {

// Owns a copy of its model and its own memory of the rows so far, and shares nothing: one thread at
// a time may use a Predictor, and any number of threads may each have their own, of one model too.
// Movable, not copyable (state() and restore() carry a memory over); one that was moved from throws
// config whatever it is asked, until another is assigned to it.
class Predictor {
 public:
  // What the model remembers of the rows so far: a value to copy, keep and write down. It belongs
  // to models of one shape; `spec` is that of the model that gave it, and what reads a state back
  // states it again.
  struct State {
    std::vector<float> values;
    ModelSpec spec = {};
  };

  // The memory is empty. Models with LayerNorm inside the cell run a block of which one lane is
  // used; all others the one-row kernels. Throws config for a model that is not whole: parameters
  // that are too few or not finite, a scaler or names that do not fit its shape.
  explicit Predictor(Model model);
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  // x [features] in, in the order of model().features; y [targets] out: the output at this row,
  // which with target_offset n predicts n rows later. The bits are those of predict() on a file.
  // False when a feature is not finite, or not once it is scaled: the memory is unchanged and y is
  // NaN. x and y may overlap. Throws config for a span of another size, which changes nothing.
  // Allocates: no.
  bool step(std::span<const float> x, std::span<float> y);
  // The same for numbers of more digits than float32 has, which count in columns that need them: a
  // counter of 1e9 with steps of 0.05.
  bool step(std::span<const double> x, std::span<float> y);

  // Forgets all rows. Allocates: no.
  void reset();

  // A copy. Allocates: yes.
  State state() const;
  // Throws config for a state of a model of another shape (dropout aside), or one that is not
  // finite; the memory is unchanged then. Allocates: no.
  void restore(const State& state);

  // Lives until the Predictor is destroyed, moved from or assigned to.
  const Model& model() const;

 private:
  class Impl;
  Impl& impl() const;

  std::unique_ptr<Impl> impl_;
};

}  // namespace lstmtrain
