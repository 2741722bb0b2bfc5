// One recurrent cell on one block of lanes, with a loss that weighs every output: what the tests of
// the cells share, for the Eigen reference and for the fused kernels. Sizes differ so that no two
// can be mistaken: T 4, D 3, H 5, 2 lanes with loss.
#pragma once

#include "base/shape.hpp"
#include "nn/cell_views.hpp"
#include "nn/network_problem.hpp"
#include "nn/recurrent_layer.hpp"
#include "support/norm_faults.hpp"

namespace lstmtrain::test {

enum class Impl { reference, kernel };

template <class Scalar>
struct CellProblem {
  static constexpr int T = 4, D = 3, H = 5, N = 2, B = kLaneMultiple;

  explicit CellProblem(Cell kind, Impl by = Impl::reference, bool normed = false)
      : cell(kind), impl(by), norm(normed), gates(cell_facts(kind).num_gates) {
    const auto size = [](int n) { return static_cast<std::size_t>(n); };
    weight_ih.resize(size(gates * H * D));
    weight_hh.resize(size(gates * H * H));
    bias_ih.resize(size(gates * H));
    bias_hh.resize(size(gates * H));
    norm_ih.resize(size(gates * H));
    norm_hh.resize(size(gates * H));
    norm_c.resize(size(H));
    norm_c_bias.resize(size(H));
    x.resize(size(T * D * B));
    h0.resize(size(H * B));
    c0.resize(size(H * B));
    weigh.resize(size(T * H * B));
    reset.resize(size(T * B));
    h.resize(size((T + 1) * H * B));
    c.resize(h.size());
    workspace.resize(size(T * pass().features(H) * B));
    scratch.resize(pass().scratch(D, H, B));
    std::uint32_t what = 10;
    for (auto* v : {&weight_ih, &weight_hh, &bias_ih, &bias_hh, &x, &h0, &c0, &weigh})
      fill_normal<Scalar>(what++, 0.5, *v);
    for (auto* v : {&norm_ih, &norm_hh, &norm_c, &norm_c_bias})
      fill_normal<Scalar>(what++, 0.5, *v);
    for (auto* v : {&norm_ih, &norm_hh, &norm_c})
      for (Scalar& gain : *v) gain += Scalar(1);
    // Lanes from N on hold inputs and states like the others, but carry no loss.
    for (std::size_t i = 0; i < weigh.size(); ++i)
      if (i % B >= N) weigh[i] = 0;
  }

  bool has_c() const { return cell_facts(cell).has_c; }
  const nn::CellPass<Scalar>& pass() const {
    const auto& passes = nn::cell_functions(cell).template passes<Scalar>();
    if (impl == Impl::kernel) return norm ? passes.norm_kernel : passes.kernel;
    return norm ? passes.norm_reference : passes.reference;
  }

  nn::CellForward<Scalar> view() {
    return {T,
            D,
            H,
            B,
            weight_ih.data(),
            weight_hh.data(),
            bias_ih.data(),
            bias_hh.data(),
            x.data(),
            reset.data(),
            h.data(),
            has_c() ? c.data() : nullptr,
            workspace.data(),
            norm_view<const Scalar>(*this, norm_ih, norm_hh, norm_c, norm_c_bias)};
  }

  // The parameters, and their gradients in the same order.
  std::vector<std::vector<Scalar>*> params() {
    return {&weight_ih, &weight_hh, &bias_ih, &bias_hh, &norm_ih, &norm_hh, &norm_c, &norm_c_bias};
  }
  std::vector<std::vector<Scalar>*> param_gradients() {
    return {&d_weight_ih, &d_weight_hh, &d_bias_ih, &d_bias_hh,
            &d_norm_ih,   &d_norm_hh,   &d_norm_c,  &d_norm_c_bias};
  }

  // sum over t, units and lanes of weigh * h_t
  double forward() {
    std::copy(h0.begin(), h0.end(), h.begin());
    std::copy(c0.begin(), c0.end(), c.begin());
    scratch.assign(scratch.size(), std::numeric_limits<Scalar>::quiet_NaN());
    pass().forward(view(), scratch.data());
    double loss = 0;
    for (std::size_t i = 0; i < weigh.size(); ++i)
      loss += static_cast<double>(weigh[i]) * static_cast<double>(h[i + H * B]);
    return loss;
  }

  // After forward(). Arrays that accumulate hold `before` at the start, those that are overwritten
  // hold NaN.
  void backward(double before = 0) {
    const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
    const auto parameters = params(), gradients = param_gradients();
    for (std::size_t k = 0; k < gradients.size(); ++k)
      gradients[k]->assign(parameters[k]->size(), static_cast<Scalar>(before));
    dx.assign(x.size(), nan);
    dh0.assign(h0.size(), nan);
    dc0.assign(c0.size(), nan);
    scratch.assign(scratch.size(), nan);
    std::vector<Scalar> dh = weigh;
    pass().backward(view(), backward_view<Scalar>(*this, dh.data(), dx.data(), 0));
  }

  GradientCheck check() {
    std::vector<NamedSpan> arrays{{"weight_ih", weight_ih},
                                  {"weight_hh", weight_hh},
                                  {"bias_ih", bias_ih},
                                  {"bias_hh", bias_hh},
                                  {"x", x},
                                  {"h0", h0}};
    std::vector<std::span<const double>> grads{d_weight_ih, d_weight_hh, d_bias_ih,
                                               d_bias_hh,   dx,          dh0};
    if (has_c()) {
      arrays.push_back({"c0", c0});
      grads.push_back(dc0);
    }
    if (norm) {
      arrays.insert(arrays.end(), {{"norm_ih", norm_ih}, {"norm_hh", norm_hh}});
      grads.insert(grads.end(), {d_norm_ih, d_norm_hh});
    }
    if (norm && has_c()) {
      arrays.insert(arrays.end(), {{"norm_c", norm_c}, {"norm_c_bias", norm_c_bias}});
      grads.insert(grads.end(), {d_norm_c, d_norm_c_bias});
    }
    return check_gradient([this] { return forward(); }, arrays, grads);
  }

  // Lane n of lane-last memory [rows][B].
  static std::vector<double> lane(const std::vector<Scalar>& values, int n) {
    std::vector<double> result;
    for (std::size_t i = static_cast<std::size_t>(n); i < values.size(); i += B)
      result.push_back(static_cast<double>(values[i]));
    return result;
  }

  // The same problem in plain loops, lane n alone.
  PlainCell plain(int n) const {
    PlainCell p(T, D, H, gates);
    p.weight_ih.assign(weight_ih.begin(), weight_ih.end());
    p.weight_hh.assign(weight_hh.begin(), weight_hh.end());
    p.bias_ih.assign(bias_ih.begin(), bias_ih.end());
    p.bias_hh.assign(bias_hh.begin(), bias_hh.end());
    p.x = lane(x, n);
    p.h0 = lane(h0, n);
    p.c0 = lane(c0, n);
    return p;
  }

  // Likewise with the norms.
  PlainNormCell plain_norm(int n) const {
    PlainNormCell p(plain(n));
    p.norm_ih.assign(norm_ih.begin(), norm_ih.end());
    p.norm_hh.assign(norm_hh.begin(), norm_hh.end());
    p.norm_c.assign(norm_c.begin(), norm_c.end());
    p.norm_c_bias.assign(norm_c_bias.begin(), norm_c_bias.end());
    return p;
  }

  Cell cell;
  Impl impl;
  bool norm;
  int gates;
  std::vector<Scalar> weight_ih, weight_hh, bias_ih, bias_hh, x, h0, c0, weigh, h, c, workspace,
      scratch;
  std::vector<Scalar> norm_ih, norm_hh, norm_c, norm_c_bias;
  std::vector<Scalar> d_weight_ih, d_weight_hh, d_bias_ih, d_bias_hh, dx, dh0, dc0;
  std::vector<Scalar> d_norm_ih, d_norm_hh, d_norm_c, d_norm_c_bias;
  std::vector<std::uint8_t> reset;  // [T][B]
};

}  // namespace lstmtrain::test
