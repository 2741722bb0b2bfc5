// The arrays of one block, planned once: see network.hpp.
#include <algorithm>

#include "nn/network.hpp"
#include "nn/recurrent_layer.hpp"

namespace lstmtrain::nn {

template <class Scalar>
BlockWorkspace<Scalar>::BlockWorkspace(const ModelSpec& spec, int steps, int lanes,
                                       bool with_backward) {
  lay_out(spec, steps, lanes, with_backward);
  arena_.allocate();
  lay_out(spec, steps, lanes, with_backward);
}

template <class Scalar>
std::size_t BlockWorkspace<Scalar>::bytes(const ModelSpec& spec, int steps, int lanes,
                                          bool with_backward) {
  BlockWorkspace measured;
  measured.lay_out(spec, steps, lanes, with_backward);
  return measured.arena_.bytes();
}

template <class Scalar>
void BlockWorkspace<Scalar>::lay_out(const ModelSpec& spec, int steps, int lanes,
                                     bool with_backward) {
  const auto T = static_cast<std::size_t>(steps), B = static_cast<std::size_t>(lanes),
             K = static_cast<std::size_t>(spec.output_size);
  const auto array = [&](std::size_t features) {
    return arena_.template take<Scalar>(features * B);
  };
  x = array(T * static_cast<std::size_t>(spec.input_size));
  target = array(T * K);
  mask = arena_.template take<std::uint8_t>(T * B);
  reset = arena_.template take<std::uint8_t>(T * B);
  y = array(T * K);
  std::size_t widest = 0, scratch_size = 0;
  int D = spec.input_size;
  layers.resize(spec.layer_sizes.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto H = static_cast<std::size_t>(spec.layer_sizes[l]);
    const CellPass<Scalar>& pass =
        cell_pass<Scalar>(spec.cell, spec.layer_norm, spec.layer_sizes[l]);
    widest = std::max(widest, H);
    scratch_size = std::max(scratch_size, pass.scratch(D, spec.layer_sizes[l], lanes));
    D = spec.layer_sizes[l];
    layers[l].h = array((T + 1) * H);
    if (cell_facts(spec.cell).has_c) layers[l].c = array((T + 1) * H);
    layers[l].workspace = array(T * static_cast<std::size_t>(pass.features(spec.layer_sizes[l])));
    if (spec.dropout > 0) layers[l].dropped = array(T * H);
  }
  if (spec.layer_norm == LayerNorm::output) {
    const auto H = static_cast<std::size_t>(spec.layer_sizes.back());
    normed = array(T * H);
    norm_out = array(T * H);
    rstd = array(T);
  }
  if (spec.output_filter != OutputFilter::none) {
    u = array((static_cast<std::size_t>(filter_memory(spec.output_filter)) + T) * K);
    age = array(T + 1);
    if (with_backward) du = array(T * K);
  }
  scratch = arena_.template take<Scalar>(scratch_size);
  if (!with_backward) return;
  dy = array(T * K);
  dh[0] = array(T * widest);
  if (layers.size() > 1) dh[1] = array(T * widest);
}

template class BlockWorkspace<float>;
template class BlockWorkspace<double>;

}  // namespace lstmtrain::nn
