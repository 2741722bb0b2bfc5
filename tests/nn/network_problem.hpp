// A whole network on one block of lanes with everything it needs, small enough for finite
// differences: what the network tests share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"
#include "support/catch.hpp"
#include "support/gradient_check.hpp"

namespace lstmtrain::test {

// Numbers for tests: normal, from a counter.
inline double draw(std::uint32_t what, std::size_t index) {
  static const Philox rng(7, Purpose::simulate);
  return rng.normal(what, static_cast<std::uint32_t>(index));
}

template <class Scalar>
void fill_normal(std::uint32_t what, double scale, std::span<Scalar> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<Scalar>(scale * draw(what, i));
}

// The largest difference of two arrays of one size.
inline double worst(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double result = 0;
  for (std::size_t i = 0; i < a.size(); ++i) result = std::max(result, std::abs(a[i] - b[i]));
  return result;
}

template <class Scalar>
struct NetworkProblem {
  NetworkProblem(const ModelSpec& spec, int steps, int used_lanes, int lanes, int head_begin = 0)
      : net(spec),
        w(spec, steps, lanes, true),
        rows{steps, lanes, head_begin, nullptr},
        params(net.param_count()),
        grads(net.param_count(), Scalar(0)),
        state(static_cast<std::size_t>(net.state_size() * lanes)),
        squared(static_cast<std::size_t>(spec.output_size), 0.0) {
    fill_normal<Scalar>(1, 0.4, params);
    for (int t = 0; t < steps; ++t)
      for (int n = 0; n < used_lanes; ++n) {
        w.mask[t * lanes + n] = 1;
        for (int d = 0; d < spec.input_size; ++d)
          x(t, d, n) = static_cast<Scalar>(draw(2, index(t, d, n)));
        for (int k = 0; k < spec.output_size; ++k)
          target(t, k, n) = static_cast<Scalar>(draw(3, index(t, k, n)));
      }
    for (int s = 0; s < net.state_size(); ++s)
      for (int n = 0; n < used_lanes; ++n)
        state[static_cast<std::size_t>(s * lanes + n)] =
            static_cast<Scalar>(0.5 * draw(4, index(0, s, n)));
    if (spec.output_filter != OutputFilter::none) set_ages(lanes);
  }

  Scalar& x(int t, int d, int n) { return w.x[(t * net.spec().input_size + d) * rows.B + n]; }
  Scalar& y(int t, int k, int n) { return w.y[(t * net.spec().output_size + k) * rows.B + n]; }
  Scalar& dy(int t, int k, int n) { return w.dy[(t * net.spec().output_size + k) * rows.B + n]; }
  Scalar& target(int t, int k, int n) {
    return w.target[(t * net.spec().output_size + k) * rows.B + n];
  }

  // Leaves nothing of an earlier pass to lean on: what the backward pass needs zero, it must make
  // so.
  void poison() {
    const ModelSpec& spec = net.spec();
    const int widest = *std::max_element(spec.layer_sizes.begin(), spec.layer_sizes.end());
    const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
    for (Scalar* dh : w.dh)
      if (dh != nullptr) std::fill_n(dh, rows.T * widest * rows.B, nan);
    for (Scalar* d : {w.dy, w.du})
      if (d != nullptr) std::fill_n(d, rows.T * spec.output_size * rows.B, nan);
  }

  // The loss, scaled by `scale`, of the head's rows from `state`; fills w.y and w.dy.
  double forward() {
    net.load_state(state.data(), rows.B, w);
    net.forward(params.data(), w, rows);
    const int K = net.spec().output_size;
    const long head = static_cast<long>(rows.head_begin) * rows.B;
    return scale * loss.evaluate(rows.T - rows.head_begin, K, rows.B, w.y + head * K,
                                 w.target + head * K, w.mask + head, scale, w.dy + head * K,
                                 squared.data());
  }

  // After forward(): adds to grads.
  void backward() { net.backward(params.data(), w, rows, grads.data()); }

  // Finite differences of `numeric_loss` (forward() when not given) against grads.
  GradientCheck check(std::function<double()> numeric_loss = nullptr) {
    if (!numeric_loss) numeric_loss = [this] { return forward(); };
    std::vector<NamedSpan> arrays;
    std::vector<std::span<const double>> gradients;
    for (const ParamInfo& info : param_layout(net.spec())) {
      arrays.push_back({info.name, {params.data() + info.offset, info.size}});
      gradients.push_back({grads.data() + info.offset, info.size});
    }
    return check_gradient(numeric_loss, arrays, gradients);
  }

  nn::Network<Scalar> net;
  nn::BlockWorkspace<Scalar> w;
  nn::Rows rows;
  std::vector<Scalar> params, grads, state;
  std::vector<double> squared;
  nn::Loss loss;
  double scale = 1;

 private:
  // Every lane enters with another number of rows that its filter knows.
  void set_ages(int lanes) {
    const int memory = nn::filter_memory(net.spec().output_filter);
    Scalar* age = state.data() + (net.state_size() - 1 - memory * net.spec().output_size) * lanes;
    for (int n = 0; n < lanes; ++n) age[n] = static_cast<Scalar>((7 * n + memory) % (memory + 1));
  }

  static std::size_t index(int t, int feature, int lane) {
    return static_cast<std::size_t>((t * 100 + feature) * 100 + lane);
  }
};

// How far the gradients of a float pass are from those of a double one on the same numbers, as a
// share of the largest; the losses agree to 3e-6.
inline double float_difference(const ModelSpec& spec, int steps, int used_lanes, int lanes) {
  NetworkProblem<float> single(spec, steps, used_lanes, lanes);
  NetworkProblem<double> exact(spec, steps, used_lanes, lanes);
  exact.params.assign(single.params.begin(), single.params.end());
  exact.state.assign(single.state.begin(), single.state.end());
  std::copy_n(single.w.x, steps * spec.input_size * lanes, exact.w.x);
  std::copy_n(single.w.target, steps * spec.output_size * lanes, exact.w.target);
  CHECK(single.forward() == Approx(exact.forward()).epsilon(3e-6));
  single.backward();
  exact.backward();
  double largest = 0;
  for (const double gradient : exact.grads) largest = std::max(largest, std::abs(gradient));
  return worst({single.grads.begin(), single.grads.end()}, exact.grads) / largest;
}

// The gradients of p, as it stands, against finite differences; `what` names the problem.
inline void require_right_gradients(NetworkProblem<double>& p, const std::string& what = "") {
  p.poison();
  p.grads.assign(p.grads.size(), 0.0);
  p.forward();
  p.backward();
  const GradientCheck result = p.check();
  INFO(what << " head from " << p.rows.head_begin << ": " << result.worst_name << "["
            << result.worst_index << "] " << result.max_rel << ", quietest " << result.quietest);
  CHECK(result.passed());
}

}  // namespace lstmtrain::test
