// compare: a table of settings over seeds, and of runs that have ended.
#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Finished compared(const Args& args) {
  const Finished finished = run(Args{"compare"} + quick_on_drives() + args);
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  return finished;
}

}  // namespace

TEST_CASE(
    "cli.compare: optimisers are ranked over seeds, and the finished runs give the same table") {
  const TempDir dir;
  const std::string table =
      compared({"--optimizers", "Adam,SGD", "--seeds", "2", "--out", dir / "c"}).out;
  CHECK(contains(table, "OPTIMIZER_TYPE Adam"));
  CHECK(contains(table, "OPTIMIZER_TYPE SGD"));
  // SGD at this rate has hardly moved: Adam stands first.
  CHECK(table.find("OPTIMIZER_TYPE Adam") < table.find("OPTIMIZER_TYPE SGD"));
  CHECK(contains(table, "validation RMSE mV"));
  CHECK(contains(table, "s/epoch"));
  CHECK(std::distance(std::filesystem::directory_iterator(dir / "c/runs"), {}) == 4);

  const Finished again = run({"compare", dir / "c"});
  REQUIRE(again.status == 0);
  CHECK(contains(table, again.out));
}

TEST_CASE("cli.compare: any key, and runs by themselves") {
  const TempDir dir;
  CHECK(
      contains(compared({"--grid", "RNN_LAYER_SIZES=4;6", "--seeds", "1", "--out", dir / "c"}).out,
               "RNN_LAYER_SIZES [4]"));
  CHECK(run(quick_on_drives() + Args{"--out", dir / "one"}).status == 0);
  const Finished both = run({"compare", dir / "one", dir / "c"});
  CHECK(both.status == 0);
  CHECK(contains(both.out, "[6]"));
}

TEST_CASE("cli.compare: nothing to compare, or no run, is said") {
  const TempDir dir;
  check_refused(run(Args{"compare"} + quick_on_drives() + Args{"--seeds", "1", "--out", dir / "c"}),
                64, {"--optimizers"});
  check_refused(run({"compare", dir / "none"}), 66, {"no finished run"});
  check_refused(run(Args{"compare"} + quick_on_drives() +
                    Args{"--optimizers", "Adam,Adamm", "--out", dir / "c"}),
                78, {"Adamm"});
}
