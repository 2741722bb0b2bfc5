// Denormal numbers are flushed to zero while this object lives: they cost 100 cycles each and carry
// no information in a gradient. The thread's mode before is restored.
#pragma once

#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif
#include <cstdint>

namespace lstmtrain {

class FlushToZero {
 public:
  FlushToZero() : saved_(read()) {
#if defined(__x86_64__) || defined(_M_X64)
    write(saved_ | 0x8040u);  // FTZ, DAZ
#elif defined(__aarch64__)
    write(saved_ | (std::uint64_t{1} << 24));  // FZ
#endif
  }
  ~FlushToZero() { write(saved_); }
  FlushToZero(const FlushToZero&) = delete;
  FlushToZero& operator=(const FlushToZero&) = delete;

 private:
#if defined(__x86_64__) || defined(_M_X64)
  using Mode = unsigned;
  static Mode read() { return _mm_getcsr(); }
  static void write(Mode mode) { _mm_setcsr(mode); }
#elif defined(__aarch64__)
  using Mode = std::uint64_t;
  static Mode read() {
    Mode mode;
    asm volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
  }
  static void write(Mode mode) { asm volatile("msr fpcr, %0" ::"r"(mode)); }
#else
  using Mode = unsigned;
  static Mode read() { return 0; }
  static void write(Mode) {}
#endif
  Mode saved_;
};

}  // namespace lstmtrain
