// The LSTM's mathematics on vectors of lanes, for its fused kernels. Formulas: Hochreiter &
// Schmidhuber 1997; forget gate: Gers et al. 2000; letters and order as torch.nn.LSTM. Stage 9;
// included once per target.
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/tile-inl.hpp"

#if defined(LSTMTRAIN_NN_LSTM_UNIT_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_LSTM_UNIT_INL_
#undef LSTMTRAIN_NN_LSTM_UNIT_INL_
#else
#define LSTMTRAIN_NN_LSTM_UNIT_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// One unit at one step: pre-activations in, c, h and, for a backward pass, gates out.
template <class T, bool kKeepGates>
struct LstmUnit {
  KeptGates<T, kKeepGates> gates;  // i f g o
  const T* c_prev;
  T* c;
  T* h;

  LstmUnit at(long offset) const {
    return {gates.at(offset), c_prev + offset, c + offset, h + offset};
  }

  // Rows a, b, c, e are the pre-activations of i, f, g, o.
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V i0, V i1, V i2, V i3, V f0, V f1, V f2, V f3, V g0, V g1, V g2,
                             V g3, V o0, V o1, V o2, V o3) const {
    V c0, c1, c2, c3;
    load_row<kVectors>(d, c_prev, c0, c1, c2, c3);
    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_row<kVectors>(d, i0, i1, i2, i3);
    gates.template put<kVectors>(d, 0, i0, i1, i2, i3);
    tanh_row<kVectors>(d, g0, g1, g2, g3);
    gates.template put<kVectors>(d, 2, g0, g1, g2, g3);
    i0 = hn::Mul(i0, g0), i1 = hn::Mul(i1, g1), i2 = hn::Mul(i2, g2), i3 = hn::Mul(i3, g3);
    sigmoid_row<kVectors>(d, f0, f1, f2, f3);
    gates.template put<kVectors>(d, 1, f0, f1, f2, f3);
    // c_t = f_t * c_{t-1} + i_t * g_t
    c0 = hn::MulAdd(f0, c0, i0), c1 = hn::MulAdd(f1, c1, i1);
    c2 = hn::MulAdd(f2, c2, i2), c3 = hn::MulAdd(f3, c3, i3);
    store_row<kVectors>(d, c, c0, c1, c2, c3);
    // h_t = o_t * tanh(c_t)
    sigmoid_row<kVectors>(d, o0, o1, o2, o3);
    gates.template put<kVectors>(d, 3, o0, o1, o2, o3);
    tanh_row<kVectors>(d, c0, c1, c2, c3);
    store_row<kVectors>(d, h, hn::Mul(o0, c0), hn::Mul(o1, c1), hn::Mul(o2, c2), hn::Mul(o3, c3));
  }
};

// From dL/dc_t to the pre-activations of i, f and g, and to dL/dc_{t-1}.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void lstm_state_gradients(D d, V dc, V c_prev, V i, V f, V g, V& da_i, V& da_f, V& da_g,
                                     V& dc_prev) {
  const V one = hn::Set(d, hn::TFromD<D>(1));
  // da_i = dc_t g i (1 - i); da_g = dc_t i (1 - g^2)
  const V dci = hn::Mul(dc, i);
  da_i = hn::Mul(hn::Mul(dci, g), hn::Sub(one, i));
  da_g = hn::Mul(dci, hn::NegMulAdd(g, g, one));
  // dc_{t-1} = dc_t f_t; da_f = dc_t c_{t-1} f (1 - f)
  dc_prev = hn::Mul(dc, f);
  da_f = hn::Mul(hn::Mul(dc_prev, c_prev), hn::Sub(one, f));
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
