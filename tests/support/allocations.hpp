// Counts allocations: operator new, and malloc and its kin where the linker wraps them
// (-Wl,--wrap=malloc,... as in tests/nn/CMakeLists.txt: Eigen's temporaries call malloc). Include
// it in one source file of an executable. BLAS's own buffers, in its shared library, are not seen.
#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

namespace lstmtrain::test {

inline std::atomic<long> allocation_count{0};

// Allocations during `work`.
template <class Work>
long allocations_during(Work work) {
  const long before = allocation_count;
  work();
  return allocation_count - before;
}

inline void* counted_new(std::size_t size, std::size_t align) {
  ++allocation_count;
  void* memory = std::aligned_alloc(align, (size + align - 1) / align * align + align);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Not inlined: GCC would miss, beside an operator new that is not, that the two belong together.
[[gnu::noinline]] inline void release(void* p) noexcept { std::free(p); }

}  // namespace lstmtrain::test

void* operator new(std::size_t size) { return lstmtrain::test::counted_new(size, 16); }
void* operator new[](std::size_t size) { return lstmtrain::test::counted_new(size, 16); }
void* operator new(std::size_t size, std::align_val_t align) {
  return lstmtrain::test::counted_new(size, static_cast<std::size_t>(align));
}
void* operator new[](std::size_t size, std::align_val_t align) {
  return lstmtrain::test::counted_new(size, static_cast<std::size_t>(align));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return lstmtrain::test::counted_new(size, 16);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return lstmtrain::test::counted_new(size, 16);
}
void operator delete(void* p) noexcept { lstmtrain::test::release(p); }
void operator delete[](void* p) noexcept { lstmtrain::test::release(p); }
void operator delete(void* p, std::size_t) noexcept { lstmtrain::test::release(p); }
void operator delete[](void* p, std::size_t) noexcept { lstmtrain::test::release(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { lstmtrain::test::release(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { lstmtrain::test::release(p); }
void operator delete(void* p, std::align_val_t) noexcept { lstmtrain::test::release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { lstmtrain::test::release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  lstmtrain::test::release(p);
}
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept {
  lstmtrain::test::release(p);
}

#ifdef LSTMTRAIN_WRAPPED_MALLOC
extern "C" {
void* __real_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size) {
  ++lstmtrain::test::allocation_count;
  return __real_malloc(size);
}
void* __real_calloc(std::size_t count, std::size_t size);
void* __wrap_calloc(std::size_t count, std::size_t size) {
  ++lstmtrain::test::allocation_count;
  return __real_calloc(count, size);
}
void* __real_realloc(void* memory, std::size_t size);
void* __wrap_realloc(void* memory, std::size_t size) {
  ++lstmtrain::test::allocation_count;
  return __real_realloc(memory, size);
}
}
#endif
