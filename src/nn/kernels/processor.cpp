#include "nn/kernels/processor.hpp"

#include <initializer_list>

#include "hwy/targets.h"

#if HWY_ARCH_X86
#include <cpuid.h>
#elif HWY_ARCH_ARM && defined(__linux__)
#include <sys/auxv.h>
#include <sys/prctl.h>
#endif

namespace lstmtrain::nn {
namespace {

// What every processor of its architecture runs.
constexpr std::int64_t kBaseline = HWY_SCALAR | HWY_EMU128 | HWY_STATIC_TARGET;

[[maybe_unused]] bool has(std::uint64_t word, std::initializer_list<int> bits) {
  for (const int bit : bits)
    if ((word >> bit & 1) == 0) return false;
  return true;
}

#if HWY_ARCH_X86

struct Leaf {
  unsigned a = 0, b = 0, c = 0, d = 0;
};

// Zeros where the processor has no such leaf.
Leaf cpuid(unsigned leaf) {
  Leaf r;
  __get_cpuid_count(leaf, 0, &r.a, &r.b, &r.c, &r.d);
  return r;
}

// XCR0: the registers that the operating system saves.
std::uint64_t saved_registers() {
  unsigned low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
}

// Bits: Intel's manual, volume 2A, CPUID. Each target holds those before it.
std::int64_t more_targets() {
  const Leaf one = cpuid(1), seven = cpuid(7), extended = cpuid(0x80000001);
  std::int64_t targets = 0;
#ifdef HWY_SSE2
  targets |= HWY_SSE2;
#endif
  if (!has(one.c, {0, 9})) return targets;  // SSE3, SSSE3
  targets |= HWY_SSSE3;
  if (!has(one.c, {19, 20, 1, 25})) return targets;  // SSE4.1, SSE4.2, PCLMULQDQ, AES
  targets |= HWY_SSE4;
  const std::uint64_t saved = has(one.c, {27}) ? saved_registers() : 0;  // OSXSAVE
  const bool avx2 = has(one.c, {28, 12, 29})                             // AVX, FMA, F16C
                    && has(seven.b, {5, 3, 8})                           // AVX2, BMI1, BMI2
                    && has(extended.c, {5})                              // LZCNT
                    && has(saved, {1, 2});                               // XMM, YMM
  if (!avx2) return targets;
  targets |= HWY_AVX2;
  const bool avx3 = has(seven.b, {16, 17, 28, 30, 31})  // AVX-512 F, DQ, CD, BW, VL
                    && has(saved, {5, 6, 7});           // masks, ZMM
  if (!avx3) return targets;
  targets |= HWY_AVX3;
  // VBMI, VBMI2, GFNI, VAES, VPCLMULQDQ, VNNI, BITALG, VPOPCNTDQ
  if (has(seven.c, {1, 6, 8, 9, 10, 11, 12, 14})) targets |= HWY_AVX3_DL;
  return targets;
}

#elif HWY_ARCH_ARM_A64 && defined(__linux__)

// Bits: Linux, arch/arm64/include/uapi/asm/hwcap.h.
std::int64_t more_targets() {
  constexpr int kSve = 22, kSve2 = 1, kSveAes = 2;  // of AT_HWCAP, AT_HWCAP2
  std::int64_t targets = HWY_NEON;
#ifdef HWY_NEON_WITHOUT_AES
  targets |= HWY_NEON_WITHOUT_AES;
#endif
  if (!has(getauxval(AT_HWCAP), {kSve})) return targets;
  const bool sve2 = has(getauxval(AT_HWCAP2), {kSve2, kSveAes});
  targets |= HWY_SVE | (sve2 ? HWY_SVE2 : 0);
#ifdef PR_SVE_GET_VL
  const int answer = prctl(PR_SVE_GET_VL);
  const int bytes = answer < 0 ? 0 : answer & PR_SVE_VL_LEN_MASK;
  if (bytes == 32) targets |= HWY_SVE_256;
  if (bytes == 16 && sve2) targets |= HWY_SVE2_128;
#endif
  return targets;
}

#elif HWY_ARCH_ARM_V7 && defined(__linux__)

// Bits: Linux, arch/arm/include/uapi/asm/hwcap.h.
std::int64_t more_targets() {
  constexpr int kNeon = 12, kVfp4 = 16;
  return has(getauxval(AT_HWCAP), {kNeon, kVfp4}) ? HWY_NEON : 0;
}

#else

std::int64_t more_targets() { return 0; }

#endif

}  // namespace

std::int64_t processor_targets() { return kBaseline | more_targets(); }

}  // namespace lstmtrain::nn
