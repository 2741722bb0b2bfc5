// Stage 9: the LSTM for one step of one stream.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/lstm/row_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/lstm/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/row-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

void lstm_row(const RowStep& s) {
  run_row_units<4, -1>(s, LstmUnit<float, false>{{}, s.c, s.c, s.h});
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_ROW_DISPATCH(lstm, 4, -1)
#endif
