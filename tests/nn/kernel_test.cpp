// The fused kernels, with and without norms, against the Eigen cells, on every target: all outputs,
// all gradients, sizes with and without tails, resets, and what the contract says about NaN,
// neighbours and repetition.
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "base/rng.hpp"
#include "base/shape.hpp"
#include "lstmtrain/model.hpp"
#include "nn/cell_views.hpp"
#include "nn/cells/table.hpp"
#include "nn/each_target.hpp"

using namespace lstmtrain;

namespace {

struct Kind {
  Cell cell;
  bool norm;
};

struct Size {
  int T, D, H, B;
  bool reset = true, dx = true;
};

// One problem, with its outputs. Arrays have 16 values behind them that nobody may touch.
template <class Scalar>
struct Problem {
  static constexpr std::size_t kGuard = 16;
  static constexpr Scalar kUntouched = Scalar(-123);

  Problem(Kind kind, Size s)
      : cell(kind.cell), norm(kind.norm), size(s), G(cell_facts(kind.cell).num_gates) {
    const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
    std::uint32_t what = 0;
    const double spread = 1 / std::sqrt(s.H);
    for (auto* v : {&weight_ih, &weight_hh, &bias_ih, &bias_hh}) {
      const int columns = v == &weight_ih ? s.D : v == &weight_hh ? s.H : 1;
      fill(*v, G * s.H * columns, spread, what++);
    }
    for (auto* v : {&norm_ih, &norm_hh, &norm_c, &norm_c_bias}) {
      fill(*v, v == &norm_ih || v == &norm_hh ? G * s.H : s.H, 0.3, what++);
      if (v != &norm_c_bias)
        for (Scalar& gain : *v) gain += Scalar(1);
    }
    fill(x, s.T * s.D * s.B, 1, what++);
    fill(h, (s.T + 1) * s.H * s.B, 0.5, what++);
    fill(c, (s.T + 1) * s.H * s.B, 0.5, what++);
    fill(dh, s.T * s.H * s.B, 0.1, what++);
    std::fill_n(dh.begin(), dh_begin() * s.H * s.B, nan);
    for (auto* v : {&h, &c})  // all but the initial state is for the kernel to write
      std::fill(v->begin() + s.H * s.B, v->end() - kGuard, nan);
    const int features = std::max(reference().features(s.H), kernel().features(s.H));
    set(workspace, features * s.T * s.B, nan);
    set(dx, s.T * s.D * s.B, nan);
    set(dh0, s.H * s.B, nan);
    set(dc0, s.H * s.B, nan);
    set(d_weight_ih, G * s.H * s.D, 9);
    set(d_weight_hh, G * s.H * s.H, 9);
    set(d_bias_ih, G * s.H, 9);
    set(d_bias_hh, G * s.H, 9);
    set(d_norm_ih, G * s.H, 9);
    set(d_norm_hh, G * s.H, 9);
    set(d_norm_c, s.H, 9);
    set(d_norm_c_bias, s.H, 9);
    set(scratch,
        static_cast<int>(
            std::max(reference().scratch(s.D, s.H, s.B), kernel().scratch(s.D, s.H, s.B))),
        nan);
    const Philox rng(1, Purpose::dropout);
    for (int i = 0; i < s.T * s.B; ++i)
      reset.push_back(rng(static_cast<std::uint32_t>(i))[0] % 7 == 0 ? std::uint8_t{2}
                                                                     : std::uint8_t{0});
  }

  void fill(std::vector<Scalar>& v, int count, double scale, std::uint32_t what) {
    const Philox rng(7, Purpose::init);
    set(v, count, 0);
    for (int i = 0; i < count; ++i)
      v[static_cast<std::size_t>(i)] =
          static_cast<Scalar>(scale * rng.normal(static_cast<std::uint32_t>(i), what));
  }
  void set(std::vector<Scalar>& v, int count, Scalar value) {
    v.assign(static_cast<std::size_t>(count) + kGuard, kUntouched);
    std::fill_n(v.begin(), count, value);
  }

  // Without dx: a lone layer under a loss on the last step.
  int dh_begin() const { return size.dx ? 0 : size.T - 1; }

  nn::CellForward<Scalar> forward_view() {
    return {size.T,
            size.D,
            size.H,
            size.B,
            weight_ih.data(),
            weight_hh.data(),
            bias_ih.data(),
            bias_hh.data(),
            x.data(),
            size.reset ? reset.data() : nullptr,
            h.data(),
            has_c() ? c.data() : nullptr,
            workspace.data(),
            test::norm_view<const Scalar>(*this, norm_ih, norm_hh, norm_c, norm_c_bias)};
  }
  nn::CellBackward<Scalar> backward_view() {
    return test::backward_view<Scalar>(*this, dh.data(), size.dx ? dx.data() : nullptr, dh_begin());
  }

  bool has_c() const { return cell_facts(cell).has_c; }
  const nn::CellPass<Scalar>& reference() const {
    const auto& passes = nn::cell_functions(cell).template passes<Scalar>();
    return norm ? passes.norm_reference : passes.reference;
  }
  const nn::CellPass<Scalar>& kernel() const {
    const auto& passes = nn::cell_functions(cell).template passes<Scalar>();
    return norm ? passes.norm_kernel : passes.kernel;
  }
  void run(const nn::CellPass<Scalar>& pass) {
    pass.forward(forward_view(), scratch.data());
    pass.backward(forward_view(), backward_view());
  }
  void run_reference() { run(reference()); }
  void run_kernel() { run(kernel()); }

  std::vector<std::vector<Scalar>*> outputs() {
    std::vector<std::vector<Scalar>*> all{&h,           &dh0,       &d_weight_ih,
                                          &d_weight_hh, &d_bias_ih, &d_bias_hh};
    if (has_c()) all.insert(all.end(), {&c, &dc0});
    if (size.dx) all.push_back(&dx);
    if (norm) all.insert(all.end(), {&d_norm_ih, &d_norm_hh});
    if (norm && has_c()) all.insert(all.end(), {&d_norm_c, &d_norm_c_bias});
    return all;
  }

  Cell cell;
  bool norm;
  Size size;
  int G;
  std::vector<Scalar> weight_ih, weight_hh, bias_ih, bias_hh, x, h, c, dh, workspace, dx, dh0, dc0,
      d_weight_ih, d_weight_hh, d_bias_ih, d_bias_hh, scratch;
  std::vector<Scalar> norm_ih, norm_hh, norm_c, norm_c_bias, d_norm_ih, d_norm_hh, d_norm_c,
      d_norm_c_bias;
  std::vector<std::uint8_t> reset;
};

// Largest difference over all outputs, each relative to that array's largest value, or to 0.01
// where the array is smaller: what cancels to 0 (n(c) over one unit) leaves the rounding of its
// terms.
template <class Scalar>
double difference(Problem<Scalar>& a, Problem<double>& b) {
  double worst = 0;
  const auto outputs = a.outputs();
  const auto expected = b.outputs();
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    double apart = 0, largest = 0.01;
    for (std::size_t i = 0; i + a.kGuard < outputs[k]->size(); ++i) {
      const double e = (*expected[k])[i];
      const double d = std::abs(static_cast<double>((*outputs[k])[i]) - e);
      apart = d <= apart ? apart : d;  // NaN is taken over
      largest = std::max(largest, std::abs(e));
    }
    worst = apart / largest <= worst ? worst : apart / largest;
  }
  return worst;
}

constexpr Kind kKinds[] = {
    {Cell::lstm, false}, {Cell::gru, false}, {Cell::lstm, true}, {Cell::gru, true}};

// Every odd H to 40 meets every D to 7 and every width of a block over the list.
std::vector<Size> sizes() {
  std::vector<Size> all;
  int k = 0;
  for (int H = 1; H <= 40; H += H % 4 == 0 ? 1 : 3, ++k)
    all.push_back({3 + k % 17, 1 + k % 7, H, kLaneMultiple * (1 + k % 4), k % 2 == 0, k % 3 != 1});
  all.push_back({20, 4, 65, 64});
  all.push_back({5, 9, 20, 48});
  all.push_back({1, 4, 10, 32});
  return all;
}

// Every kernel in Scalar against the reference in double.
template <class Scalar>
void check_kernels(double allowed, double allowed_with_norms) {
  for (Kind kind : kKinds)
    for (const Size& size : sizes()) {
      Problem<double> reference(kind, size);
      reference.run_reference();
      test::on_each_target([&] {
        Problem<Scalar> problem(kind, size);
        problem.run_kernel();
        CAPTURE(kind.cell == Cell::lstm, kind.norm, size.T, size.D, size.H, size.B);
        CHECK(difference(problem, reference) < (kind.norm ? allowed_with_norms : allowed));
      });
    }
}

}  // namespace

TEST_CASE("nn.kernel: double outputs and gradients are the reference's") {
  check_kernels<double>(1e-12, 1e-12);
}

// Float sums of T * B <= 1280 terms and some 20 steps of recurrence: 1e-5 is 84 epsilon. A norm
// scales what was rounded by up to 1 / sqrt(eps) = 316 where a lane has just been reset: 1e-4.
TEST_CASE("nn.kernel: float outputs and gradients are the reference's") {
  check_kernels<float>(1e-5, 1e-4);
}

TEST_CASE("nn.kernel: nothing is written behind an array") {
  for (Kind kind : kKinds)
    for (const Size& size : sizes()) {
      test::on_each_target([&] {
        Problem<float> p(kind, size);
        p.run_kernel();
        for (auto* v : {&p.h, &p.c, &p.workspace, &p.dx, &p.dh0, &p.dc0, &p.d_weight_ih,
                        &p.d_weight_hh, &p.d_bias_ih, &p.d_bias_hh, &p.d_norm_ih, &p.d_norm_hh,
                        &p.d_norm_c, &p.d_norm_c_bias, &p.scratch, &p.dh, &p.x})
          for (std::size_t i = v->size() - p.kGuard; i < v->size(); ++i)
            REQUIRE((*v)[i] == p.kUntouched);
      });
    }
}

TEST_CASE("nn.kernel: NaN in one lane stays in that lane's state and reaches all gradients") {
  for (Kind kind : kKinds)
    test::on_each_target([&] {
      const Size size{6, 3, 9, 32, false};
      Problem<float> p(kind, size);
      const std::size_t lane = 21, step = 2;
      p.x[(step * 3 + 1) * 32 + lane] = std::numeric_limits<float>::quiet_NaN();
      p.run_kernel();
      for (std::size_t i = 0; i + p.kGuard < p.h.size(); ++i)
        REQUIRE(std::isnan(p.h[i]) == (i % 32 == lane && i / (9 * 32) > step));
      for (auto* v : {&p.d_weight_ih, &p.d_weight_hh, &p.d_bias_ih})
        for (std::size_t i = 0; i + p.kGuard < v->size(); ++i) REQUIRE(std::isnan((*v)[i]));
    });
}

TEST_CASE("nn.kernel: a reset keeps an earlier NaN out of the state") {
  for (Kind kind : kKinds)
    test::on_each_target([&] {
      Problem<float> p(kind, {4, 2, 5, 16});
      std::fill(p.reset.begin(), p.reset.end(), std::uint8_t{0});
      p.reset[2 * 16 + 3] = 200;
      p.x[3] = std::numeric_limits<float>::infinity();
      p.x[3 + 16] = -p.x[3];
      p.h[3] = std::numeric_limits<float>::quiet_NaN();
      p.run_kernel();
      for (std::size_t j = 0; j < 5; ++j) {
        CHECK(std::isnan(p.h[(2 * 5 + j) * 16 + 3]));
        CHECK(std::isfinite(p.h[(3 * 5 + j) * 16 + 3]));
      }
    });
}

TEST_CASE("nn.kernel: the same call gives the same bytes") {
  for (Kind kind : kKinds)
    test::on_each_target([&] {
      Problem<float> a(kind, {21, 4, 33, 64}), b(kind, {21, 4, 33, 64});
      std::fill(b.scratch.begin(), b.scratch.end(), 3.0f);
      a.run_kernel();
      b.run_kernel();
      const auto first = a.outputs(), second = b.outputs();
      for (std::size_t k = 0; k < first.size(); ++k)
        CHECK(std::memcmp(first[k]->data(), second[k]->data(),
                          (first[k]->size() - a.kGuard) * sizeof(float)) == 0);
    });
}
