// An LSTM and a GRU in plain loops, forward and backward, with faults that can be switched on: what
// a gradient check is tested with. Without a fault they are a second, independent implementation.
// One lane; formulas and names as torch.nn.LSTM and torch.nn.GRU.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace lstmtrain::test {

enum class Fault {
  none,
  dropped_dc,         // dL/dc is not carried from step to step
  dropped_dh,         // dL/dh is not carried from step to step
  flipped_sign,       // of the output gate's (GRU: the update gate's) gradient
  swapped_gates,      // the gradients of gates 0 and 1 change places
  dR_two_percent_off  // dL/dW_hh, 2 % too large
};

inline constexpr Fault kFaults[] = {Fault::dropped_dc, Fault::dropped_dh, Fault::flipped_sign,
                                    Fault::swapped_gates, Fault::dR_two_percent_off};

inline double plain_sigmoid(double a) { return 1 / (1 + std::exp(-a)); }

// Parameters, inputs and their gradients; vectors are row-major, one lane.
struct PlainCell {
  using Vector = std::vector<double>;
  int T, D, H, G;
  Vector weight_ih, weight_hh, bias_ih, bias_hh, x, h0, c0;  // [G*H,D] [G*H,H] [G*H] [G*H] [T,D]
  Vector h, c;                                               // [T+1,H] out
  Vector d_weight_ih, d_weight_hh, d_bias_ih, d_bias_hh, dx, dh0, dc0;

  PlainCell(int steps, int inputs, int hidden, int gates)
      : T(steps), D(inputs), H(hidden), G(gates) {
    const auto size = [](int n) { return static_cast<std::size_t>(n); };
    for (Vector* v : {&weight_ih, &d_weight_ih}) v->resize(size(G * H * D));
    for (Vector* v : {&weight_hh, &d_weight_hh}) v->resize(size(G * H * H));
    for (Vector* v : {&bias_ih, &bias_hh, &d_bias_ih, &d_bias_hh}) v->resize(size(G * H));
    for (Vector* v : {&x, &dx}) v->resize(size(T * D));
    for (Vector* v : {&h0, &c0, &dh0, &dc0}) v->resize(size(H));
    for (Vector* v : {&h, &c}) v->resize(size((T + 1) * H));
    for (Vector* v : {&gates_, &q_}) v->resize(size(T * G * H));
  }

  void forward() {
    for (int j = 0; j < H; ++j) {
      at(h, j) = at(h0, j);
      at(c, j) = at(c0, j);
    }
    for (int t = 0; t < T; ++t)
      for (int j = 0; j < H; ++j) G == 4 ? lstm_unit(t, j) : gru_unit(t, j);
  }

  // dh [T,H]: dL/dh_t from above. Overwrites every gradient.
  void backward(const Vector& dh, Fault fault) {
    for (Vector* v : {&d_weight_ih, &d_weight_hh, &d_bias_ih, &d_bias_hh, &dx})
      std::fill(v->begin(), v->end(), 0.0);
    Vector dh_next(h0.size()), dc_next(h0.size());
    for (int t = T - 1; t >= 0; --t) {
      Vector da(static_cast<std::size_t>(G * H)), dq(da), carried(h0.size());
      for (int j = 0; j < H; ++j) {
        const double d = at(dh, t * H + j) + at(dh_next, j);
        G == 4 ? lstm_gate_gradients(t, j, d, fault, da, dq, dc_next)
               : gru_gate_gradients(t, j, d, fault, da, dq, carried);
        if (fault == Fault::swapped_gates) {
          std::swap(at(da, j), at(da, H + j));
          std::swap(at(dq, j), at(dq, H + j));
        }
      }
      accumulate_biases(da, dq);
      accumulate_products(t, da, dq, carried);
      if (fault == Fault::dropped_dc) std::fill(dc_next.begin(), dc_next.end(), 0.0);
      if (fault == Fault::dropped_dh) std::fill(carried.begin(), carried.end(), 0.0);
      dh_next = carried;
    }
    dh0 = dh_next;
    dc0 = dc_next;
    if (fault == Fault::dR_two_percent_off)
      for (double& d : d_weight_hh) d *= 1.02;
  }

 protected:
  static double& at(Vector& v, int i) { return v[static_cast<std::size_t>(i)]; }
  static double at(const Vector& v, int i) { return v[static_cast<std::size_t>(i)]; }

  void accumulate_biases(const Vector& da_x, const Vector& da_h) {
    for (int row = 0; row < G * H; ++row) {
      at(d_bias_ih, row) += at(da_x, row);
      at(d_bias_hh, row) += at(da_h, row);
    }
  }

  // Of the products W_ih x_t and W_hh h_{t-1}: da_x, da_h [G*H] in; `carried` [H] accumulates what
  // goes back to h_{t-1}.
  void accumulate_products(int t, const Vector& da_x, const Vector& da_h, Vector& carried) {
    for (int row = 0; row < G * H; ++row) {
      for (int d = 0; d < D; ++d) {
        at(d_weight_ih, row * D + d) += at(da_x, row) * at(x, t * D + d);
        at(dx, t * D + d) += at(da_x, row) * at(weight_ih, row * D + d);
      }
      for (int k = 0; k < H; ++k) {
        at(d_weight_hh, row * H + k) += at(da_h, row) * at(h, t * H + k);
        at(carried, k) += at(da_h, row) * at(weight_hh, row * H + k);
      }
    }
  }

 private:
  double& gate(int t, int g, int j) { return at(gates_, (t * G + g) * H + j); }

  double from_x(int t, int row) const {
    double sum = at(bias_ih, row);
    for (int d = 0; d < D; ++d) sum += at(weight_ih, row * D + d) * at(x, t * D + d);
    return sum;
  }
  double from_h(int t, int row) const {
    double sum = at(bias_hh, row);
    for (int k = 0; k < H; ++k) sum += at(weight_hh, row * H + k) * at(h, t * H + k);
    return sum;
  }

  void lstm_unit(int t, int j) {
    for (int g = 0; g < 4; ++g) {
      const double a = from_x(t, g * H + j) + from_h(t, g * H + j);
      gate(t, g, j) = g == 2 ? std::tanh(a) : plain_sigmoid(a);
    }
    const double c_t = gate(t, 1, j) * at(c, t * H + j) + gate(t, 0, j) * gate(t, 2, j);
    at(c, (t + 1) * H + j) = c_t;
    at(h, (t + 1) * H + j) = gate(t, 3, j) * std::tanh(c_t);
  }

  void gru_unit(int t, int j) {
    const double r = plain_sigmoid(from_x(t, j) + from_h(t, j));
    const double z = plain_sigmoid(from_x(t, H + j) + from_h(t, H + j));
    const double q = from_h(t, 2 * H + j), n = std::tanh(from_x(t, 2 * H + j) + r * q);
    gate(t, 0, j) = r;
    gate(t, 1, j) = z;
    gate(t, 2, j) = n;
    at(q_, t * H + j) = q;
    at(h, (t + 1) * H + j) = (1 - z) * n + z * at(h, t * H + j);
  }

  // da: of the pre-activations' x part; dq: of their h part.
  void lstm_gate_gradients(int t, int j, double dh, Fault fault, Vector& da, Vector& dq,
                           Vector& dc_next) {
    const double i = gate(t, 0, j), f = gate(t, 1, j), g = gate(t, 2, j), o = gate(t, 3, j);
    const double tanh_c = std::tanh(at(c, (t + 1) * H + j));
    const double dc = at(dc_next, j) + dh * o * (1 - tanh_c * tanh_c);
    at(da, j) = dc * g * i * (1 - i);
    at(da, H + j) = dc * at(c, t * H + j) * f * (1 - f);
    at(da, 2 * H + j) = dc * i * (1 - g * g);
    at(da, 3 * H + j) = dh * tanh_c * o * (1 - o) * (fault == Fault::flipped_sign ? -1 : 1);
    for (int k = 0; k < 4; ++k) at(dq, k * H + j) = at(da, k * H + j);
    at(dc_next, j) = dc * f;
  }

  void gru_gate_gradients(int t, int j, double dh, Fault fault, Vector& da, Vector& dq,
                          Vector& carried) {
    const double r = gate(t, 0, j), z = gate(t, 1, j), n = gate(t, 2, j), q = at(q_, t * H + j);
    const double dn = dh * (1 - z) * (1 - n * n);
    at(da, j) = dn * q * r * (1 - r);
    at(da, H + j) =
        dh * (at(h, t * H + j) - n) * z * (1 - z) * (fault == Fault::flipped_sign ? -1 : 1);
    at(da, 2 * H + j) = dn;
    at(dq, j) = at(da, j);
    at(dq, H + j) = at(da, H + j);
    at(dq, 2 * H + j) = dn * r;
    at(carried, j) = dh * z;
  }

  Vector gates_, q_;  // [T,G,H], [T,H]
};

}  // namespace lstmtrain::test
