// lstmtrain export: what is asked for is there as a whole, or the reason why not.
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;

const std::string kModel = LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/stream_gru/model.safetensors";

}  // namespace

TEST_CASE("cli.export: the files that were written are named") {
  const TempDir dir;
  const Finished done = run({"export", kModel, "--format", "torch", "--out", dir / "out"});
  CHECK(done.status == 0);
  REQUIRE(count_lines(done.out) == 2);
  CHECK(std::filesystem::exists(done.out.substr(0, done.out.find('\n'))));
  CHECK(run({"export", kModel, "--format", "onnx", "--opset", "13", "--out", dir / "onnx"}).out ==
        (dir / "onnx/voltage.onnx").string() + "\n");
  check_refused(run({"export", kModel, "--format", "torch", "--out", dir / "out"}), 73,
                {"exists already", "--force"});
  CHECK(run({"export", kModel, "--format", "torch", "--out", dir / "out", "--force"}).status == 0);
}

TEST_CASE("cli.export: what a form cannot express is refused before anything is written") {
  const TempDir dir;
  // The model has a norm in front of its head.
  check_refused(
      run({"export", kModel, "--format", "onnx", "--format", "rtneural", "--out", dir / "out"}), 78,
      {"rtneural", "LAYER_NORM, got output", "--format onnx"});
  CHECK_FALSE(std::filesystem::exists(dir / "out"));
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

TEST_CASE("cli.export: integers are calibrated on data, and refused where they lose too much") {
  const TempDir dir;
  const fs::path rows = fs::path(LSTMTRAIN_SOURCE_DIR) / "tests/golden/v0.1.0/data/test";
  const std::string model =
      LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/window_lstm/model.safetensors";
  const Args c = {"export", model, "--format", "c", "--weights", "int8"};
  check_refused(run(c + Args{"--out", dir / "out"}), 64, {"--weights", "--data"});
  check_refused(run(c + Args{"--out", dir / "out", "--data", rows, "--max-loss", "1e-6"}), 65,
                {"rms", "--max-loss", "Nothing was written"});
  CHECK_FALSE(fs::exists(dir / "out"));
  const Finished done = run(c + Args{"--out", dir / "out", "--data", rows, "--test", rows,
                                     "--max-loss", "100", "--name", "cell"});
  INFO(done.err);
  REQUIRE(done.status == 0);
  const auto report = nlohmann::json::parse(read_file(dir / "out/report.json"));
  CHECK(report["weights"] == "int8");
  CHECK(report["data"][0]["rows"] == 160);
  CHECK(report["data"][0]["rms"] > 0);
  CHECK(std::abs(report["data"][0]["bias"].get<double>()) < 1e-3);
  CHECK(report["data"][0]["measured_rows"] > 0);
  CHECK(report["test"][0]["rms"] == report["data"][0]["rms"]);
  CHECK(contains(read_file(dir / "out/cell.h"), "weights of 8 bits"));
}
