// Workers that run numbered tasks. Which worker runs a task never changes a result: tasks own their
// outputs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lstmtrain {

class ThreadPool {
 public:
  // threads >= 1, the caller being one of them.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls task(index, worker) for each index in [0, count); returns when all are done. What a task
  // throws first is thrown here, and tasks that have not begun are left out. Allocates: no.
  void run(int count, const std::function<void(int index, int worker)>& task);

 private:
  void work(int worker);
  void take_tasks(const std::function<void(int, int)>& task, int count, int worker);

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int, int)>* task_ = nullptr;
  std::atomic<int> next_{0};
  int count_ = 0;
  std::atomic<int> busy_{0};
  std::atomic<long> generation_{0};
  std::exception_ptr thrown_;  // by a task, the first
  std::atomic<bool> stop_{false};
};

}  // namespace lstmtrain
