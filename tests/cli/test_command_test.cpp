#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using nlohmann::json;

namespace {

// A run on the drives, made once.
const std::filesystem::path& trained() {
  static const TempDir folder;
  static const std::filesystem::path out = [] {
    const auto path = folder / "run";
    const Finished finished = run(quick_on_drives() + Args{"--out", path});
    if (finished.status != 0) throw std::runtime_error("training failed: " + finished.err);
    return path;
  }();
  return out;
}

Finished test_model(const std::filesystem::path& model, const Args& more = {}) {
  return run(Args{"test", "--model", model, "--data", drives() / "test"} + more);
}

}  // namespace

TEST_CASE("cli.test: the model alone gives the errors that its training gave") {
  const Finished finished = test_model(trained() / "best.safetensors", {"--json"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const json object = json::parse(finished.out);
  const json results = json::parse(read_file(trained() / "results.json"));
  for (const char* key : {"rmse", "mae", "max", "bias", "r2", "rows", "rmse_after_warmup"}) {
    CHECK(object[key] == results["test"][key]);
  }
  CHECK(object["unit"] == "mV");
  CHECK(object["files"].size() == 2);
}

TEST_CASE("cli.test: the table has a line for each file and one for all") {
  const Finished finished = test_model(trained() / "best.safetensors");
  REQUIRE(finished.status == 0);
  CHECK(contains(finished.out, "RMSE mV"));
  CHECK(contains(finished.out, "all 2 files"));
  CHECK_FALSE(contains(finished.out, "\x1b["));
}

TEST_CASE("cli.test: a model file that is missing, truncated or edited") {
  const TempDir dir;
  check_refused(test_model(dir / "none"), 66, {"none"});
  const std::string good = read_file(trained() / "best.safetensors");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
    write_file(dir / "cut", good.substr(0, size));
    check_refused(test_model(dir / "cut"), 65, {"cut"});
  }
  std::string edited = good;
  edited[good.size() - 9] = static_cast<char>(edited[good.size() - 9] ^ 0x40);
  write_file(dir / "edited", edited);
  check_refused(test_model(dir / "edited"), 65, {"edited"});
}

TEST_CASE("cli.test: data without a column of the model, or that is not there") {
  const TempDir dir;
  write_file(dir / "a.csv", "Time,Current,SOC,Voltage\n1,2,0.5,3.6\n2,2,0.5,3.6\n3,2,0.4,3.6\n");
  const std::string model = trained() / "best.safetensors";
  check_refused(run({"test", "--model", model, "--data", dir / "a.csv"}), 65, {"Temperature"});
  check_refused(run({"test", "--model", model, "--data", dir / "no.csv"}), 66, {"no.csv"});
}

TEST_CASE("cli.test: errors by temperature, by a column that the model does not use, by file") {
  const std::string model = trained() / "best.safetensors";
  for (const std::string by : {"Temperature:5", "Time:100", "file-prefix"}) {
    INFO(by);
    const Finished finished =
        run({"test", "--model", model, "--data", drives() / "test", "--by", by, "--json"});
    INFO(finished.err);
    REQUIRE(finished.status == 0);
    const json object = json::parse(finished.out);
    std::size_t rows = 0;
    double squared = 0;
    for (const json& group : object["groups"]) {
      const auto n = group["rows"].get<std::size_t>();
      rows += n;
      if (n > 0) squared += static_cast<double>(n) * std::pow(group["rmse"].get<double>(), 2);
    }
    CHECK(object["by"] == by);
    CHECK(rows == object["rows"]);
    CHECK(std::sqrt(squared / static_cast<double>(rows)) == Approx(object["rmse"].get<double>()));
  }
  const Finished table = test_model(model, {"--by", "Temperature:5"});
  CHECK(contains(table.out, "Temperature:5"));
  check_refused(test_model(model, {"--by", "Temperature"}), 64, {"COLUMN:WIDTH"});
  check_refused(test_model(model, {"--by", "Temperature:0"}), 64, {"width above 0"});
  check_refused(test_model(model, {"--by", "Tempreature:5"}), 65, {"Tempreature"});
}

TEST_CASE("cli.test: several models over several folders are one table") {
  const std::string model = trained() / "best.safetensors";
  const Args both = {"test",   "--model",         model,           model,
                     "--data", drives() / "test", drives() / "val"};
  const Finished table = run(both);
  INFO(table.err);
  REQUIRE(table.status == 0);
  CHECK(count_lines(table.out) == 2 + 4);
  const json list = json::parse(run(both + Args{"--json"}).out);
  REQUIRE(list.size() == 4);
  CHECK(list[1]["data"] == (drives() / "val").string());
  CHECK(list[0]["rmse"] == list[2]["rmse"]);
  CHECK(list[0]["rmse"] != list[1]["rmse"]);
}

TEST_CASE("cli.test: a filter has errors of its own, and says when it is not causal") {
  const std::string model = trained() / "best.safetensors";
  const Args smooth =
      set("INFERENCE_FILTER_TYPE=Savitzky-Golay") + set("INFERENCE_FILTER_WINDOW_SIZE=31");
  const Finished table = test_model(model, smooth);
  INFO(table.err);
  REQUIRE(table.status == 0);
  CHECK(contains(table.out, "not causal"));
  const json object = json::parse(test_model(model, smooth + Args{"--json"}).out);
  const json plain = json::parse(test_model(model, {"--json"}).out);
  CHECK(object["rmse"] == plain["rmse"]);
  CHECK(object["filtered"]["rmse"] != plain["rmse"]);
  CHECK(object["filtered"]["causal"] == false);
  check_refused(test_model(model, set("LOOKBACK=3")), 64, {"LOOKBACK"});
}

TEST_CASE("cli.test: a filter of the settings is measured at the end of a training") {
  const TempDir dir;
  const Finished finished = run(quick_on_drives() + set("INFERENCE_FILTER_TYPE=Moving Average") +
                                set("INFERENCE_FILTER_WINDOW_SIZE=5") + Args{"--out", dir / "run"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(contains(finished.out, "filtered: the test after Moving Average over 5 rows"));
  const json results = json::parse(read_file(dir / "run/results.json"));
  CHECK(results["test_filtered"]["causal"] == true);
  CHECK(results["test_filtered"]["rmse"] != results["test"]["rmse"]);
  const auto tested = std::filesystem::directory_iterator(dir / "run/predictions/test")->path();
  CHECK(read_file(tested).rfind("time,true,predicted,error,filtered\n", 0) == 0);
}

TEST_CASE("cli.test: the folder of a run is its model") {
  const Finished by_file = test_model(trained() / "best.safetensors", {"--json"});
  const Finished by_folder = test_model(trained(), {"--json"});
  CHECK(by_folder.status == 0);
  CHECK(by_folder.out == by_file.out);
  const TempDir dir;
  const Args predict = {"predict", "--data", drives() / "test", "--model"};
  CHECK(run(predict + Args{trained(), "--out", dir / "a"}).status == 0);
  CHECK(run(predict + Args{trained() / "best.safetensors", "--out", dir / "b"}).status == 0);
  for (const auto& entry : std::filesystem::directory_iterator(dir / "a"))
    CHECK(read_file(entry.path()) == read_file(dir / "b" / entry.path().filename()));
  check_refused(test_model(dir.path()), 66, {"best.safetensors"});
}

TEST_CASE("cli.test: an error above its limit ends in exit 1, after the table") {
  const json object = json::parse(test_model(trained(), {"--json"}).out);
  for (const auto& [option, key] :
       {std::pair{"--max-rmse", "rmse"}, {"--max-mae", "mae"}, {"--max-error", "max"}}) {
    const double error = object[key];
    const Finished good = test_model(trained(), {option, std::to_string(error * 1.01)});
    CHECK(good.status == 0);
    const Finished bad = test_model(trained(), {option, std::to_string(error * 0.99)});
    CHECK(bad.status == 1);
    CHECK(bad.out == good.out);
    CHECK(contains(bad.err, option));
    CHECK(contains(bad.err, "\"Voltage\""));
  }
  // Of several models each must hold.
  const Args two = {"test", "--model", trained(), trained(), "--data", drives() / "test"};
  CHECK(run(two + Args{"--max-rmse", "0"}).status == 1);
  CHECK(run(two + Args{"--max-rmse", "1e9"}).status == 0);
  check_refused(test_model(trained(), {"--max-rmse", "-1"}), 64, {"--max-rmse"});
  check_refused(test_model(trained(), {"--max-rmse", "nan"}), 64, {"--max-rmse"});
}
