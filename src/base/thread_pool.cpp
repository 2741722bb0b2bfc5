#include "base/thread_pool.hpp"

#include <chrono>
#include <utility>

namespace lstmtrain {
namespace {

// To sleep and be woken costs some 30 us, a tenth of a small step: for so long one looks instead.
constexpr std::chrono::microseconds kLook{50};

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  asm volatile("yield");
#endif
}

// Looks whether `ready` until it is or the time is over.
template <class Ready>
void look(const Ready& ready) {
  constexpr int kPauses = 32;  // between two looks at the clock
  const auto end = std::chrono::steady_clock::now() + kLook;
  do {
    for (int i = 0; i < kPauses; ++i) {
      if (ready()) return;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
  for (int worker = 1; worker < threads; ++worker)
    workers_.emplace_back([this, worker] { work(worker); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(int count, const std::function<void(int, int)>& task) {
  if (workers_.empty() || count <= 1) {
    for (int index = 0; index < count; ++index) task(index, 0);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    task_ = &task;
    count_ = count;
    next_ = 0;
    busy_ = static_cast<int>(workers_.size());
    ++generation_;
  }
  wake_.notify_all();
  take_tasks(task, count, 0);
  const auto done = [this] { return busy_ == 0; };
  look(done);
  std::unique_lock lock(mutex_);
  done_.wait(lock, done);
  if (thrown_ != nullptr) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void ThreadPool::take_tasks(const std::function<void(int, int)>& task, int count, int worker) {
  try {
    for (int index = next_++; index < count; index = next_++) task(index, worker);
  } catch (...) {
    next_ = count;
    const std::lock_guard lock(mutex_);
    if (thrown_ == nullptr) thrown_ = std::current_exception();
  }
}

void ThreadPool::work(int worker) {
  long seen = 0;
  const auto called = [&] { return stop_ || generation_ != seen; };
  for (;;) {
    look(called);
    std::unique_lock lock(mutex_);
    wake_.wait(lock, called);
    if (stop_) return;
    seen = generation_;
    const auto* task = task_;
    const int count = count_;
    lock.unlock();
    take_tasks(*task, count, worker);
    if (--busy_ > 0) continue;
    lock.lock();
    done_.notify_one();
  }
}

}  // namespace lstmtrain
