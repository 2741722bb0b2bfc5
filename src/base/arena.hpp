// One aligned allocation, cut into arrays: memory is planned once, by sizes that can be printed.
// A layout function takes an Arena and calls take() for each array: run it once to measure,
// allocate(), run it again.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace lstmtrain {

class Arena {
 public:
  static constexpr std::size_t kAlign = 64;  // a cache line, and the widest vector

  // Room for `count` values of T, zero after allocate(). nullptr while measuring.
  template <class T>
  T* take(std::size_t count) {
    const std::size_t begin = used_;
    used_ += (count * sizeof(T) + kAlign - 1) / kAlign * kAlign;
    return memory_ ? reinterpret_cast<T*>(memory_.get() + begin) : nullptr;
  }

  // Allocates what was measured, zeroed, and starts again from the front.
  void allocate() {
    bytes_ = used_;
    memory_.reset(new (std::align_val_t{kAlign}) std::byte[bytes_ + kAlign]());
    used_ = 0;
  }

  std::size_t bytes() const { return bytes_ ? bytes_ : used_; }

 private:
  struct Free {
    void operator()(std::byte* p) const { ::operator delete[](p, std::align_val_t{kAlign}); }
  };
  std::unique_ptr<std::byte[], Free> memory_;
  std::size_t used_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace lstmtrain
