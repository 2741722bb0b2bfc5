// A test that was not run is not passed: this executable on its cases with real data, without any.
#include <sys/wait.h>

#include <cstdlib>

#include "cli/drives.hpp"
#include "support/skip.hpp"

using namespace lstmtrain::test;

TEST_CASE("cli.skipped: without the data sets their cases end as skipped, and say why") {
  const TempDir dir;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const auto status_of = [&](const std::string& cases) {
    const std::string command = "env -u LSTMTRAIN_DATASETS '" + self + "' '" + cases + "' > '" +
                                (dir / "out").string() + "'";
    return WEXITSTATUS(std::system(command.c_str()));
  };
  CHECK(status_of("[datasets]") == kSkippedStatus);
  CHECK(contains(read_file(dir / "out"), "skipped: LSTMTRAIN_DATASETS is not set"));
  CHECK(status_of("cli.usage: the version goes to stdout") == 0);
}
