// A whole run on disk by one call: what it leaves, that it goes on where it was interrupted, and
// that it takes no folder that is not its own.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "lstmtrain/error.hpp"
#include "lstmtrain/run.hpp"
#include "run/run_directory.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

// The validation file is the test as well.
Dataset data_with_test() {
  Dataset data = low_pass_data({300, 170}, 60);
  data.test_files = data.val_files;
  return data;
}

// Sets `stop` after some steps; 0: never.
struct Stopper : Reporter {
  explicit Stopper(int stop_after = 0) : left(stop_after) {}
  void progress(const ProgressRecord&) override {
    if (--left == 0) stop = true;
  }
  void warning(const std::string& line) override { warnings.push_back(line); }
  int left;
  std::atomic<bool> stop{false};
  std::vector<std::string> warnings;
};

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.insert(fs::relative(entry.path(), folder).string());
  return names;
}

// A finished run in `folder`; its settings.
Hyperparams run_of_one_epoch(const Dataset& data, const fs::path& folder) {
  Hyperparams hp = small_run(true);
  hp.max_epochs = 1;
  train_to_folder(hp, data, folder, {.threads = 1});
  return hp;
}

template <class Action>
ErrorCode code_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::internal;
}

}  // namespace

TEST_CASE("run.train_to_folder: leaves every file of a run, which say what is returned") {
  const TempDir dir;
  const Dataset data = data_with_test();
  Hyperparams hp = small_run(true);
  hp.inference_filter_type = InferenceFilterType::exponential_moving_average;
  Stopper heard;
  const RunResult run =
      train_to_folder(hp, data, dir / "run",
                      {.threads = 1, .reporter = &heard, .origins = {{"MAX_EPOCHS", "this test"}}});
  CHECK(heard.left < 0);  // it was heard
  CHECK(heard.warnings.empty());
  CHECK(run.fit.stop_reason == StopReason::max_epochs);

  const std::set<std::string> names = files_below(dir / "run");
  for (const char* name : {"best.safetensors", "resolved.json", "results.json", "metrics.csv",
                           "metrics.jsonl", "predictions/test/val.csv"})
    CHECK(names.count(name) == 1);
  const auto results = nlohmann::json::parse(read_file(dir / "run/results.json"));
  REQUIRE(run.test);
  CHECK(results["test"]["rmse"] == run.test->pooled[0].rmse);
  CHECK(results["val"]["rmse"] == run.val.pooled[0].rmse);
  CHECK(results["train"]["rmse"] == run.train.pooled[0].rmse);
  REQUIRE(run.filtered);
  CHECK(results["test_filtered"]["rmse"] == run.filtered->pooled[0].rmse);
  CHECK(run.filtered->pooled[0].rmse != run.test->pooled[0].rmse);
  CHECK(results["test"]["files"][0]["predictions"] == "predictions/test/val.csv");
  CHECK(load_model(dir / "run/best.safetensors").params == run.fit.model.params);
  CHECK(read_file(dir / "run/resolved.json").find("this test") != std::string::npos);
}

TEST_CASE("run.train_to_folder: an interrupted run goes on, and ends as one that never was") {
  const TempDir dir;
  const Dataset data = data_with_test();
  const Hyperparams hp = small_run(false);
  const RunResult whole = train_to_folder(hp, data, dir / "whole", {.threads = 1});
  CHECK(run_has_ended(dir / "whole", hp));

  Stopper stopper(7);
  const RunResult half = train_to_folder(
      hp, data, dir / "run", {.threads = 1, .reporter = &stopper, .stop = &stopper.stop});
  CHECK(half.fit.stop_reason == StopReason::interrupted);
  CHECK_FALSE(half.test);
  CHECK(fs::exists(dir / "run/best.safetensors"));
  CHECK_FALSE(fs::exists(dir / "run/results.json"));
  CHECK_FALSE(run_has_ended(dir / "run", hp));

  const RunResult rest =
      train_to_folder(hp, data, dir / "run", {.earlier = EarlierRun::resume, .threads = 1});
  CHECK(rest.fit.model.params == whole.fit.model.params);
  CHECK(rest.test->pooled[0].rmse == whole.test->pooled[0].rmse);
  CHECK(run_has_ended(dir / "run", hp));
  Hyperparams longer = hp;
  ++longer.max_epochs;
  CHECK_FALSE(run_has_ended(dir / "run", longer));
  Hyperparams other = hp;
  other.lookback = 21;
  CHECK(code_of([&] { run_has_ended(dir / "run", other); }) == ErrorCode::config);
}

TEST_CASE("run.train_to_folder: a run that is pruned is measured, and has ended") {
  const TempDir dir;
  const Hyperparams hp = small_run(true);
  Stopper stopper(3);
  const RunResult run = train_to_folder(
      hp, data_with_test(), dir / "run",
      {.threads = 1, .reporter = &stopper, .stop = &stopper.stop, .pruned = &stopper.stop});
  CHECK(run.fit.stop_reason == StopReason::pruned);
  CHECK(run.test);
  CHECK(nlohmann::json::parse(read_file(dir / "run/results.json"))["stop_reason"] == "pruned");
}

TEST_CASE("run.train_to_folder: settings that are refused do not cost the run they would replace") {
  const TempDir dir;
  const Dataset data = data_with_test();
  Hyperparams hp = run_of_one_epoch(data, dir / "run");
  const std::set<std::string> before = files_below(dir / "run");
  hp.dropout_prob = 2;
  CHECK(code_of([&] {
          train_to_folder(hp, data, dir / "run", {.earlier = EarlierRun::replace});
        }) == ErrorCode::config);
  CHECK(files_below(dir / "run") == before);
}

TEST_CASE("run.train_to_folder: an initial model that is refused does not cost the run either") {
  const TempDir dir;
  const Dataset data = data_with_test();
  Hyperparams hp = run_of_one_epoch(data, dir / "run");
  const std::set<std::string> before = files_below(dir / "run");
  const auto refused_with = [&](ErrorCode code) {
    CHECK(code_of([&] { plan(hp, data); }) == code);
    CHECK(code_of([&] {
            train_to_folder(hp, data, dir / "run", {.earlier = EarlierRun::replace});
          }) == code);
    CHECK(files_below(dir / "run") == before);
  };
  hp.init_model = dir / "none.safetensors";
  refused_with(ErrorCode::not_found);
  hp.init_model = dir / "run/best.safetensors";
  ++hp.rnn_layer_sizes.front();
  refused_with(ErrorCode::config);
}

TEST_CASE("run.train_to_folder: takes no folder with a run in it, nor one that is locked") {
  const TempDir dir;
  const Dataset data = data_with_test();
  Hyperparams hp = run_of_one_epoch(data, dir / "run");
  const std::string before = read_file(dir / "run/results.json");
  hp.seed = 3;
  CHECK(code_of([&] { train_to_folder(hp, data, dir / "run"); }) == ErrorCode::cannot_create);
  CHECK(read_file(dir / "run/results.json") == before);
  {
    const run::RunDirectory held(dir / "run", EarlierRun::resume);
    CHECK(code_of([&] {
            train_to_folder(hp, data, dir / "run", {.earlier = EarlierRun::replace});
          }) == ErrorCode::cannot_create);
    CHECK(read_file(dir / "run/results.json") == before);
  }
  train_to_folder(hp, data, dir / "run", {.earlier = EarlierRun::replace, .threads = 1});
  CHECK(nlohmann::json::parse(read_file(dir / "run/results.json"))["seed"] == 3);
}

TEST_CASE("run.train_to_folder: options out of range are refused before anything is touched") {
  const TempDir dir;
  const Dataset data = data_with_test();
  const Hyperparams hp = run_of_one_epoch(data, dir / "run");
  const std::set<std::string> names = files_below(dir / "run");
  const std::string results = read_file(dir / "run/results.json");
  for (const RunOptions& options :
       {RunOptions{.earlier = EarlierRun::replace, .threads = -5},
        RunOptions{.earlier = EarlierRun::resume, .threads = 1025},
        RunOptions{.earlier = static_cast<EarlierRun>(7), .threads = 1}}) {
    CHECK(code_of([&] { train_to_folder(hp, data, dir / "run", options); }) == ErrorCode::config);
    CHECK(code_of([&] { train_to_folder(hp, data, dir / "new", options); }) == ErrorCode::config);
    CHECK(files_below(dir / "run") == names);
    CHECK(read_file(dir / "run/results.json") == results);
    CHECK_FALSE(fs::exists(dir / "new"));
  }
}
