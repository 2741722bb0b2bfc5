// The GRU's mathematics on vectors of lanes, for its fused kernels. The new gate keeps
// q = W_hn h + b_hn apart from its input part. Formulas: Cho et al. 2014 with the reset after the
// matmul; letters and order as torch.nn.GRU. Stage 9; included once per target.
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/tile-inl.hpp"

#if defined(LSTMTRAIN_NN_GRU_UNIT_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_GRU_UNIT_INL_
#undef LSTMTRAIN_NN_GRU_UNIT_INL_
#else
#define LSTMTRAIN_NN_GRU_UNIT_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// One unit at one step: pre-activations in, h and, for a backward pass, gates out.
template <class T, bool kKeepGates>
struct GruUnit {
  KeptGates<T, kKeepGates> gates;  // r z n q
  const T* h_prev;
  T* h;

  GruUnit at(long offset) const { return {gates.at(offset), h_prev + offset, h + offset}; }

  // Rows a, b, c, e are the pre-activations of r and z, the input part of n, and q.
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V r0, V r1, V r2, V r3, V z0, V z1, V z2, V z3, V n0, V n1, V n2,
                             V n3, V q0, V q1, V q2, V q3) const {
    // r, z = sigmoid(a_r, a_z); n = tanh(a_n + r * q)
    sigmoid_row<kVectors>(d, r0, r1, r2, r3);
    gates.template put<kVectors>(d, 0, r0, r1, r2, r3);
    gates.template put<kVectors>(d, 3, q0, q1, q2, q3);
    n0 = hn::MulAdd(r0, q0, n0), n1 = hn::MulAdd(r1, q1, n1);
    n2 = hn::MulAdd(r2, q2, n2), n3 = hn::MulAdd(r3, q3, n3);
    sigmoid_row<kVectors>(d, z0, z1, z2, z3);
    gates.template put<kVectors>(d, 1, z0, z1, z2, z3);
    tanh_row<kVectors>(d, n0, n1, n2, n3);
    gates.template put<kVectors>(d, 2, n0, n1, n2, n3);
    // h_t = (1 - z) * n + z * h_{t-1}
    V h0, h1, h2, h3;
    load_row<kVectors>(d, h_prev, h0, h1, h2, h3);
    h0 = hn::MulAdd(z0, hn::Sub(h0, n0), n0), h1 = hn::MulAdd(z1, hn::Sub(h1, n1), n1);
    h2 = hn::MulAdd(z2, hn::Sub(h2, n2), n2), h3 = hn::MulAdd(z3, hn::Sub(h3, n3), n3);
    store_row<kVectors>(d, h, h0, h1, h2, h3);
  }
};

// From dL/dh_t to the pre-activations of r, z, n and to q, and the direct part of dL/dh_{t-1}.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void gru_state_gradients(D d, V dh, V h_prev, V r, V z, V n, V q, V& da_r, V& da_z,
                                    V& da_n, V& dq, V& dh_prev) {
  const V one = hn::Set(d, hn::TFromD<D>(1)), keep_z = hn::Sub(one, z);
  // dh_{t-1} = dh_t z + W_hh^T dG; da_z = dh_t (h_{t-1} - n) z (1 - z)
  dh_prev = hn::Mul(dh, z);
  da_z = hn::Mul(hn::Mul(dh_prev, hn::Sub(h_prev, n)), keep_z);
  // da_n = dh_t (1 - z) (1 - n^2); dq = da_n r; da_r = da_n q r (1 - r)
  da_n = hn::Mul(hn::Mul(dh, keep_z), hn::NegMulAdd(n, n, one));
  dq = hn::Mul(da_n, r);
  da_r = hn::Mul(hn::Mul(dq, q), hn::Sub(one, r));
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
