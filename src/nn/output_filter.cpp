#include "nn/output_filter.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/shape.hpp"

namespace lstmtrain::nn {
namespace {

// The rows of the past that each lane has at every row: none where it starts.
template <class Scalar>
void count_ages(const FilterRows<Scalar>& f) {
  const auto memory = static_cast<Scalar>(filter_memory(f.kind));
  for (long i = 0; i < static_cast<long>(f.T) * f.B; ++i) {
    if (f.reset != nullptr && f.reset[i]) f.age[i] = 0;
    f.age[i + f.B] = std::min(f.age[i] + 1, memory);
  }
}

// y_{t-1} of output k.
template <class Scalar>
const Scalar* before(const FilterRows<Scalar>& f, int t, int k) {
  return filter_past(f, t) + static_cast<long>(k) * f.B;
}

// y_t = alpha u_t + (1 - alpha) y_{t-1}; at a lane's start y_t = u_t
template <class Scalar>
void ema_forward(const FilterRows<Scalar>& f) {
  for (int t = 0; t < f.T; ++t)
    for (int k = 0; k < f.K; ++k) {
      const Scalar alpha = ema_alpha(f.logits[k]);
      const long row = (static_cast<long>(t) * f.K + k) * f.B;
      const Scalar *u = f.u + static_cast<long>(f.K) * f.B + row, *last = before(f, t, k),
                   *age = f.age + static_cast<long>(t) * f.B;
      for (int n = 0; n < f.B; ++n)
        f.y[row + n] = age[n] > 0 ? alpha * u[n] + (1 - alpha) * last[n] : u[n];
    }
}

template <class Scalar>
void ema_backward(const FilterRows<Scalar>& f, const Scalar* dy, Scalar* du, Scalar* d_logits) {
  const long size = static_cast<long>(f.K) * f.B;
  for (int t = f.T - 1; t >= 0; --t)
    for (int k = 0; k < f.K; ++k) {
      const Scalar alpha = ema_alpha(f.logits[k]);
      const long row = t * size + static_cast<long>(k) * f.B;
      const Scalar *u = f.u + size + row, *last = before(f, t, k),
                   *age = f.age + static_cast<long>(t) * f.B;
      Scalar d_alpha = 0;
      for (int n = 0; n < f.B; ++n) {
        // D_t = dy_t + (1 - alpha) D_{t+1}, unless the lane starts anew at t + 1; du holds D so far
        const bool goes_on = t + 1 < f.T && age[f.B + n] > 0;
        const Scalar later = goes_on ? (1 - alpha) * du[row + size + n] : Scalar(0);
        du[row + n] = dy[row + n] + later;
        // dalpha += D_t (u_t - y_{t-1})
        if (age[n] > 0) d_alpha += du[row + n] * (u[n] - last[n]);
      }
      // da = dalpha alpha (1 - alpha)
      d_logits[k] += d_alpha * alpha * (1 - alpha);
    }
  // du_t = alpha D_t; at a lane's start du_t = D_t
  for (int t = 0; t < f.T; ++t)
    for (int k = 0; k < f.K; ++k)
      for (int n = 0; n < f.B; ++n)
        if (f.age[static_cast<long>(t) * f.B + n] > 0)
          du[t * size + static_cast<long>(k) * f.B + n] *= ema_alpha(f.logits[k]);
}

// Calls visit(j, n, back) for every tap j and lane n of row t: tap j reads u of `back` rows before.
template <class Scalar, class Visit>
void for_each_tap(const FilterRows<Scalar>& f, int t, Visit visit) {
  const Scalar* age = f.age + static_cast<long>(t) * f.B;
  const Scalar youngest = *std::min_element(age, age + f.B);
  for (int j = 0; j < kLpfTaps; ++j) {
    if (youngest >= static_cast<Scalar>(j)) {  // the rule, which vectorises
      for (int n = 0; n < f.B; ++n) visit(j, n, j);
      continue;
    }
    for (int n = 0; n < f.B; ++n) visit(j, n, std::min(j, static_cast<int>(age[n])));
  }
}

// y_t = sum_j w_j u_{t-j}; before a lane's start u is that of the start
template <class Scalar>
void lpf_forward(const FilterRows<Scalar>& f) {
  const long size = static_cast<long>(f.K) * f.B;
  Scalar w[kLpfTaps];
  for (int k = 0; k < f.K; ++k) {
    lpf_weights(f.logits + k * kLpfTaps, w);
    for (int t = 0; t < f.T; ++t) {
      Scalar* y = f.y + t * size + static_cast<long>(k) * f.B;
      const Scalar* u = f.u + (kLpfTaps - 1 + t) * size + static_cast<long>(k) * f.B;
      std::fill_n(y, f.B, Scalar(0));
      for_each_tap(f, t, [&](int j, int n, int back) { y[n] += w[j] * u[n - back * size]; });
    }
  }
}

template <class Scalar>
void lpf_backward(const FilterRows<Scalar>& f, const Scalar* dy, Scalar* du, Scalar* d_logits) {
  const long size = static_cast<long>(f.K) * f.B;
  std::fill_n(du, f.T * size, Scalar(0));
  Scalar w[kLpfTaps];
  for (int k = 0; k < f.K; ++k) {
    lpf_weights(f.logits + k * kLpfTaps, w);
    Scalar sums[kLpfTaps][kBlockLanes] = {};  // of dw, lane by lane
    for (int t = 0; t < f.T; ++t) {
      const long row = t * size + static_cast<long>(k) * f.B;
      const Scalar* u = f.u + (kLpfTaps - 1) * size + row;
      // dw_j += dy_t u_{t-j}, du_{t-j} += w_j dy_t; the past is a constant
      for_each_tap(f, t, [&](int j, int n, int back) {
        sums[j][n] += dy[row + n] * u[n - back * size];
        if (back <= t) du[row + n - back * size] += w[j] * dy[row + n];
      });
    }
    // dtheta_i = w_i (dw_i - sum_j w_j dw_j)
    Scalar d_w[kLpfTaps], mean = 0;
    for (int j = 0; j < kLpfTaps; ++j) {
      d_w[j] = std::accumulate(sums[j], sums[j] + f.B, Scalar(0));
      mean += w[j] * d_w[j];
    }
    for (int j = 0; j < kLpfTaps; ++j) d_logits[k * kLpfTaps + j] += w[j] * (d_w[j] - mean);
  }
}

}  // namespace

template <class Scalar>
Scalar ema_alpha(Scalar logit) {
  return 1 / (1 + std::exp(-logit));
}

template <class Scalar>
void lpf_weights(const Scalar* logits, Scalar* weights) {
  const Scalar largest = *std::max_element(logits, logits + kLpfTaps);
  Scalar sum = 0;
  for (int j = 0; j < kLpfTaps; ++j) sum += weights[j] = std::exp(logits[j] - largest);
  for (int j = 0; j < kLpfTaps; ++j) weights[j] /= sum;
}

template <class Scalar>
void filter_forward(const FilterRows<Scalar>& f) {
  count_ages(f);
  f.kind == OutputFilter::ema ? ema_forward(f) : lpf_forward(f);
}

template <class Scalar>
void filter_backward(const FilterRows<Scalar>& f, const Scalar* dy, Scalar* du, Scalar* d_logits) {
  f.kind == OutputFilter::ema ? ema_backward(f, dy, du, d_logits)
                              : lpf_backward(f, dy, du, d_logits);
}

template void filter_forward(const FilterRows<float>&);
template void filter_forward(const FilterRows<double>&);
template void filter_backward(const FilterRows<float>&, const float*, float*, float*);
template void filter_backward(const FilterRows<double>&, const double*, double*, double*);
template float ema_alpha(float);
template double ema_alpha(double);
template void lpf_weights(const float*, float*);
template void lpf_weights(const double*, double*);

}  // namespace lstmtrain::nn
