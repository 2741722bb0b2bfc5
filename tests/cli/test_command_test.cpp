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
