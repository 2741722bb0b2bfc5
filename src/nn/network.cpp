#include "nn/network.hpp"

#include <algorithm>

#include "nn/dense.hpp"
#include "nn/layer_norm.hpp"
#include "nn/recurrent_layer.hpp"

namespace lstmtrain::nn {
namespace {

// The first row on which the head runs of a sequence [T][features][B].
template <class Scalar>
Scalar* head_rows(Scalar* sequence, const Rows& rows, int features) {
  return sequence + static_cast<long>(rows.head_begin) * features * rows.B;
}

Dropout at_layer(const Rows& rows, std::size_t layer, int first_row) {
  Dropout dropout = *rows.dropout;
  dropout.layer = static_cast<std::uint32_t>(layer);
  dropout.first_row += static_cast<std::uint32_t>(first_row);
  return dropout;
}

// Where an array begins; 0 for one that this network does not have, and does not read.
std::size_t offset_of(const std::vector<ParamInfo>& layout, ParamRole role, int layer = -1) {
  const ParamInfo* info = find_param(layout, role, layer);
  return info == nullptr ? 0 : info->offset;
}

}  // namespace

template <class Scalar>
Network<Scalar>::Network(const ModelSpec& spec)
    : spec_(spec), count_(lstmtrain::param_count(spec)) {
  using enum ParamRole;
  const std::vector<ParamInfo> layout = param_layout(spec);
  int D = spec.input_size;
  for (int H : spec.layer_sizes) {
    const int layer = static_cast<int>(layers_.size());
    const auto at = [&](ParamRole role) { return offset_of(layout, role, layer); };
    layers_.push_back({&cell_pass<Scalar>(spec.cell, spec.layer_norm, H), D, H, at(weight_ih),
                       at(weight_hh), at(bias_ih), at(bias_hh), at(norm_ih), at(norm_hh),
                       at(norm_c), at(norm_c_bias)});
    state_size_ += cell_facts(spec.cell).has_c ? 2 * H : H;
    D = H;
  }
  gamma_ = offset_of(layout, layer_norm_weight);
  beta_ = offset_of(layout, layer_norm_bias);
  fc_weight_ = offset_of(layout, fc_weight);
  fc_bias_ = offset_of(layout, fc_bias);
  filter_ = offset_of(layout, filter);
  if (filtered()) state_size_ += 1 + filter_memory(spec.output_filter) * spec.output_size;
}

template <class Scalar>
const Scalar* Network<Scalar>::input_of(std::size_t l, const BlockWorkspace<Scalar>& w,
                                        const Rows& rows) const {
  if (l == 0) return w.x;
  if (dropped(rows)) return w.layers[l - 1].dropped;
  return w.layers[l - 1].h + static_cast<long>(layers_[l - 1].H) * rows.B;
}

template <class Scalar>
const Scalar* Network<Scalar>::head_input(const BlockWorkspace<Scalar>& w, const Rows& rows) const {
  const int H = layers_.back().H;
  const auto& top = w.layers.back();
  if (dropped(rows)) return head_rows(top.dropped, rows, H);
  if (spec_.layer_norm == LayerNorm::output) return head_rows(w.norm_out, rows, H);
  return head_rows(top.h + static_cast<long>(H) * rows.B, rows, H);
}

template <class Scalar>
Scalar* Network<Scalar>::head_output(const BlockWorkspace<Scalar>& w, const Rows& rows) const {
  const int K = spec_.output_size;
  if (!filtered()) return head_rows(w.y, rows, K);
  return w.u + static_cast<long>(filter_memory(spec_.output_filter)) * K * rows.B;
}

// A filter needs every row.
template <class Scalar>
Rows Network<Scalar>::head_rows_of(Rows rows) const {
  if (filtered()) rows.head_begin = 0;
  return rows;
}

template <class Scalar>
FilterRows<Scalar> Network<Scalar>::filter_rows(const Scalar* params,
                                                const BlockWorkspace<Scalar>& w, int T,
                                                int B) const {
  const Scalar* logits = params == nullptr ? nullptr : params + filter_;
  return {spec_.output_filter, T, spec_.output_size, B, logits, w.reset, w.u, w.age, w.y};
}

template <class Scalar>
template <class Value>
CellNorm<Value> Network<Scalar>::norm_of(std::size_t l, Value* params) const {
  if (spec_.layer_norm != LayerNorm::cell) return {};
  const Layer& o = layers_[l];
  if (!has_c()) return {params + o.norm_ih, params + o.norm_hh};
  return {params + o.norm_ih, params + o.norm_hh, params + o.norm_c, params + o.norm_c_bias};
}

template <class Scalar>
CellForward<Scalar> Network<Scalar>::layer_forward(std::size_t l, const Scalar* params,
                                                   const BlockWorkspace<Scalar>& w,
                                                   const Rows& rows) const {
  const Layer& o = layers_[l];
  const auto& layer = w.layers[l];
  return {rows.T,
          o.D,
          o.H,
          rows.B,
          params + o.weight_ih,
          params + o.weight_hh,
          params + o.bias_ih,
          params + o.bias_hh,
          input_of(l, w, rows),
          w.reset,
          layer.h,
          layer.c,
          layer.workspace,
          norm_of(l, params)};
}

template <class Scalar>
void Network<Scalar>::forward(const Scalar* params, BlockWorkspace<Scalar>& w,
                              const Rows& wanted) const {
  const Rows rows = head_rows_of(wanted);
  const int T = rows.T, B = rows.B;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& o = layers_[l];
    auto& layer = w.layers[l];
    o.pass->forward(layer_forward(l, params, w, rows), w.scratch);
    if (dropped(rows) && l + 1 < layers_.size())
      at_layer(rows, l, 0).apply(T, o.H, B, layer.h + static_cast<long>(o.H) * B, layer.dropped);
  }

  const int H = layers_.back().H, head = T - rows.head_begin;
  auto& top = w.layers.back();
  const Scalar* out = head_rows(top.h + static_cast<long>(H) * B, rows, H);
  if (spec_.layer_norm == LayerNorm::output) {
    layer_norm_forward(head, H, B, out, params + gamma_, params + beta_,
                       head_rows(w.normed, rows, H), head_rows(w.rstd, rows, 1),
                       head_rows(w.norm_out, rows, H));
    out = head_rows(w.norm_out, rows, H);
  }
  if (dropped(rows))
    at_layer(rows, layers_.size() - 1, rows.head_begin)
        .apply(head, H, B, out, head_rows(top.dropped, rows, H));
  dense_forward(head, H, spec_.output_size, B, head_input(w, rows), params + fc_weight_,
                params + fc_bias_, head_output(w, rows));
  if (filtered()) filter_forward(filter_rows(params, w, T, B));
}

template <class Scalar>
void Network<Scalar>::backward(const Scalar* params, BlockWorkspace<Scalar>& w, const Rows& wanted,
                               Scalar* grads, Scalar* dx_wanted) const {
  const Rows rows = head_rows_of(wanted);
  const int T = rows.T, B = rows.B, H_top = layers_.back().H, head = T - rows.head_begin;
  Scalar* dh = w.dh[0];
  Scalar* dx = w.dh[1];

  const Scalar* dy = head_rows(w.dy, rows, spec_.output_size);
  if (filtered()) {
    std::fill(w.dy, head_rows(w.dy, wanted, spec_.output_size), Scalar(0));
    filter_backward(filter_rows(params, w, T, B), dy, w.du, grads + filter_);
    dy = w.du;
  }
  Scalar* dh_head = head_rows(dh, rows, H_top);
  dense_backward(head, H_top, spec_.output_size, B, head_input(w, rows), params + fc_weight_, dy,
                 dh_head, grads + fc_weight_, grads + fc_bias_);
  if (dropped(rows))
    at_layer(rows, layers_.size() - 1, rows.head_begin).apply(head, H_top, B, dh_head, dh_head);
  if (spec_.layer_norm == LayerNorm::output)
    layer_norm_backward(head, H_top, B, head_rows(w.normed, rows, H_top),
                        head_rows(w.rstd, rows, 1), params + gamma_, dh_head, grads + gamma_,
                        grads + beta_);

  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& o = layers_[l];
    o.pass->backward(layer_forward(l, params, w, rows),
                     {dh, l > 0 ? dx : dx_wanted, nullptr, nullptr, grads + o.weight_ih,
                      grads + o.weight_hh, grads + o.bias_ih, grads + o.bias_hh, w.scratch,
                      l + 1 == layers_.size() ? rows.head_begin : 0, norm_of(l, grads)});
    if (l > 0 && dropped(rows)) at_layer(rows, l - 1, 0).apply(T, o.D, B, dx, dx);
    std::swap(dh, dx);
  }
}

template <class Scalar>
void Network<Scalar>::load_state(const Scalar* state, int B, BlockWorkspace<Scalar>& w) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const long size = static_cast<long>(layers_[l].H) * B;
    std::copy(state, state + size, w.layers[l].h);
    state += size;
    if (!has_c()) continue;
    std::copy(state, state + size, w.layers[l].c);
    state += size;
  }
  if (!filtered()) return;
  std::copy_n(state, B, w.age);
  std::copy_n(state + B, past_size(B), w.u);
}

template <class Scalar>
void Network<Scalar>::save_state(const BlockWorkspace<Scalar>& w, int row, int B,
                                 Scalar* state) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const long size = static_cast<long>(layers_[l].H) * B;
    state = std::copy(w.layers[l].h + row * size, w.layers[l].h + (row + 1) * size, state);
    if (has_c())
      state = std::copy(w.layers[l].c + row * size, w.layers[l].c + (row + 1) * size, state);
  }
  if (!filtered()) return;
  state = std::copy_n(w.age + static_cast<long>(row) * B, B, state);
  std::copy_n(filter_past(filter_rows(nullptr, w, row, B), row), past_size(B), state);
}

template <class Scalar>
void Network<Scalar>::zero_state(int B, BlockWorkspace<Scalar>& w) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    std::fill_n(w.layers[l].h, static_cast<long>(layers_[l].H) * B, Scalar(0));
    if (has_c()) std::fill_n(w.layers[l].c, static_cast<long>(layers_[l].H) * B, Scalar(0));
  }
  if (!filtered()) return;
  std::fill_n(w.age, B, Scalar(0));
  std::fill_n(w.u, past_size(B), Scalar(0));
}

template <class Scalar>
void Network<Scalar>::carry_state(BlockWorkspace<Scalar>& w, int rows, int B) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const long size = static_cast<long>(layers_[l].H) * B;
    std::copy_n(w.layers[l].h + rows * size, size, w.layers[l].h);
    if (has_c()) std::copy_n(w.layers[l].c + rows * size, size, w.layers[l].c);
  }
  if (!filtered()) return;
  std::copy_n(w.age + static_cast<long>(rows) * B, B, w.age);
  std::copy_n(filter_past(filter_rows(nullptr, w, rows, B), rows), past_size(B), w.u);
}

template class Network<float>;
template class Network<double>;

}  // namespace lstmtrain::nn
