// FlushToZero where it has an effect: x86-64 and 64-bit Arm.
#include "base/flush_to_zero.hpp"

#include <limits>

#include "support/catch.hpp"

#if defined(__x86_64__) || defined(__aarch64__)

namespace {

// volatile: computed when the test runs, in the mode of that moment
template <class Scalar>
Scalar product(Scalar a, Scalar b) {
  volatile Scalar x = a, y = b;
  return x * y;
}

}  // namespace

TEMPLATE_TEST_CASE("base.flush_to_zero: denormal results and inputs are zero while it lives", "",
                   float, double) {
  const TestType least = std::numeric_limits<TestType>::min();
  const TestType denormal = least / 2;
  REQUIRE(product<TestType>(least, TestType(0.5)) > 0);
  {
    const lstmtrain::FlushToZero outer;
    {
      const lstmtrain::FlushToZero inner;
      CHECK(product<TestType>(least, TestType(0.5)) == 0);
    }
    CHECK(product<TestType>(least, TestType(0.5)) == 0);
    CHECK(product<TestType>(denormal, 4) == 0);
    CHECK(product<TestType>(least, 4) > 0);
  }
  CHECK(product<TestType>(least, TestType(0.5)) > 0);
  CHECK(product<TestType>(denormal, 4) > 0);
}

#endif
