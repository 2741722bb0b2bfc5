// A 64-bit Arm core without AES, as the Raspberry Pi 4 has: the kernels run, on NEON.
// kernel_test.cpp in the same executable says that they are right there.
#include <asm/hwcap.h>
#include <dlfcn.h>
#include <sys/auxv.h>

#include "nn/kernels/target.hpp"
#include "support/catch.hpp"

// Stands in front of the C library's: the same answer, less AES and SVE.
extern "C" unsigned long getauxval(unsigned long type) noexcept {
  using Function = unsigned long (*)(unsigned long);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getauxval"));
  const unsigned long value = next(type);
  return type == AT_HWCAP ? value & ~static_cast<unsigned long>(HWCAP_AES | HWCAP_SVE) : value;
}

TEST_CASE("nn.kernel_target: a core without AES has NEON, and nothing else") {
  CHECK(lstmtrain::nn::kernel_targets() == std::vector<std::string>{"NEON"});
  CHECK(lstmtrain::nn::kernel_target() == std::string("NEON"));
}
