// main() of every test executable, for either Catch2.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "support/skip.hpp"
#include "support/target.hpp"

int main(int argc, char** argv) {
  if (const int status = lstmtrain::test::choose_target()) return status;
  const int failed = Catch::Session().run(argc, argv);
  return failed == 0 && lstmtrain::test::any_skipped ? lstmtrain::test::kSkippedStatus : failed;
}
