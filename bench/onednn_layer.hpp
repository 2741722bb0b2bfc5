// One layer of oneDNN (API 2), forward and backward: an LSTM, or a linear-before-reset GRU, which
// is PyTorch's. The weights are kept in a layout of the trainer's own, ldigo, and are copied each
// step into what each primitive asks for, as a trainer must whose optimiser has changed them; where
// a primitive asks for ldigo itself nothing is copied. Backward accumulates into weight gradients,
// so they are zeroed first. The zero state is given as memory: with none, an LSTM of oneDNN 2.6.3
// returns a wrong gradient of the recurrent weights.
#pragma once

#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>

#include "problem.hpp"

namespace lstmtrain::bench {

class OneDnnLayer {
 public:
  using Memory = dnnl::memory;

  OneDnnLayer(const dnnl::engine& engine, const Problem& problem, std::size_t layer, Memory src)
      : engine_(engine),
        cell_(problem.spec.cell),
        T_(problem.T),
        N_(problem.N),
        D_(layer == 0 ? problem.spec.input_size : problem.spec.layer_sizes[layer - 1]),
        H_(problem.spec.layer_sizes[layer]) {
    describe();
    make_arguments(std::move(src));
    read_params(problem, layer);
  }

  void forward(dnnl::stream& stream) {
    for (Copy& copy : before_forward_) copy.primitive.execute(stream, copy.from, copy.to);
    forward_.execute(stream, forward_args_);
  }
  void backward(dnnl::stream& stream) {
    for (Copy& copy : before_backward_) copy.primitive.execute(stream, copy.from, copy.to);
    for (const int arg :
         {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS})
      clear(backward_args_.at(arg));
    backward_.execute(stream, backward_args_);
    for (Copy& copy : after_backward_) copy.primitive.execute(stream, copy.from, copy.to);
  }

  // [T][N][H]
  const Memory& dst() const { return forward_args_.at(DNNL_ARG_DST_LAYER); }
  // [T][N][D]
  const Memory& diff_src() const { return backward_args_.at(DNNL_ARG_DIFF_SRC_LAYER); }
  const Memory& diff_dst() const { return backward_args_.at(DNNL_ARG_DIFF_DST_LAYER); }
  // The layer above writes this layer's diff_dst as its own diff_src.
  void set_diff_dst(const Memory& memory) { backward_args_[DNNL_ARG_DIFF_DST_LAYER] = memory; }
  std::string implementation() const { return forward_desc_.impl_info_str(); }

  // Into `grads`, param_layout() order.
  void write_grads(const Problem& problem, std::size_t layer, float* grads) const {
    for (const std::size_t which : {0U, 1U})
      for_each_weight(which, [&](std::size_t plain, std::size_t torch) {
        grads[problem.offset(layer, which) + torch] = data(diff_[which])[plain];
      });
    for (const std::size_t which : {2U, 3U})
      for_each_bias(which == 3, [&](std::size_t plain, std::size_t torch) {
        grads[problem.offset(layer, which) + torch] = data(diff_[2])[plain];
      });
  }

  static float* data(const Memory& memory) { return static_cast<float*>(memory.get_data_handle()); }
  static void clear(const Memory& memory) {
    std::memset(memory.get_data_handle(), 0, memory.get_desc().get_size());
  }

 private:
  using Desc = dnnl::memory::desc;
  using Tag = dnnl::memory::format_tag;
  struct Copy {
    Memory from, to;
    dnnl::reorder primitive;
  };

  int gates() const { return cell_ == Cell::lstm ? 4 : 3; }
  static Desc desc(const dnnl::memory::dims& dims, Tag tag) {
    return {dims, dnnl::memory::data_type::f32, tag};
  }
  Desc weights(int inputs, Tag tag) const { return desc({1, 1, inputs, gates(), H_}, tag); }
  Desc bias() const { return desc({1, 1, 4, H_}, Tag::ldgo); }  // GRU: z, r, n and b_hn

  void describe() {
    using namespace dnnl;
    const Desc src = desc({T_, N_, D_}, Tag::tnc), dst = desc({T_, N_, H_}, Tag::tnc), no;
    const Desc h = desc({1, 1, N_, H_}, Tag::ldnc);
    const Desc wl = weights(D_, Tag::any), wi = weights(H_, Tag::any), b = bias();
    const auto training = prop_kind::forward_training, backward = prop_kind::backward;
    const auto right = rnn_direction::unidirectional_left2right;
    if (cell_ == Cell::lstm) {
      const lstm_forward::primitive_desc first({training, right, src, h, h, wl, wi, b, dst, no, no},
                                               engine_);
      forward_desc_ = first;
      backward_desc_ = lstm_backward::primitive_desc(
          {backward, right, src, h, h, wl, wi, b, dst, no, no, src, h, h, wl, wi, b, dst, no, no},
          engine_, first);
    } else {
      const lbr_gru_forward::primitive_desc first({training, right, src, h, wl, wi, b, dst, no},
                                                  engine_);
      forward_desc_ = first;
      backward_desc_ = lbr_gru_backward::primitive_desc(
          {backward, right, src, h, wl, wi, b, dst, no, src, h, wl, wi, b, dst, no}, engine_,
          first);
    }
    forward_ = primitive(forward_desc_);
    backward_ = primitive(backward_desc_);
  }

  Memory make(const dnnl::primitive_desc& primitive, int arg) const {
    const Memory memory(primitive.query_md(dnnl::query::exec_arg_md, arg), engine_);
    clear(memory);
    return memory;
  }
  void make_arguments(Memory src) {
    for (const int arg : {DNNL_ARG_DST_LAYER, DNNL_ARG_WORKSPACE, DNNL_ARG_SRC_ITER})
      forward_args_[arg] = make(forward_desc_, arg);
    forward_args_[DNNL_ARG_SRC_LAYER] = std::move(src);
    forward_args_[DNNL_ARG_BIAS] = Memory(bias(), engine_);
    if (cell_ == Cell::lstm)
      forward_args_[DNNL_ARG_SRC_ITER_C] = make(forward_desc_, DNNL_ARG_SRC_ITER_C);
    backward_args_ = forward_args_;
    for (const int arg : {DNNL_ARG_DIFF_SRC_LAYER, DNNL_ARG_DIFF_DST_LAYER, DNNL_ARG_DIFF_SRC_ITER})
      backward_args_[arg] = make(backward_desc_, arg);
    if (cell_ == Cell::lstm)
      backward_args_[DNNL_ARG_DIFF_SRC_ITER_C] = make(backward_desc_, DNNL_ARG_DIFF_SRC_ITER_C);
    const Desc plain[] = {weights(D_, Tag::ldigo), weights(H_, Tag::ldigo)};
    for (const int i : {0, 1}) {
      plain_[i] = Memory(plain[i], engine_);
      diff_[i] = Memory(plain[i], engine_);
    }
    diff_[2] = backward_args_[DNNL_ARG_DIFF_BIAS] = Memory(bias(), engine_);
    lay_out_weights(0, DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_LAYER);
    lay_out_weights(1, DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_DIFF_WEIGHTS_ITER);
  }

  // An argument is the trainer's memory itself, or one of its own that is copied each step.
  void lay_out_weights(int which, int weights_arg, int diff_arg) {
    forward_args_[weights_arg] = in_layout(forward_desc_, weights_arg, plain_[which]);
    if (forward_args_[weights_arg].get() != plain_[which].get())
      add(before_forward_, plain_[which], forward_args_[weights_arg]);
    backward_args_[weights_arg] = in_layout(backward_desc_, weights_arg, plain_[which]);
    if (backward_args_[weights_arg].get() != plain_[which].get())
      add(before_backward_, plain_[which], backward_args_[weights_arg]);
    backward_args_[diff_arg] = in_layout(backward_desc_, diff_arg, diff_[which]);
    if (backward_args_[diff_arg].get() != diff_[which].get())
      add(after_backward_, backward_args_[diff_arg], diff_[which]);
  }
  Memory in_layout(const dnnl::primitive_desc& primitive, int arg, const Memory& plain) const {
    const Desc wanted = primitive.query_md(dnnl::query::exec_arg_md, arg);
    return wanted == plain.get_desc() ? plain : make(primitive, arg);
  }
  static void add(std::vector<Copy>& copies, const Memory& from, const Memory& to) {
    copies.push_back({from, to, dnnl::reorder(from, to)});
  }

  void read_params(const Problem& problem, std::size_t layer) {
    for (const std::size_t which : {0U, 1U})
      for_each_weight(which, [&](std::size_t plain, std::size_t torch) {
        data(plain_[which])[plain] = problem.params[problem.offset(layer, which) + torch];
      });
    const Memory& bias = forward_args_[DNNL_ARG_BIAS];
    clear(bias);
    for (const std::size_t which : {2U, 3U})
      for_each_bias(which == 3, [&](std::size_t plain, std::size_t torch) {
        data(bias)[plain] += problem.params[problem.offset(layer, which) + torch];
      });
  }

  // oneDNN's gates are LSTM i f g o, GRU z r n; PyTorch's GRU has r z n.
  int row_of(int gate) const { return cell_ == Cell::lstm || gate == 2 ? gate : 1 - gate; }

  // visit(index in [I][G][H], index in PyTorch's [G*H][I]); which: 0 weight_ih, 1 weight_hh
  template <class Visit>
  void for_each_weight(std::size_t which, Visit visit) const {
    const int inputs = which == 0 ? D_ : H_;
    for (int i = 0; i < inputs; ++i)
      for (int gate = 0; gate < gates(); ++gate)
        for (int unit = 0; unit < H_; ++unit)
          visit(static_cast<std::size_t>((i * gates() + row_of(gate)) * H_ + unit),
                static_cast<std::size_t>((gate * H_ + unit) * inputs + i));
  }
  // visit(index in [4][H], index in PyTorch's [G*H]): both biases are one, but for a GRU's b_hn.
  template <class Visit>
  void for_each_bias(bool recurrent, Visit visit) const {
    for (int gate = 0; gate < gates(); ++gate) {
      const bool own = cell_ == Cell::gru && gate == 2 && recurrent;
      for (int unit = 0; unit < H_; ++unit)
        visit(static_cast<std::size_t>((own ? 3 : row_of(gate)) * H_ + unit),
              static_cast<std::size_t>(gate * H_ + unit));
    }
  }

  dnnl::engine engine_;
  Cell cell_;
  int T_, N_, D_, H_;
  dnnl::primitive_desc forward_desc_, backward_desc_;
  dnnl::primitive forward_, backward_;
  Memory plain_[2], diff_[3];  // the trainer's weights and gradients; diff_[2] of the bias
  std::unordered_map<int, Memory> forward_args_, backward_args_;
  std::vector<Copy> before_forward_, before_backward_, after_backward_;
};

}  // namespace lstmtrain::bench
