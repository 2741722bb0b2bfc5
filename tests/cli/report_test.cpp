// report: the page of a run, however it ended.
#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("cli.report: a run leaves a page, and report writes the same one again") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "r"}).status == 0);
  const std::string page = read_file(dir / "r/report.html");
  CHECK(contains(page, "\"stop_reason\":\"max_epochs\""));
  CHECK(contains(page, "\"by\":\"Temperature:"));
  CHECK(contains(read_file(dir / "r/results.json"), "\"test_by\""));
  const Finished again = run({"report", dir / "r", "--out", dir / "again.html"});
  CHECK(again.status == 0);
  CHECK(again.out == (dir / "again.html").string() + "\n");
  CHECK(read_file(dir / "again.html") == page);
}

TEST_CASE("cli.report: a run that diverged has a page with the diagnosis") {
  const TempDir dir;
  CHECK(run(quick_on_drives() + set("INITIAL_LR=1e30") + set("CLIP_MAX_NORM=0") +
            Args{"--out", dir / "r"})
            .status == 10);
  const std::string page = read_file(dir / "r/report.html");
  CHECK(contains(page, "\"diagnosis\":\""));
  CHECK(contains(page, "\"stop_reason\":\"diverged\""));
}

TEST_CASE("cli.report: what is no run is refused") {
  const TempDir dir;
  check_refused(run({"report"}), 64, {"RUN", "Hint:"});
  check_refused(run({"report", dir / "none"}), 66, {"none", "Hint:"});
  check_refused(run({"report", dir.path()}), 66, {"holds no run", "Hint:"});
}

TEST_CASE("cli.watch: a run that has ended is shown once: curves, epochs, events") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + set("MAX_EPOCHS=8") + Args{"--out", dir / "r"}).status == 0);
  const Finished shown = run({"watch", dir / "r"});
  CHECK(shown.status == 0);
  for (const char* part : {": ended, LSTM 6", "best validation RMSE", "training RMSE",
                           "validation RMSE", "val RMSE mV", "guard events"})
    CHECK(contains(shown.out, part));
  CHECK_FALSE(contains(shown.out, "\x1b["));
  check_refused(run({"watch"}), 64, {"RUN", "Hint:"});
  check_refused(run({"watch", dir.path()}), 66, {"metrics.jsonl", "Hint:"});
}
