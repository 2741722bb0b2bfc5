// lstmtrain export: what is asked for is there as a whole, or the reason why not.
#include <filesystem>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

const std::string kModel = LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/stream_gru/model.safetensors";

}  // namespace

TEST_CASE("cli.export: the files that were written are named") {
  const TempDir dir;
  const Finished done = run({"export", kModel, "--format", "torch", "--out", dir / "out"});
  CHECK(done.status == 0);
  REQUIRE(count_lines(done.out) == 1);
  CHECK(std::filesystem::exists(done.out.substr(0, done.out.find('\n'))));
  check_refused(run({"export", kModel, "--format", "torch", "--out", dir / "out"}), 73,
                {"exists already", "--force"});
  CHECK(run({"export", kModel, "--format", "torch", "--out", dir / "out", "--force"}).status == 0);
}

TEST_CASE("cli.export: mistakes are said, and nothing is written") {
  const TempDir dir;
  const std::string out = dir / "out";
  const Args torch = {"--format", "torch", "--out", out};
  check_refused(run({"export", "--format", "torch", "--out", out}), 64, {"no model"});
  check_refused(run({"export", kModel, "--out", out}), 64, {"--format"});
  check_refused(run({"export", kModel, "--format", "torch"}), 64, {"--out"});
  check_refused(run({"export", kModel, "--format", "tflite", "--out", out}), 64,
                {"tflite", "torch", "c"});
  check_refused(run(Args{"export", kModel, "--name", "1x"} + torch), 64, {"--name", "\"1x\""});
  check_refused(run(Args{"export", kModel, "--max-loss", "1"} + torch), 64, {"--data"});
  check_refused(run(Args{"export", kModel, "--weights", "int4"} + torch), 64, {"int4", "int8"});
  check_refused(run(Args{"export", kModel, "--opset", "9"} + torch), 64, {"--opset", "11"});
  check_refused(run(Args{"export", dir / "none"} + torch), 66, {"none"});
  write_file(dir / "text", "no model");
  check_refused(run(Args{"export", dir / "text"} + torch), 65, {"text"});
  check_refused(run(Args{"export", dir.path()} + torch), 66, {"best.safetensors"});
  check_refused(run(Args{"export", kModel, "--data", dir / "none.csv"} + torch), 66, {"none.csv"});
  CHECK_FALSE(std::filesystem::exists(out));
}
