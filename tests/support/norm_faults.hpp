// An LSTM and a GRU with LayerNorm inside, in plain loops, forward and backward, with faults that
// can be switched on; the twin of faults.hpp. One lane; formulas of nn/cells/norm_cell.hpp.
#pragma once

#include "support/faults.hpp"

namespace lstmtrain::test {

enum class NormFault {
  none,
  dropped_mean,        // of dn in a norm's backward pass
  dropped_projection,  // of dn on n, likewise
  dropped_rstd,        // the norm of c passes its gradient on as if rstd were 1
  dropped_norm_c,      // dL/dc does not go through the norm's gain
  swapped_norms,       // the gradients of norm_ih and norm_hh change places
  shared_da            // W_hh takes the gradient that is W_ih's
};

inline constexpr NormFault kNormFaults[] = {NormFault::dropped_mean,  NormFault::dropped_projection,
                                            NormFault::dropped_rstd,  NormFault::dropped_norm_c,
                                            NormFault::swapped_norms, NormFault::shared_da};

// The base holds parameters, inputs, states and their gradients; its passes are not used.
struct PlainNormCell : PlainCell {
  Vector norm_ih, norm_hh, norm_c, norm_c_bias, d_norm_ih, d_norm_hh, d_norm_c, d_norm_c_bias;

  explicit PlainNormCell(const PlainCell& base) : PlainCell(base) {
    for (Vector* v : {&norm_ih, &norm_hh, &d_norm_ih, &d_norm_hh}) v->resize(bias_ih.size());
    for (Vector* v : {&norm_c, &norm_c_bias, &d_norm_c, &d_norm_c_bias}) v->resize(h0.size());
  }

  void forward() {
    std::copy(h0.begin(), h0.end(), h.begin());
    std::copy(c0.begin(), c0.end(), c.begin());
    steps_.assign(static_cast<std::size_t>(T), {});
    for (int t = 0; t < T; ++t) {
      Step& s = steps_[static_cast<std::size_t>(t)];
      s.x = normed(product(weight_ih, D, x, t));
      s.h = normed(product(weight_hh, H, h, t));
      s.gates.resize(bias_ih.size());
      for (int r = 0; r < G * H; ++r) {
        const double from_x = at(norm_ih, r) * at(s.x.n, r) + at(bias_ih, r);
        const double from_h = at(norm_hh, r) * at(s.h.n, r) + at(bias_hh, r);
        const bool n_gate = G == 3 && r >= 2 * H;  // the GRU's r scales its recurrent part
        const double a = from_x + (n_gate ? at(s.gates, r - 2 * H) * from_h : from_h);
        at(s.gates, r) = r / H == 2 ? std::tanh(a) : plain_sigmoid(a);
      }
      G == 4 ? lstm_states(t, s) : gru_states(t, s);
    }
  }

  // dh [T,H]: dL/dh_t from above. Overwrites every gradient.
  void backward(const Vector& dh, NormFault fault) {
    for (Vector* v : {&d_weight_ih, &d_weight_hh, &d_bias_ih, &d_bias_hh, &dx, &d_norm_ih,
                      &d_norm_hh, &d_norm_c, &d_norm_c_bias, &dh0, &dc0})
      std::fill(v->begin(), v->end(), 0.0);
    for (int t = T - 1; t >= 0; --t) {
      const Step& s = steps_[static_cast<std::size_t>(t)];
      for (int j = 0; j < H; ++j) at(dh0, j) += at(dh, t * H + j);
      Vector da_x(bias_ih.size()), da_h(bias_ih.size());
      G == 4 ? lstm_gates(t, s, fault, da_x, da_h) : gru_gates(t, s, da_x, da_h);
      accumulate_biases(da_x, da_h);
      const Vector dz_x = through(s.x, da_x, norm_ih, d_norm_ih, fault);
      Vector dz_h = through(s.h, da_h, norm_hh, d_norm_hh, fault);
      if (fault == NormFault::shared_da) dz_h = dz_x;
      accumulate_products(t, dz_x, dz_h, dh0);
    }
    if (fault == NormFault::swapped_norms) d_norm_ih.swap(d_norm_hh);
  }

 private:
  struct Normed {
    Vector n;
    double rstd = 0;
  };
  struct Step {
    Normed x, h, c;
    Vector gates, u;  // u = tanh(norm_c n(c) + norm_c_bias)
  };

  Vector product(const Vector& weight, int columns, const Vector& from, int t) const {
    Vector z(bias_ih.size());
    for (int r = 0; r < G * H; ++r)
      for (int k = 0; k < columns; ++k)
        at(z, r) += at(weight, r * columns + k) * at(from, t * columns + k);
    return z;
  }

  static Normed normed(Vector z) {
    const double size = static_cast<double>(z.size());
    double mean = 0, variance = 0;
    for (double value : z) mean += value / size;
    for (double value : z) variance += (value - mean) * (value - mean) / size;
    Normed result{std::move(z), 1 / std::sqrt(variance + 1e-5)};
    for (double& value : result.n) value = (value - mean) * result.rstd;
    return result;
  }

  // dz from dy, y = gain n(z) + bias.
  static Vector through(const Normed& normed, const Vector& dy, const Vector& gain, Vector& d_gain,
                        NormFault fault) {
    const int rows = static_cast<int>(dy.size());
    double mean = 0, projection = 0;
    for (int r = 0; r < rows; ++r) {
      at(d_gain, r) += at(dy, r) * at(normed.n, r);
      mean += at(gain, r) * at(dy, r) / rows;
      projection += at(gain, r) * at(dy, r) * at(normed.n, r) / rows;
    }
    if (fault == NormFault::dropped_mean) mean = 0;
    if (fault == NormFault::dropped_projection) projection = 0;
    Vector dz(dy.size());
    for (int r = 0; r < rows; ++r)
      at(dz, r) = normed.rstd * (at(gain, r) * at(dy, r) - mean - at(normed.n, r) * projection);
    return dz;
  }

  void lstm_states(int t, Step& s) {
    Vector c_t(h0.size());
    for (int j = 0; j < H; ++j)
      at(c_t, j) = at(s.gates, H + j) * at(c, t * H + j) + at(s.gates, j) * at(s.gates, 2 * H + j);
    std::copy(c_t.begin(), c_t.end(), c.begin() + (t + 1) * H);
    s.c = normed(c_t);
    s.u.resize(c_t.size());
    for (int j = 0; j < H; ++j) {
      at(s.u, j) = std::tanh(at(norm_c, j) * at(s.c.n, j) + at(norm_c_bias, j));
      at(h, (t + 1) * H + j) = at(s.gates, 3 * H + j) * at(s.u, j);
    }
  }

  void gru_states(int t, Step& s) {
    for (int j = 0; j < H; ++j) {
      const double z = at(s.gates, H + j), n = at(s.gates, 2 * H + j);
      at(h, (t + 1) * H + j) = (1 - z) * n + z * at(h, t * H + j);
    }
  }

  // From dh0 = dL/dh_t and dc0 = dL/dc_t of step t+1, which become those of step t.
  void lstm_gates(int t, const Step& s, NormFault fault, Vector& da_x, Vector& da_h) {
    Vector du(h0.size());
    for (int j = 0; j < H; ++j) {
      const double o = at(s.gates, 3 * H + j), u = at(s.u, j);
      at(da_x, 3 * H + j) = at(dh0, j) * u * o * (1 - o);
      at(du, j) = at(dh0, j) * o * (1 - u * u);
      at(d_norm_c_bias, j) += at(du, j);
    }
    const Vector ones(h0.size(), 1.0);
    Normed norm = s.c;
    if (fault == NormFault::dropped_rstd) norm.rstd = 1;
    const Vector dc_t =
        through(norm, du, fault == NormFault::dropped_norm_c ? ones : norm_c, d_norm_c, fault);
    for (int j = 0; j < H; ++j) {
      const double i = at(s.gates, j), f = at(s.gates, H + j), g = at(s.gates, 2 * H + j);
      const double dc = at(dc0, j) + at(dc_t, j);
      at(da_x, j) = dc * g * i * (1 - i);
      at(da_x, H + j) = dc * at(c, t * H + j) * f * (1 - f);
      at(da_x, 2 * H + j) = dc * i * (1 - g * g);
      at(dc0, j) = dc * f;
    }
    da_h = da_x;
    std::fill(dh0.begin(), dh0.end(), 0.0);
  }

  void gru_gates(int t, const Step& s, Vector& da_x, Vector& da_h) {
    for (int j = 0; j < H; ++j) {
      const double r = at(s.gates, j), z = at(s.gates, H + j), n = at(s.gates, 2 * H + j);
      const double q = at(norm_hh, 2 * H + j) * at(s.h.n, 2 * H + j) + at(bias_hh, 2 * H + j);
      const double dh = at(dh0, j), dn = dh * (1 - z) * (1 - n * n);
      at(da_x, j) = at(da_h, j) = dn * q * r * (1 - r);
      at(da_x, H + j) = at(da_h, H + j) = dh * (at(h, t * H + j) - n) * z * (1 - z);
      at(da_x, 2 * H + j) = dn;
      at(da_h, 2 * H + j) = dn * r;
      at(dh0, j) = dh * z;
    }
  }

  std::vector<Step> steps_;
};

}  // namespace lstmtrain::test
