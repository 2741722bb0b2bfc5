#include "base/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <vector>

#include "base/caught.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("base.thread_pool: every task once, whatever the threads") {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    std::vector<int> seen(100);
    pool.run(100, [&](int index, int) { ++seen[static_cast<std::size_t>(index)]; });
    CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
  }
}

TEST_CASE("base.thread_pool: what a task throws comes to the caller, and the pool goes on") {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    for (int thrower = 0; thrower < 8; ++thrower)
      CHECK_THROWS_AS(pool.run(8,
                               [&](int index, int) {
                                 if (index == thrower) throw std::bad_alloc();
                               }),
                      std::bad_alloc);
    std::atomic<int> ran = 0;
    pool.run(8, [&](int, int) { ++ran; });
    CHECK(ran == 8);
  }
}

TEST_CASE("base.caught: memory, files and faults of ours have their exit status") {
  CHECK(caught(Error(ErrorCode::data, "x")).code() == ErrorCode::data);
  CHECK(caught(std::bad_alloc()).code() == ErrorCode::config);
  CHECK(caught(std::length_error("vector")).code() == ErrorCode::config);
  const std::filesystem::filesystem_error refused(
      "cannot", "a/b", std::make_error_code(std::errc::permission_denied));
  CHECK(caught(refused).code() == ErrorCode::io);
  CHECK(std::string(caught(refused).what()).find("a/b: ") == 0);
  CHECK(caught(std::logic_error("oh")).code() == ErrorCode::internal);
}
