#include "export/c/self_test.hpp"

#include <bit>
#include <cmath>

#include "base/rng.hpp"
#include "export/c/c_text.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr int kHeld = 4;  // rows

constexpr const char* kTest =
    R"(/* Made by lstmtrain: see @name@.h. No float is written here, only its bits. */
#include "@name@.h"

#include <string.h>

#define ROWS @rows@

@arrays@
static void row_of(const uint32_t *bits, int row, float *x) {
  memcpy(x, bits + row * @NAME@_FEATURES, @NAME@_FEATURES * sizeof *x);
}

/* Rows first .. last - 1: 0 where every y has the bits that it should. */
static int run(@name@_state *s, int first, int last) {
  float x[@NAME@_FEATURES], y[@NAME@_TARGETS];
  int row;
  for (row = first; row < last; ++row) {
    row_of(x_bits, row, x);
    if (@name@_step(s, x, y) != 0) return 1;
    if (memcmp(y, y_bits + row * @NAME@_TARGETS, sizeof y) != 0) return 1;
  }
  return 0;
}

int @name@_self_test(void) {
  const uint32_t nan_bits = 0x7FC00000U;
  @name@_state s, kept;
  float x[@NAME@_FEATURES], y[@NAME@_TARGETS];
  int k;
  @name@_init(&s);
  if (run(&s, 0, ROWS) != 0 || @name@_check_state(&s) != 0) return 1;
  @name@_init(&s);
  if (run(&s, 0, ROWS / 2) != 0) return 2;
  kept = s;
  if (run(&s, ROWS / 2, ROWS) != 0) return 2;
  s = kept;
  if (run(&s, ROWS / 2, ROWS) != 0) return 3;
  for (k = 0; k < @NAME@_FEATURES; ++k) {
    s = kept;
    row_of(x_bits, 0, x);
    memcpy(x + k, &nan_bits, sizeof nan_bits);
    if (@name@_step(&s, x, y) != 1 || y[0] == y[0] || memcmp(&s, &kept, sizeof s) != 0) return 4;
  }
  return run(&s, ROWS / 2, ROWS) != 0 ? 4 : 0;
}

#ifdef @NAME@_TEST_MAIN
int main(void) { return @name@_self_test(); }
#endif
)";

constexpr const char* kMakefile =
    R"(# make test: compiles the model and its self test for this machine, and runs it.
# For a device: make @name@.o CC=arm-none-eabi-gcc CFLAGS="-O2 -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"
CFLAGS ?= -O2
STRICT = -std=c99 -pedantic -Wall -Wextra -Wconversion -Wshadow -ffp-contract=off

test: @name@_test
	./@name@_test && echo "@name@: the bits are those of the machine that made it"

@name@_test: @name@.c @name@_test.c @name@.h
	$(CC) $(CFLAGS) $(STRICT) -D@NAME@_TEST_MAIN -o $@ @name@.c @name@_test.c

@name@.o: @name@.c @name@.h
	$(CC) $(CFLAGS) $(STRICT) -c -o $@ @name@.c

clean:
	rm -f @name@_test @name@.o

.PHONY: test clean
)";

std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits;
  for (const float value : values) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

}  // namespace

GoldenRows golden_rows(const Model& model, const FormStream& form, int rows) {
  const Philox rng(1, Purpose::simulate);
  const std::size_t D = model.features.size(), K = model.targets.size();
  GoldenRows golden;
  golden.y.resize(static_cast<std::size_t>(rows) * K);
  form.reset();
  for (int row = 0; row < rows; ++row) {
    for (std::size_t d = 0; d < D; ++d) {
      const double share =
          rng.uniform(static_cast<std::uint32_t>(row / kHeld), static_cast<std::uint32_t>(d));
      const double low = model.scaler.min[d], high = model.scaler.max[d];
      golden.x.push_back(static_cast<float>(low + (high - low) * share));
    }
    form.step(golden.x.data() + static_cast<std::size_t>(row) * D,
              golden.y.data() + static_cast<std::size_t>(row) * K);
  }
  return golden;
}

std::string self_test_source(const std::string& name, const GoldenRows& golden, int rows) {
  return filled_in(kTest, {{"name", name},
                           {"NAME", upper_case(name)},
                           {"rows", std::to_string(rows)},
                           {"arrays", c_array("x_bits", bits_of(golden.x)) +
                                          c_array("y_bits", bits_of(golden.y))}});
}

std::string makefile(const std::string& name) {
  return filled_in(kMakefile, {{"name", name}, {"NAME", upper_case(name)}});
}

}  // namespace lstmtrain::exporting
