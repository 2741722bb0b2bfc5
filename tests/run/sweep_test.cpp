// Several runs without a terminal: what the library does of a sweep. tests/cli/sweep_test.cpp has
// the rest.
#include "run/sweep.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

void write_series(const std::filesystem::path& path, int rows) {
  std::string text = "x,y\n";
  for (int row = 0; row < rows; ++row)
    text += std::to_string(row * 7 % 5) + "," + std::to_string(row * 3 % 4) + "\n";
  write_file(path, text);
}

struct Listener : run::SweepListener {
  void begin(const run::SweepPlan& plan) override { jobs = plan.jobs; }
  void ended(const run::SweepRow& row) override { names.push_back(row.run); }
  int jobs = 0;
  std::vector<std::string> names;
};

// Two seeds of a tiny training on files below `dir`.
struct TwoSeeds {
  explicit TwoSeeds(const TempDir& dir) : folder(dir / "sweep") {
    write_series(dir / "train.csv", 60);
    write_series(dir / "val.csv", 30);
    overrides = {{"FEATURE_COLUMNS", "x", ""},
                 {"TARGET_COLUMN", "y", ""},
                 {"TRAINING_METHOD", "Stream", ""},
                 {"RNN_LAYER_SIZES", "3", ""},
                 {"TBPTT_STEPS", "10", ""},
                 {"MAX_EPOCHS", "2", ""},
                 {"REPETITIONS", "2", ""},
                 {"THREADS", "1", ""},
                 {"TRAIN_DATA", dir / "train.csv", ""},
                 {"VAL_DATA", dir / "val.csv", ""}};
    settings = settings_of({});
  }
  settings::Settings settings_of(const std::vector<settings::Override>& more) const {
    std::vector<settings::Override> all = overrides;
    all.insert(all.end(), more.begin(), more.end());
    return settings::read_settings({}, all);
  }
  run::SweepResult run(EarlierRun earlier, Listener& listener) const {
    return run::Sweep(settings,
                      {.folder = folder,
                       .earlier = earlier,
                       .settings_of = [this](const auto& more) { return settings_of(more); }})
        .run(listener);
  }

  std::string folder;
  std::vector<settings::Override> overrides;
  settings::Settings settings;
};

}  // namespace

TEST_CASE("run.sweep: each run has its folder, the sweep its tables and the best model") {
  const TempDir dir;
  const TwoSeeds two(dir);
  Listener listener;
  const run::SweepResult result = two.run(EarlierRun::refuse, listener);
  CHECK(listener.jobs == 1);
  CHECK(listener.names.size() == 2);
  CHECK(result.whole);
  REQUIRE(result.rows.size() == 2);
  CHECK(result.rows[0].val_rmse <= result.rows[1].val_rmse);
  const std::filesystem::path folder = two.folder;
  for (const run::SweepRow& row : result.rows)
    CHECK(std::filesystem::exists(folder / "runs" / row.run / "results.json"));
  CHECK(std::filesystem::exists(folder / "summary.csv"));
  CHECK(std::filesystem::exists(folder / "repetitions.csv"));
  CHECK(read_file(folder / "best.safetensors") ==
        read_file(folder / "runs" / result.rows[0].run / "best.safetensors"));
}

TEST_CASE("run.sweep: what has ended is left alone, and runs of another sweep are refused") {
  const TempDir dir;
  const TwoSeeds two(dir);
  Listener listener;
  const run::SweepResult first = two.run(EarlierRun::refuse, listener);
  const auto results = [&] {
    return std::filesystem::path(two.folder) / "runs" / first.rows[0].run / "results.json";
  };
  const std::string before = read_file(results());  // with the seconds that it took
  CHECK(two.run(EarlierRun::resume, listener).rows.size() == 2);
  CHECK(read_file(results()) == before);
  std::filesystem::create_directories(std::filesystem::path(two.folder) / "runs" / "other");
  try {
    two.run(EarlierRun::resume, listener);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::config);
    CHECK(std::string(error.what()).find("other") != std::string::npos);
  }
}

TEST_CASE("run.sweep: a sweep that is stopped before its first run has no row and is not whole") {
  const TempDir dir;
  const TwoSeeds two(dir);
  const std::atomic<bool> stop{true};
  Listener listener;
  run::Sweep sweep(two.settings,
                   {.folder = two.folder, .stop = &stop, .settings_of = [&](const auto& more) {
                      return two.settings_of(more);
                    }});
  const run::SweepResult result = sweep.run(listener);
  CHECK(result.rows.empty());
  CHECK_FALSE(result.whole);
  CHECK_FALSE(result.has_model());
}
