// Stage 9: the GRU for one step of one stream.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/gru/row_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/gru/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/row-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

void gru_row(const RowStep& s) { run_row_units<3, 2>(s, GruUnit<float, false>{{}, s.h_prev, s.h}); }

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_ROW_DISPATCH(gru, 3, 2)
#endif
