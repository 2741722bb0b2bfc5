// A 64-bit Arm core without AES, as the Raspberry Pi 4 has: the kernels run, on NEON.
// kernel_test.cpp in the same executable says that they are right there.
#include <asm/hwcap.h>
#include <dlfcn.h>
#include <sys/auxv.h>

#include "nn/each_target.hpp"
#include "nn/kernels/target.hpp"

// Stands in front of the C library's, for Highway too: the same answer, less AES.
extern "C" unsigned long getauxval(unsigned long type) noexcept {
  using Function = unsigned long (*)(unsigned long);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getauxval"));
  const unsigned long value = next(type);
  return type == AT_HWCAP ? value & ~static_cast<unsigned long>(HWCAP_AES) : value;
}

TEST_CASE("nn.kernel_target: a core without AES has NEON, and nothing else") {
  CHECK(lstmtrain::nn::kKernelTargetCorrected);
  std::vector<std::int64_t> seen;
  lstmtrain::test::on_each_target([&] { seen.push_back(hwy::SupportedTargets()); });
  CHECK(seen == std::vector<std::int64_t>{HWY_NEON});
}
