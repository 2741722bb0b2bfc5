#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Runs the main job with `text` as its settings; it must leave no run behind.
Finished with_settings(const std::string& text, const Args& more = {}) {
  const TempDir dir;
  write_file(dir / "hp.json", text);
  const Finished finished =
      run(Args{"--hyperparams", dir / "hp.json", "--data", drives(), "--out", dir / "run"} + more);
  CHECK_FALSE(std::filesystem::exists(dir / "run"));
  return finished;
}

}  // namespace

TEST_CASE("cli.config: a file that does not exist") {
  check_refused(run({"--hyperparams", "nowhere/hp.json", "--data", drives()}), 66,
                {"nowhere/hp.json"});
}

TEST_CASE("cli.config: malformed JSON names line and column") {
  check_refused(with_settings("{\n  \"SEED\": 1,\n  \"LOOKBACK\" 5\n}\n"), 78, {"hp.json:3:"});
}

TEST_CASE("cli.config: an unknown key names the nearest one, or is a note with --lenient") {
  check_refused(with_settings("{\"LOOKBAK\": 5}"), 78, {"LOOKBAK", "LOOKBACK"});
  const TempDir dir;
  write_file(dir / "hp.json", "{\"LOOKBAK\": 5}");
  const Finished lenient = run({"--hyperparams", dir / "hp.json", "--lenient", "--print-config"});
  CHECK(lenient.status == 0);
  CHECK(contains(lenient.out, "LOOKBAK"));
}

TEST_CASE("cli.config: a wrong type, a value out of range, a target among the features") {
  check_refused(with_settings("{\"MAX_EPOCHS\": \"many\"}"), 78, {"/MAX_EPOCHS", "many"});
  check_refused(with_settings("{\"DROPOUT_PROB\": 1.5}"), 78, {"/DROPOUT_PROB", "1.5"});
  check_refused(
      with_settings(
          "{\"FEATURE_COLUMNS\": [\"SOC\", \"Voltage\"], \"TARGET_COLUMN\": \"Voltage\"}"),
      78, {"Voltage"});
}

TEST_CASE("cli.config: all faults of a file are said at once, a line each") {
  const Finished finished =
      with_settings("{\"LOOKBAK\": 5, \"MAX_EPOCHS\": \"many\", \"DROPOUT_PROB\": 1.5}");
  CHECK(finished.status == 78);
  CHECK(errors(finished.err).size() == 3);
}

TEST_CASE("cli.config: --set wins over the file, the last one over the first") {
  const TempDir dir;
  write_file(dir / "hp.json", "{\"MAX_EPOCHS\": 7, \"SEED\": 3}");
  const Finished finished = run({"--hyperparams", dir / "hp.json", "--set", "MAX_EPOCHS=8", "--set",
                                 "MAX_EPOCHS=9", "--seed", "4", "--print-config"});
  CHECK(finished.status == 0);
  CHECK(contains(finished.out, "\"MAX_EPOCHS\": 9"));
  CHECK(contains(finished.out, "\"SEED\": 4"));
}

TEST_CASE("cli.config: the schema and the resolved settings are JSON on stdout") {
  const Finished schema = run({"--print-schema"});
  CHECK(schema.status == 0);
  CHECK(schema.err.empty());
  CHECK(contains(schema.out, "draft-07"));
  const Finished config = run({"--print-config"});
  CHECK(config.status == 0);
  CHECK(config.out.rfind("{", 0) == 0);
}
